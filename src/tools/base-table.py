#!/usr/bin/env python3
"""Writes the measured part of the base-image table (roots/*.txt, packages/*.txt) from the oracle's base-images.json.

usage: src/tools/base-table.py base-images.json

The families (which image stands on which root, and what it adds) are written by hand: families.yaml.
"""
import json
import pathlib
import sys
import textwrap

OUT = pathlib.Path(__file__).resolve().parents[1] / "main/resources/dev/runtimeaudit/image"

# root file -> (set, accounts, lines on what it is)
BUSYBOX = {"3.16": "1.35.0", "3.17": "1.35.0", "3.18": "1.36.1", "3.19": "1.36.1", "3.20": "1.36.1", "edge": "1.37.0"}
DEBIAN = {"bookworm": ("0.5.12-2", "5.2.15"), "trixie": ("0.5.12-12", "5.2.37")}

# Commands of the list that the table of the oracle ends with in prose.
PROSE = {"...GNU replacements", "...", "/usr/bin/php82 etc", "/lib/ld-linux-x86-64.so.2 (loader shim)"}


def directories(paths):
    by = {}
    for path in paths:
        directory, name = path.rsplit("/", 1)
        by.setdefault(directory, set()).add(name)
    lines = []
    for directory in sorted(by):
        lines.append(f"{directory}:")
        lines += textwrap.wrap(" ".join(sorted(by[directory])), 110, initial_indent="  ", subsequent_indent="  ",
                               break_long_words=False, break_on_hyphens=False)
    return lines


def accounts(users):
    lines = ["users:"]
    lines += [f"  {u['name']} {u['uid']} {u['gid']} {u['home']}" for u in users["passwd"]]
    lines += ["groups:"]
    groups = users["group"]
    lines += [f"  {g['name']} {g['gid']}" for g in groups]
    return lines


def write(name, lines):
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


def main(source):
    data = json.load(open(source))
    sets, users = data["executable_sets"], data["users"]
    for release, busybox in BUSYBOX.items():
        write(f"roots/alpine-{release}.txt", [
            f"# Alpine {release}: the executables and accounts of its mini root file system, measured.",
            "libc musl", f"busybox {busybox}"] + directories(sets[f"alpine-{release}"]) + accounts(users[f"alpine-{release}"]))
    for release, (dash, bash) in DEBIAN.items():
        for variant, name in ((f"debian-{release}-slim", f"debian-{release}"),) + tuple(
                (f"buildpack-deps-{release}-{v}", f"buildpack-deps-{v}-{release}") for v in ("curl", "scm", "full")):
            write(f"roots/{name}.txt", [
                f"# {name}: the executables and accounts of a minimal Debian with its packages, measured.",
                "libc glibc", f"dash {dash}", f"bash {bash}"]
                + directories(sets[variant]) + accounts(users[f"debian-{release}"]))
    for libc in ("glibc", "musl"):
        write(f"roots/busybox-{libc}.txt", [
            f"# busybox 1.37 ({libc}): its executables and accounts, measured.",
            f"libc {libc}", "busybox 1.37.0"] + directories(sets[f"busybox-1.37-{libc}"]) + accounts(users[f"busybox-{libc}"]))
    write("roots/distroless-debug.txt", [
        "# distroless :debug: the applets below /busybox, measured.", "libc glibc", "busybox 1.37.0"]
        + directories(sets["distroless-debug-busybox"]))
    for release in DEBIAN:
        lines = [f"# Debian {release}: what `apt-get install --no-install-recommends` of each package adds to the",
                 "# executables and accounts of a minimal root, its dependencies included. Measured."]
        for name, package in sorted(data["apt_packages"][release].items()):
            lines.append(f"{name}:")
            lines += ["  " + line.strip() for line in textwrap.wrap(
                " ".join(sorted(package["executables"])), 110, break_long_words=False, break_on_hyphens=False)]
            for user in package["users_added"]:
                f = user.split(":")
                lines.append(f"  user {f[0]} {f[2]} {f[3]} {f[5]}")
        write(f"packages/debian-{release}.txt", lines)
    lines = ["# Alpine: commands that packages are known to bring (general knowledge of aports, not measured, and not all of",
             "# them): they prove that a command is there, never that another is not. Libraries bring no command."]
    for name, commands in sorted(data["apk_packages"]["packages"].items()):
        lines.append(f"{name}:")
        clean = [c.split(" ")[0] for c in commands if c not in PROSE]
        if clean:
            lines.append("  " + " ".join(clean))
    write("packages/alpine.txt", lines)


main(sys.argv[1])
