#!/usr/bin/env python3
"""Compares the effective compose model with `docker compose config`, project by project.

  compare.py --compose BINARY --classpath CP [--tree DIR]… [--cases FILE.txtar…] [--show N]

BINARY is docker compose as a stand-alone program; CP holds target/classes, target/test-classes and their dependencies.
--tree: every compose file below DIR is a project of its own. --cases: files like projects.txtar beside this: after each
`=== name` a txtar archive that is a project; a comment in front of its first file may say `files: a.yml b.yml`. The oracle runs with an empty environment.

A project agrees when both accept it and every field is the same, or both reject it. Printed are the disagreements, and
how often the words of the rejection agree, too.
"""
import argparse, collections, json, os, pathlib, re, shutil, subprocess, sys, tempfile

ENV = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}


def cases(paths, into):
    for path in paths:
        archives = re.split(r"(?m)^=== (.*)\n", pathlib.Path(path).read_text())
        for name, text in zip(archives[1::2], archives[2::2]):
            parts = re.split(r"(?m)^-- (\S+) --\n", text)
            root = into / re.sub(r"\W+", "-", name).strip("-").lower()
            root.mkdir(parents=True, exist_ok=True)
            for file, content in zip(parts[1::2], parts[2::2]):
                (root / file).parent.mkdir(parents=True, exist_ok=True)
                (root / file).write_text(content)
            named = re.search(r"files: (.*)", parts[0])
            yield str(root), named.group(1).split() if named else [parts[1]]


def found(tree):
    for directory, below, names in os.walk(tree):
        below[:] = [d for d in below if d not in ("node_modules", ".git")]
        for name in sorted(names):
            if re.match(r"(.*[._-])?compose([._-].*)?\.ya?ml$", name):
                yield str(tree), [os.path.relpath(os.path.join(directory, name), tree)]


def oracle(binary, root, files):
    command = [binary]
    for file in files:
        command += ["-f", os.path.join(root, file)]
    run = subprocess.run(command + ["config", "--format", "json"], capture_output=True, text=True, env=ENV, cwd=root)
    if run.returncode:
        lines = [l for l in run.stderr.strip().split("\n") if not l.startswith("time=")]
        return None, " ".join(lines)
    return normal(json.loads(run.stdout), root), ""


def normal(config, root):
    services = {}
    for name, s in (config.get("services") or {}).items():
        own = {k: str(s[k]).replace("$$", "$") for k in ("image", "user", "working_dir", "restart") if s.get(k)}
        own["init"], own["read_only"] = bool(s.get("init")), bool(s.get("read_only"))
        for key in ("command", "entrypoint"):
            if s.get(key) is not None:
                own[key] = [w.replace("$$", "$") for w in s[key]]
        if s.get("build"):
            b = s["build"]
            build = {"args": {k: v for k, v in (b.get("args") or {}).items() if v is not None}}
            context = b.get("context", root)
            if os.path.isabs(context) and (context + "/").startswith(root + "/"):
                build["context"] = os.path.relpath(context, root).replace(".", "", 1) if context == root else os.path.relpath(context, root)
                if not b.get("dockerfile_inline"):
                    file = os.path.normpath(os.path.join(context, b.get("dockerfile", "Dockerfile")))
                    if (file + "/").startswith(root + "/"):
                        build["dockerfile"] = os.path.relpath(file, root)
            if b.get("target"):
                build["target"] = b["target"]
            own["build"] = build
        own["environment"] = s.get("environment") or {}
        own["volumes"] = sorted("%s %s %s%s" % (v["type"], v.get("source", "") if v["type"] == "volume" else "", v["target"], " ro" if v.get("read_only") else "")
                                for v in s.get("volumes") or [] if v["type"] in ("bind", "volume"))
        own["ports"] = sorted("%s:%s/%s" % (p.get("published", ""), p["target"], p.get("protocol", "tcp")) for p in s.get("ports") or [])
        own["depends_on"] = {k: d["condition"] + ("" if d.get("required", True) else " optional") for k, d in (s.get("depends_on") or {}).items()}
        own["cap_drop"] = s.get("cap_drop") or []
        if s.get("healthcheck"):
            h = s["healthcheck"]
            own["healthcheck"] = ["NONE"] if h.get("disable") else [w.replace("$$", "$") for w in h.get("test") or []]
            own["healthcheck"] = ["NONE"] if own["healthcheck"][:1] == ["NONE"] else own["healthcheck"]
        own["environment"] = {k.replace("$$", "$"): v if v is None else v.replace("$$", "$") for k, v in own["environment"].items()}
        services[name] = own
    return services


def ours(java, classpath, projects):
    feed = "".join("\t".join([root] + files) + "\n" for root, files in projects)
    run = subprocess.run([java, "-cp", classpath, "dev.runtimeaudit.workspace.compose.ComposeDump"], input=feed, capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr[-3000:])
    results = []
    for line in run.stdout.splitlines():
        model = json.loads(line)
        for s in model["services"].values():
            s["volumes"], s["ports"] = sorted(s["volumes"]), sorted(s["ports"])
        results.append(model)
    return results


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--compose", required=True)
    p.add_argument("--classpath", required=True)
    p.add_argument("--java", default="java")
    p.add_argument("--tree", type=pathlib.Path, action="append", default=[])
    p.add_argument("--cases", nargs="*", default=[])
    p.add_argument("--show", type=int, default=20)
    a = p.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="compose-oracle-"))
    projects = list(cases(a.cases, work)) + [x for tree in a.tree for x in found(tree.resolve())]
    count, shown = collections.Counter(), 0
    for (root, files), model in zip(projects, ours(a.java, a.classpath, projects)):
        expected, error = oracle(a.compose, root, files)
        rejects = bool(model["problems"] or model["preconditions"])
        why = []
        if (expected is None) != rejects:
            count["validity differs"] += 1
            why.append("oracle: " + (error or "accepts"))
            why.append("ours: " + str(model["problems"] + model["preconditions"]))
        elif expected is None:
            count["both reject"] += 1
            core = re.sub(r"[`'\"]", "", error.split(": invalid compose project")[0].replace(root + "/", ""))
            if any(core in re.sub(r"[`'\"]", "", m) for m in model["problems"]):
                count["same words"] += 1
        else:
            for name in sorted(set(expected) | set(model["services"])):
                e, o = expected.get(name), model["services"].get(name)
                if e is None or o is None:
                    why.append(f"{name}: oracle {'has' if e else 'lacks'} it")
                    continue
                for key in sorted(set(e) | set(o)):
                    if e.get(key) != o.get(key):
                        why.append(f"{name}.{key}: oracle {json.dumps(e.get(key))[:300]} ours {json.dumps(o.get(key))[:300]}")
            count["model differs" if why else "same model"] += 1
        if why and shown < a.show:
            shown += 1
            print(f"DIFFERS {root} {' '.join(files)}")
            for line in why[:6]:
                print("   ", line[:700])
    agree = count["both reject"] + count["same model"]
    print(f"compose: {len(projects)} projects, {agree} agree ({count['same model']} same model, {count['both reject']} both reject, "
          f"{count['same words']} of these with the same words), {count['validity differs']} differ in validity, {count['model differs']} in the model")
    shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
