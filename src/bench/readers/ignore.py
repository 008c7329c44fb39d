#!/usr/bin/env python3
"""Compares the readers of ignore files with moby's patternmatcher and with git.

usage: ignore.py [--oracle PROGRAM] [--git] [--classes DIR:DIR] CASES

CASES holds one JSON object a line: {"text": "...", "paths": ["a/b", ...]}; for --git {"files": {".gitignore": "..."},
"paths": ["a/", "a/b"]}, where a path that ends with a slash is a directory. PROGRAM reads such lines and prints for each
one line of ones (left out) and zeros, or `error` where moby refuses; like BuildKit, it walks down to each path and hands
what has matched from a directory to its entries. With --git the installed git is asked (`git check-ignore`).

The sources must be compiled (mvn test-compile). Exit code 1 when there is any difference.
"""
import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile

DUMP = "dev.runtimeaudit.read.ignore.IgnoreDump"


def run(command, lines, **more):
    done = subprocess.run(command, input="\n".join(lines) + "\n", text=True, encoding="utf-8", stdout=subprocess.PIPE, **more)
    if done.returncode != 0:
        sys.exit("failed: " + " ".join(command))
    return done.stdout.split("\n")[: len(lines)]


def encode(fields):
    return " ".join(base64.b64encode(field.encode()).decode() for field in fields)


def git_answers(case):
    with tempfile.TemporaryDirectory() as root:
        environment = dict(os.environ, GIT_CONFIG_NOSYSTEM="1", HOME=root, XDG_CONFIG_HOME=root)
        subprocess.run(["git", "init", "-q", root], check=True, env=environment)
        for path in case["paths"]:
            directory = path if path.endswith("/") else os.path.dirname(path)
            os.makedirs(os.path.join(root, directory), exist_ok=True)
            if not path.endswith("/"):
                open(os.path.join(root, path), "w").close()
        for name, text in case["files"].items():
            os.makedirs(os.path.join(root, os.path.dirname(name)), exist_ok=True)
            with open(os.path.join(root, name), "w", encoding="utf-8", newline="") as file:
                file.write(text)
        paths = [path.rstrip("/") for path in case["paths"]]
        asked = subprocess.run(
            ["git", "-C", root, "check-ignore", "--stdin", "-z"], input="\0".join(paths), text=True,
            encoding="utf-8", stdout=subprocess.PIPE, env=environment)
        ignored = set(asked.stdout.split("\0"))
        return "".join("1" if path in ignored else "0" for path in paths)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--oracle")
    parser.add_argument("--git", action="store_true")
    parser.add_argument("--classes", default="target/classes:target/test-classes")
    parser.add_argument("cases")
    options = parser.parse_args()
    cases = [json.loads(line) for line in open(options.cases, encoding="utf-8") if line.strip()]
    if options.git:
        theirs = [git_answers(case) for case in cases]
        fields = [["\0".join(x for pair in case["files"].items() for x in pair)] + case["paths"] for case in cases]
        ours = run(["java", "-cp", options.classes, DUMP, "git"], [encode(f) for f in fields])
    else:
        theirs = run([options.oracle], [json.dumps(case) for case in cases])
        ours = run(["java", "-cp", options.classes, DUMP], [encode([c["text"]] + c["paths"]) for c in cases])
    same = answers = 0
    for case, a, b in zip(cases, theirs, ours):
        same += a == b
        answers += len(case["paths"])
        if a != b:
            wrong = [p for p, x, y in zip(case["paths"], a, b) if x != y] if "error" not in (a, b) else (a, b)
            print(f"{case.get('text', case.get('files'))!r}: {wrong}")
    print(f"{'gitignore' if options.git else 'dockerignore'}: {len(cases)} files, {answers} paths, {same} files identical")
    sys.exit(0 if same == len(cases) else 1)


if __name__ == "__main__":
    main()
