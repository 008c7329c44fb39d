#!/usr/bin/env python3
"""Compares the shell reader with shfmt and with the shells themselves.

usage: shell.py extract --mirrors DIR --commits FILE... --into DIR
       shell.py commands [--shfmt PROGRAM] DIR...
       shell.py validity [--shells NAME=COMMAND,...] DIR...

extract   writes the start scripts (*.sh, *.bash, entrypoints, executables with a shell's #!) and the RUN bodies of all
          Dockerfiles of the mirrors' heads and of the commits that the JSON files name, each text once. A mirror is a
          bare git directory DIR/owner+name/repo.
commands  for each text: the line, the number of words and of assignments of every simple command, as the reader and as
          `shfmt -tojson` see them.
validity  whether each shell (`-n`) rejects each text, with which words and on which line.

The sources must be compiled (mvn test-compile); --classes says where to and has jackson-core on it. Nothing extracted is
ever committed.
"""
import argparse
import collections
import hashlib
import json
import pathlib
import re
import shlex
import subprocess
import sys

DUMP = "dev.runtimeaudit.read.shell.ShellDump"
BODIES = "dev.runtimeaudit.read.RunBodies"
SHELLS = "DASH=dash,ASH=busybox ash,BASH=bash,BASH_POSIX=bash --posix"
NO_SCRIPTS = (".ts", ".js", ".md", ".json", ".yml", ".yaml", ".go", ".py", ".tsx", ".mjs", ".rb", ".php", ".ps1", ".cmd")


def ask(options, main, lines, *arguments):
    run = subprocess.run(["java", "-cp", options.classes, main, *arguments], input="".join(line + "\n" for line in lines),
                         text=True, encoding="utf-8", stdout=subprocess.PIPE)
    if run.returncode != 0:
        sys.exit("failed: " + main)
    return [json.loads(line) for line in run.stdout.split("\n") if line]


