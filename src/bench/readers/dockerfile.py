#!/usr/bin/env python3
"""Compares the Dockerfile reader with a program around BuildKit's own parser.

usage: dockerfile.py --oracle PROGRAM [--classes DIR:DIR] [--words FILE] LIST

LIST holds the paths of Dockerfiles, one a line. PROGRAM reads such paths from standard input and prints one JSON object
a line: {"file", "error", "instructions": [{"keyword", "start", "end", "json", "flags", "args", "heredocs": [{"name",
"expand", "stripTabs", "content"}], "error"}]}; "error" of the file is the first thing BuildKit rejects, that of an
instruction what `dockerfile parse error on line N: ...` says of it alone. As `PROGRAM words` it reads {"word", "escape",
"env", "body"} and prints {"result", "error"}.

The sources must be compiled (mvn test-compile). Exit code 1 when there is any difference.
"""
import argparse
import base64
import json
import subprocess
import sys

DUMP = "dev.runtimeaudit.read.dockerfile.ReaderDump"
SUGGESTION = " (did you mean "


def ask(command, lines):
    run = subprocess.run(command, input="\n".join(lines) + "\n", text=True, encoding="utf-8", stdout=subprocess.PIPE)
    if run.returncode != 0:
        sys.exit("failed: " + " ".join(command))
    return [json.loads(line) for line in run.stdout.split("\n") if line]


def bare(message):
    """Without the suggestion: between equally near ones BuildKit picks by chance."""
    return message.split(SUGGESTION)[0]


def difference(theirs, ours):
    """The first difference between two readings of a file; empty without one."""
    first = ours["problems"][0] if ours["problems"] else ""
    converting = first.startswith("failed to process") or first.startswith("variable expansion is not supported")
    if bare(theirs["error"]) != bare(first) and not (converting and not theirs["error"]):
        return f"rejected with {first!r} instead of {theirs['error']!r}"
    if theirs["error"] and not theirs["instructions"]:
        return ""
    if len(theirs["instructions"]) != len(ours["instructions"]):
        return f"{len(ours['instructions'])} instructions instead of {len(theirs['instructions'])}"
    for a, b in zip(theirs["instructions"], ours["instructions"]):
        place = f"line {a['start']} ({a['keyword']}): "
        for key in ("keyword", "start", "end"):
            if a[key] != b[key]:
                return place + f"{key} {b[key]!r} instead of {a[key]!r}"
        if a["error"] and all(bare(a["error"]) != bare(p) for p in ours["problems"]):
            return place + f"not rejected: {a['error']!r}"
        if not a["error"] and any(p.startswith(f"dockerfile parse error on line {a['start']}: ") for p in ours["problems"]):
            return place + "rejected"
        if a["error"] or "args" not in b:
            if not a["error"] and a["keyword"]:
                return place + "not read"
            continue
        if a["keyword"] in ("stopsignal", "arg"):
            a["flags"] = []
        if a["keyword"] == "onbuild" and len(b["args"]) == 1:
            a["args"] = a["args"][:1]  # BuildKit does not look here whether the trigger is right
        if a["args"] != b["args"]:
            return place + f"{b['args']!r} instead of {a['args']!r}"
        lists = ("copy", "add", "volume", "onbuild")
        if a["json"] != b["json"] and a["keyword"] not in lists:
            return place + f"JSON: {b['json']} instead of {a['json']}"
        if a["keyword"] in ("from", "run", "copy", "add", "healthcheck") and a["flags"] != b["flags"]:
            return place + f"{b['flags']!r} instead of {a['flags']!r}"
        if a["keyword"] == "run" and a["heredocs"] != b["heredocs"]:
            return place + f"{b['heredocs']!r} instead of {a['heredocs']!r}"
        if any(h not in a["heredocs"] for h in b["heredocs"]):
            return place + f"{b['heredocs']!r} instead of {a['heredocs']!r}"
    return ""


def files(options):
    names = [line.rstrip("\n") for line in open(options.list, encoding="utf-8") if line.strip()]
    theirs = ask([options.oracle], names)
    ours = ask(["java", "-cp", options.classes, DUMP, "files"], names)
    same = instructions = rejected = 0
    for a, b in zip(theirs, ours):
        found = difference(a, b)
        same += not found
        rejected += bool(a["error"])
        instructions += len(a["instructions"])
        if found:
            print(f"{a['file']}: {found}")
    print(f"dockerfiles: {len(names)} files, {rejected} rejected by both, {instructions} instructions, {same} identical")
    return same == len(names) == len(ours)


def words(options):
    cases = [json.loads(line) for line in open(options.words, encoding="utf-8") if line.strip()]
    theirs = ask([options.oracle, "words"], [json.dumps(case) for case in cases])

    def line(case):
        fields = [case["escape"], "body" if case["body"] else "word", case["word"]]
        for pair in case["env"]:
            fields += pair.split("=", 1)
        return " ".join(base64.b64encode(field.encode()).decode() for field in fields)

    ours = ask(["java", "-cp", options.classes, DUMP, "words"], [line(case) for case in cases])
    same = texts = rejected = 0
    for case, a, b in zip(cases, theirs, ours):
        agree = a["result"] == b["result"] and bool(a["error"]) == bool(b["error"])
        same += agree
        rejected += bool(a["error"])
        texts += agree and bool(a["error"]) and a["error"] == b["error"]
        if not agree:
            print(f"{case['word']!r}: {b} instead of {a}")
    print(f"words: {len(cases)} words, {same} identical; {rejected} rejected, {texts} of them in the same words")
    return same == len(cases) == len(ours)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--oracle", required=True)
    parser.add_argument("--classes", default="target/classes:target/test-classes")
    parser.add_argument("--words", help="also compare words: one JSON object a line, as the oracle reads them")
    parser.add_argument("list")
    options = parser.parse_args()
    good = files(options)
    if options.words:
        good = words(options) and good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
