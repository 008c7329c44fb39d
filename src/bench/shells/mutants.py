#!/usr/bin/env python3
"""Puts snippets of shell into frames, runs them in the shells of a root directory, and writes what happened in the form of the oracle.

    mutants.py SNIPPETS.json OUT.json NAME=ROOT:SHELL...         (as root; dash-0.5.12(bookworm)=/tmp/debian:/bin/sh)
    mvn -q test -Dtest=ShellOracleTest -Doracle.shell=OUT.json

A frame is what may stand around a step of a start script: `set -e`, a function, a condition, a pipe, a trap. Each run gets an empty /tmp.
"""
import concurrent.futures, json, os, pathlib, subprocess, sys, tempfile

FRAMES = {
    "plain": "%s",
    "e": "set -e\n%s",
    "eu": "set -eu\n%s",
    "func": "f() {\n%s\n}\nf\necho END\n",
    "func-or": "f() {\n%s\n}\nf || echo failed $?\necho END\n",
    "func-e": "set -e\nf() {\n%s\n}\nf\necho END\n",
    "subshell": "(\n%s\n)\necho \"rc $?\"\necho END\n",
    "subshell-e": "set -e\n(\n%s\n)\necho END\n",
    "if": "if {\n%s\n}; then echo yes; else echo no; fi\necho END\n",
    "not-e": "set -e\n! {\n%s\n}\necho END\n",
    "subst": "x=$(\n%s\n)\necho \"$? $x\"\necho END\n",
    "subst-e": "set -e\nx=$(\n%s\n)\necho END\n",
    "and-e": "set -e\ntrue && {\n%s\n}\necho END\n",
    "pipe-e": "set -e\n{\n%s\n} | cat\necho END\n",
    "loop-e": "set -e\nfor i in 1 2; do\n%s\ndone\necho END\n",
    "while-e": "set -e\nn=0\nwhile [ $n -lt 2 ]; do\nn=$((n+1))\n%s\ndone\necho END\n",
    "trap-exit": "trap 'echo bye $?' EXIT\n%s",
    "trap-exit-e": "set -e\ntrap 'echo bye' EXIT\n%s",
    "case-e": "set -e\ncase a in\n  a)\n%s\n  ;;\nesac\necho END\n",
    "bg": "{\n%s\n} &\nwait $!\necho \"rc $?\"\necho END\n",
    "redir-e": "set -e\n{\n%s\n} >/tmp/out 2>&1\necho END\n",
}

def run(job):
    root, shell, mode, text, args = job
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        name = "/entrypoint.sh"
        own = pathlib.Path(place, "e.sh"); own.write_bytes(f"#!{shell}\n{text}".encode("utf-8", "surrogateescape")); own.chmod(0o755)
        mounts = f"mount -t tmpfs -o mode=1777 t {root}/tmp && touch {root}{name} && mount --bind {own} {root}{name} && cd {root}/tmp && exec chroot {root} \"$@\""
        inner = [name, *args] if mode == "script" else [shell, "-c", text]
        cmd = ["unshare", "-m", "-n", "-p", "-f", "--kill-child", "--mount-proc=" + root + "/proc", "sh", "-c", mounts, "sh", "/usr/bin/env", "-i", "PATH=" + path, "HOME=/root", "HOSTNAME=0248b6a9bb54", "OLDPWD=/tmp", "sh", "-c", 'cd /tmp && "$@"', "sh"]
        # the words of a shell that is called by another one's name would differ: it is called as the kernel would
        cmd[-4:] = ["/usr/bin/env", "-C", "/tmp"] if os.path.exists(root + "/usr/bin/nproc") and "busybox" not in os.path.realpath(root + "/usr/bin/env") else ["/bin/sh", "-c", 'cd /tmp && exec "$@"', "sh"]
        try:
            ran = subprocess.run(cmd + inner, stdin=subprocess.DEVNULL, capture_output=True, timeout=10)
        except subprocess.TimeoutExpired:
            return None
    out, err = ran.stdout.decode("utf-8", "replace"), ran.stderr.decode("utf-8", "replace")
    return {"rc": ran.returncode if ran.returncode >= 0 else 128 - ran.returncode, "stdout": out, "stderr": err, "reached_end": "END" in out.splitlines()}

def main():
    source, out, shells = sys.argv[1], sys.argv[2], dict(s.split("=", 1) for s in sys.argv[3:])
    snippets = json.load(open(source))["snippets"]
    frames = os.environ.get("FRAMES", ",".join(FRAMES)).split(",")
    rows, jobs = [], []
    for snippet in snippets:
        body = snippet["script"]
        if body.startswith("set -e\n") : body = body[7:]
        for frame in frames:
            text = FRAMES[frame] % (body if frame in ("plain", "e", "eu", "trap-exit", "trap-exit-e") else body.replace("echo END\n", "").rstrip("\n"))
            row = {"id": snippet["id"] + "~" + frame, "script": text, "args": snippet["args"], "shells": {}}
            rows.append(row)
            for name, where in shells.items():
                root, shell = where.split(":")
                for mode in ("script", "dash_c"):
                    jobs.append((row, name, mode, (root, shell, mode, text, snippet["args"].split())))
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for (row, name, mode, _), result in zip(jobs, pool.map(lambda j: run(j[3]), jobs)):
            if result: row["shells"].setdefault(name, {})[mode] = result
    json.dump({"snippets": rows}, open(out, "w"), indent=1)
    print(len(rows), "snippets,", sum(len(m) for r in rows for m in r["shells"].values()), "runs")

main()