def git(repo, *arguments):
    return subprocess.run(["git", "--git-dir", str(repo), *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def shell_of(text):
    """The shell in the first line, if it has one."""
    first = text.split(b"\n", 1)[0]
    if not first.startswith(b"#!"):
        return ""
    words = [w.split(b"/")[-1] for w in first[2:].split()]
    names = [w.decode("utf-8", "replace") for w in words if not w.startswith(b"-") and w != b"env"]
    return names[0] if names and names[0] in ("sh", "bash", "ash", "dash") else "other"


def extract(options):
    into = pathlib.Path(options.into)
    into.mkdir(parents=True, exist_ok=True)
    commits = collections.defaultdict(set)
    for name in options.commits or []:
        for case in json.load(open(name, encoding="utf-8")):
            for key in ("commit", "bad_commit", "good_commit"):
                if case.get(key):
                    commits[case["repo"].replace("/", "+")].add(case[key])
    dockerfiles, seen = [], set()
    for mirror in sorted(pathlib.Path(options.mirrors).glob("*/repo")):
        for commit in ["HEAD", *sorted(commits[mirror.parent.name])]:
            for line in git(mirror, "ls-tree", "-r", commit).decode("utf-8", "replace").splitlines():
                meta, path = line.split("\t", 1)
                mode, kind, sha = meta.split()
                name = pathlib.PurePosixPath(path).name.lower()
                dockerfile = "dockerfile" in name and not name.endswith(NO_SCRIPTS)
                script = name.endswith((".sh", ".bash")) or "entrypoint" in name or (mode == "100755" and "." not in name)
                if kind != "blob" or mode == "120000" or sha in seen or not (dockerfile or script and not name.endswith(NO_SCRIPTS)):
                    continue
                seen.add(sha)
                text = git(mirror, "cat-file", "blob", sha)
                shell = shell_of(text)
                if b"\0" in text or len(text) > 300_000 or not text:
                    continue
                if dockerfile:
                    target = into / f"{sha[:12]}.Dockerfile"
                    dockerfiles.append(str(target))
                elif shell == "other" or (not shell and not name.endswith((".sh", ".bash"))):
                    continue
                else:
                    target = into / f"{mirror.parent.name}__{sha[:12]}__{re.sub('[^a-z0-9._-]', '_', name)}"
                target.write_bytes(text)
    bodies = 0
    for found in ask(options, BODIES, dockerfiles):
        text = found["text"].encode("utf-8")
        target = into / f"run__{hashlib.sha1(text).hexdigest()[:12]}.sh"
        bodies += not target.exists()
        target.write_bytes(text)
    for name in dockerfiles:
        pathlib.Path(name).unlink()
    print(f"extracted: {len(list(into.iterdir())) - bodies} scripts, {bodies} RUN bodies from {len(dockerfiles)} Dockerfiles")


def texts(directories):
    return [path for d in directories for path in sorted(pathlib.Path(d).iterdir()) if path.is_file()]


def calls(node, found):
    """The simple commands of a shfmt tree: line, words, assignments."""
    if isinstance(node, list):
        for item in node:
            calls(item, found)
    elif isinstance(node, dict):
        kind = node.get("Type")
        if kind == "CallExpr":
            found.append((node["Pos"]["Line"], len(node.get("Args") or []), len(node.get("Assigns") or [])))
        elif kind == "DeclClause":
            found.append((node["Pos"]["Line"], 1 + len(node.get("Args") or []), 0))
        elif kind == "LetClause":
            found.append((node["Pos"]["Line"], 1 + len(node.get("Exprs") or []), 0))
        for key, value in node.items():
            if isinstance(value, (dict, list)) and not key.endswith("Pos"):
                calls(value, found)


def commands(options):
    files = texts(options.directories)
    dialect = {p: "BASH" if shell_of(p.read_bytes()) == "bash" or b"shopt" in p.read_bytes() else "ASH_1_37" for p in files}
    ours = {row["file"]: row for row in ask(options, DUMP, [f"{dialect[p]} {p}" for p in files])}
    total = same = identical = rejected = ours_only = 0
    for path in files:
        variant = "bash" if dialect[path] == "BASH" else "posix"
        run = subprocess.run([options.shfmt, "-tojson", "-ln", variant], stdin=open(path, "rb"), capture_output=True)
        if run.returncode != 0 and variant == "posix":
            run = subprocess.run([options.shfmt, "-tojson", "-ln", "bash"], stdin=open(path, "rb"), capture_output=True)
            row = ask(options, DUMP, [f"BASH {path}"])[0] if run.returncode == 0 else ours[str(path)]
        else:
            row = ours[str(path)]
        if run.returncode != 0:
            rejected += 1
            if "error" not in row:
                ours_only += 1
                print(f"{path}: only shfmt rejects it: {run.stderr.decode('utf-8', 'replace').strip()}")
            continue
        if "error" in row:
            print(f"{path}: only the reader rejects it: {row['error']}")
        found = []
        calls(json.loads(run.stdout), found)
        theirs = collections.Counter(found)
        mine = collections.Counter((line, words, assignments) for line, words, assignments, _, _ in row["commands"]
                                   if words or assignments)
        total += sum(theirs.values())
        same += sum((theirs & mine).values())
        identical += theirs == mine
        if theirs != mine:
            print(f"{path}: shfmt only {sorted((theirs - mine).elements())[:4]}, reader only {sorted((mine - theirs).elements())[:4]}")
    files_read = len(files) - rejected
    print(f"commands: {len(files)} texts, {rejected} rejected by shfmt ({ours_only} not by the reader), "
          f"{identical}/{files_read} identical; {same}/{total} commands ({100 * same / max(1, total):.2f} %)")
    return same >= 0.99 * total


def complaint(stderr):
    """The line and words of a shell's first message, warnings left out."""
    for line in stderr.decode("utf-8", "replace").split("\n"):
        if line and "warning:" not in line:
            match = re.match(r"(?:.*?): (?:line )?(\d+): (.*)$", line)
            return (int(match[1]), match[2]) if match else (0, line)
    return None


def validity(options):
    files = texts(options.directories)
    shells = dict(pair.split("=", 1) for pair in options.shells.split(","))
    rows = ask(options, DUMP, [f"{name} {path}" for name in shells for path in files])
    ours = {(row["dialect"], row["file"]): row.get("error") for row in rows}
    differ = 0
    for name, command in shells.items():
        rejected = 0
        for path in files:
            run = subprocess.run([*shlex.split(command), "-n", str(path)], capture_output=True, stdin=subprocess.DEVNULL)
            theirs = complaint(run.stderr)
            error = ours[name, str(path)]
            mine = (error["line"], error["message"]) if error else None
            rejected += theirs is not None
            if mine != theirs:
                differ += 1
                print(f"{name} {path}: {mine} instead of {theirs}")
        print(f"validity: {name}: {len(files)} texts, {rejected} rejected")
    print(f"validity: {len(files) * len(shells)} compared, {differ} differ")
    return differ == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--classes", default="target/classes:target/test-classes")
    kinds = parser.add_subparsers(dest="kind", required=True)
    kind = kinds.add_parser("extract")
    kind.add_argument("--mirrors", required=True)
    kind.add_argument("--commits", nargs="*")
    kind.add_argument("--into", required=True)
    kind = kinds.add_parser("commands")
    kind.add_argument("--shfmt", default="shfmt")
    kind.add_argument("directories", nargs="+")
    kind = kinds.add_parser("validity")
    kind.add_argument("--shells", default=SHELLS)
    kind.add_argument("directories", nargs="+")
    options = parser.parse_args()
    sys.exit(0 if {"extract": extract, "commands": commands, "validity": validity}[options.kind](options) is not False else 1)


if __name__ == "__main__":
    main()
