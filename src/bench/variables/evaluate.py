#!/usr/bin/env python3
"""Compares the variables of a report.json with a list that people made by reading and running the services.

    evaluate.py --truth TRUTH.json --report report.json [--all]
    evaluate.py --truth TRUTH.json --tree TREE --audit 'COMMAND {tree} {report}' [--all]

TRUTH: {service: {NAME: {"level", "required", "default", "evidence": "file:line", "more_evidence": [...]}}}; "_meta" is passed
over. With --audit the command is run first; it has to write the report. Ends with 1 when a start-up requirement is missed or
invented, or when fewer than 98 % of the variables are found.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--truth", required=True)
    arguments.add_argument("--report")
    arguments.add_argument("--tree")
    arguments.add_argument("--audit")
    arguments.add_argument("--all", action="store_true", help="print every disagreement about levels, defaults and places")
    given = arguments.parse_args()
    report = given.report
    if report is None:
        report = str(pathlib.Path(tempfile.mkdtemp()) / "report.json")
        subprocess.run(given.audit.format(tree=given.tree, report=report), shell=True, check=True)
    truth = {s: v for s, v in json.loads(pathlib.Path(given.truth).read_text()).items() if not s.startswith("_")}
    said = {
        s["name"]: {v["name"]: v for v in s["variables"]} for s in json.loads(pathlib.Path(report).read_text())["services"]
    }

    expected = {(s, n): e["level"] for s, names in truth.items() for n, e in names.items()}
    predicted = {(s, n): v["level"] for s in truth for n, v in said.get(s, {}).items()}
    missed = sorted(set(expected) - set(predicted))
    invented = sorted(set(predicted) - set(expected))
    for service, name in missed:
        print(f"MISSED    {service} {name} ({expected[service, name]}, {truth[service][name]['evidence']})")
    for service, name in invented:
        places = ", ".join(f"{e['file']}:{e['line']}" for e in said[service][name]["evidence"][:2])
        print(f"INVENTED  {service} {name} ({predicted[service, name]}, {places})")
    count = collections.Counter()
    for key in sorted(set(expected) & set(predicted)):
        service, name = key
        wanted, found = truth[service][name], said[service][name]
        count["level"] += expected[key] == predicted[key]
        if expected[key] != predicted[key]:
            print(f"LEVEL     {service} {name}: {expected[key]} expected, {predicted[key]} said")
        places = {f"{e['file']}:{e['line']}" for e in found["evidence"]}
        count["place"] += wanted["evidence"] in places
        if given.all and wanted["evidence"] not in places:
            print(f"PLACE     {service} {name}: {wanted['evidence']} expected, {sorted(places)} said")
        count["required"] += bool(wanted["required"]) == bool(found.get("required"))
        if given.all and bool(wanted["required"]) != bool(found.get("required")):
            print(f"REQUIRED  {service} {name}: {wanted['required']} expected")

    print(f"{'level':12} {'expected':>9} {'said':>6} {'right':>6} {'precision':>10} {'recall':>8}")
    for level in ("startup", "first-use", "optional", "build", "platform", "unknown"):
        wanted = {k for k, v in expected.items() if v == level}
        found = {k for k, v in predicted.items() if v == level}
        right = len(wanted & found)
        print(
            f"{level:12} {len(wanted):9} {len(found):6} {right:6} "
            f"{right / len(found) if found else 1:10.1%} {right / len(wanted) if wanted else 1:8.1%}"
        )
    both = len(set(expected) & set(predicted))
    print(
        f"variables: {len(expected)} expected, {both} found ({both / len(expected):.1%}), {len(invented)} invented; "
        f"of those found: level {count['level']}, place {count['place']}, required {count['required']}"
    )
    startup = {k for k, v in expected.items() if v == "startup"} ^ {k for k, v in predicted.items() if v == "startup"}
    return 1 if startup or both < 0.98 * len(expected) else 0


if __name__ == "__main__":
    sys.exit(main())
