#!/usr/bin/env python3
"""Reads which directives and variables each nginx version has from a clone of its repository.

usage: nginx-table.py CLONE > src/main/resources/dev/runtimeaudit/exec/nginx/directives.txt

A line says: name, where it may stand and how many words it takes (as the flags of ngx_command_t say, shortened), the first
version that has it and the last ("-" for the oldest and the newest that were read). Lines with "$" are variables.
"""
import collections, re, subprocess, sys

repo = sys.argv[1]
def git(*a):
    return subprocess.run(["git", "-C", repo, *a], capture_output=True, text=True, errors="replace", check=True).stdout

tags = [t for t in git("tag").split() if re.fullmatch(r"release-1\.\d+\.\d+", t)]
key = lambda t: tuple(map(int, t.removeprefix("release-").split(".")))
tags = sorted((t for t in tags if key(t) >= (1, 14, 0)), key=key)
seen, files = collections.OrderedDict(), {}
COMMAND = re.compile(r'\{\s*ngx_string\("([^"]+)"\),\s*((?:NGX_[A-Z0-9_]+[|\s]*)+),\s*([a-zA-Z_0-9]+)')
VARIABLE = re.compile(r'\{\s*ngx_string\("([a-z_0-9]+)"\),\s*(?:NULL|ngx_http_[a-z_0-9]*set[a-z_0-9]*|ngx_http_v\w+),\s*\n?\s*(?:ngx_|NULL)')
CONTEXT = {"NGX_MAIN_CONF": "main", "NGX_EVENT_CONF": "events", "NGX_HTTP_MAIN_CONF": "http", "NGX_HTTP_SRV_CONF": "server",
    "NGX_HTTP_LOC_CONF": "location", "NGX_HTTP_UPS_CONF": "upstream", "NGX_HTTP_SIF_CONF": "if-server", "NGX_HTTP_LIF_CONF": "if-location",
    "NGX_HTTP_LMT_CONF": "limit", "NGX_STREAM_MAIN_CONF": "stream", "NGX_STREAM_SRV_CONF": "stream-server",
    "NGX_STREAM_UPS_CONF": "stream-upstream", "NGX_MAIL_MAIN_CONF": "mail", "NGX_MAIL_SRV_CONF": "mail-server", "NGX_ANY_CONF": "any"}
def words(flags):
    if "NGX_CONF_ANY" in flags: return "any"
    if "NGX_CONF_FLAG" in flags: return "flag"
    out = set()
    for f in flags:
        if f == "NGX_CONF_NOARGS": out.add("0")
        m = re.fullmatch(r"NGX_CONF_TAKE(\d+)", f)
        if m: out |= set(m[1])
        m = re.fullmatch(r"NGX_CONF_(\d)MORE", f)
        if m: out.add(m[1] + "+")
    return ",".join(sorted(out)) or "0"
def parsed(blob):
    if blob not in files:
        text = git("cat-file", "blob", blob)
        found = []
        for name, flags, setter in COMMAND.findall(text):
            f = [x for x in re.split(r"[|\s]+", flags) if x]
            where = [CONTEXT[x] for x in f if x in CONTEXT]
            if where:
                found.append(f"{name} {','.join(where)} {words(f)}{' block' if 'NGX_CONF_BLOCK' in f else ''}")
        if "ngx_http_variable_t" in text:
            for table in re.findall(r"ngx_http_variable_t\s+ngx_\w+\[\]\s*=\s*\{(.*?)\n\};", text, re.S):
                found += ["$" + v for v in re.findall(r'\{\s*ngx_string\("([a-z_0-9]+)"\)', table)]
        files[blob] = found
    return files[blob]
for tag in tags:
    for line in git("ls-tree", "-r", tag, "src").splitlines():
        meta, path = line.split("\t")
        if path.endswith(".c") and "/os/" not in path:
            for f in parsed(meta.split()[2]):
                seen.setdefault(f, []).append(tag)
print("# Written by src/tools/nginx-table.py from the tags of nginx's repository; do not edit.")
print(f"# read: {tags[0].removeprefix('release-')} to {tags[-1].removeprefix('release-')}")
v = lambda t, edge: "-" if t == edge else t.removeprefix("release-")
for f, where in sorted(seen.items()):
    print(f, v(where[0], tags[0]), v(where[-1], tags[-1]))
