#!/usr/bin/env python3
"""Compares what the model says an install leaves with what the real package managers leave.

  compare.py --tools DIR --classpath CP [--java JAVA] [--only TEXT] [--show] [--keep DIR]
  compare.py --tools DIR --classpath CP --built [--only TEXT]
  compare.py --tools DIR --classpath CP --random N [--seed S] [--only TOOL]

DIR holds one directory for each tool, called like it (npm@10, pnpm@9, yarn@1, yarn@4, bun@1 …), with node_modules in which it is
installed (`npm install pnpm@9`; yarn@4 is @yarnpkg/cli-dist); CP holds the compiled classes, those of the tests too, and their
dependencies. It takes Linux, root, and unshare: each stage of a sample's Dockerfile is replayed for real in a root of its own.
Without --random the samples of samples.py are compared, whose packages come from the public registry, or with --built those of built.py,
whose services tsc, Nest and Next build; with it, N monorepos made up at random, whose packages come from a registry on this machine.

Compared are, in the final image: every name in every node_modules and .bin, with the target of links; for every package of the
workspace and of a registry, which package it gets for each name; every file beside node_modules; the files that the start loads; and how it
ends. `agrees`: all the same. `open`: something is not
known. `WRONG`: it says that something is there, is not there or lies somewhere, and that is not so.
"""
import argparse, concurrent.futures, json, os, pathlib, re, shutil, subprocess, sys, tempfile
from collections import Counter

import built, engine, registry, samples
from monorepos import monorepo

LOCKS = {"npm": ("package-lock.json", "npm install --package-lock-only"), "pnpm": ("pnpm-lock.yaml", "pnpm install --lockfile-only"),
         "yarn@1": ("yarn.lock", "yarn install --ignore-scripts"), "yarn": ("yarn.lock", "yarn install --mode=update-lockfile"),
         "bun": ("bun.lock", "bun install --lockfile-only")}


def version(tools, tool):
    name = {"yarn@4": "@yarnpkg/cli-dist"}.get(tool, tool.split("@")[0])
    return json.loads((tools / tool / "node_modules" / name / "package.json").read_text())["version"]


class Comparison:
    def __init__(self, tools, cache, url):
        self.tools, self.cache, self.url = tools, cache, url

    def environment(self):
        made = {"npm_config_cache": "/cache/npm", "npm_config_store_dir": "/cache/pnpm", "pnpm_config_store_dir": "/cache/pnpm", "YARN_CACHE_FOLDER": "/tmp/yarn",
                "YARN_GLOBAL_FOLDER": "/cache/berry", "BUN_INSTALL_CACHE_DIR": "/cache/bun", "YARN_ENABLE_TELEMETRY": "0", "npm_config_update_notifier": "false",
                "npm_config_audit": "false", "npm_config_fund": "false", "YARN_IGNORE_PATH": "1", "npm_config_minimum_release_age": "0",
                "pnpm_config_minimum_release_age": "0", "YARN_ENABLE_HARDENED_MODE": "0", "YARN_CHECKSUM_BEHAVIOR": "update"}
        made |= {k: v for k, v in os.environ.items() if k in ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE")}
        if self.url:
            made |= {"npm_config_registry": self.url, "pnpm_config_registry": self.url, "YARN_NPM_REGISTRY_SERVER": self.url.rstrip("/"), "YARN_REGISTRY": self.url,
                     "YARN_UNSAFE_HTTP_WHITELIST": "127.0.0.1", "NPM_CONFIG_REGISTRY": self.url, "BUN_CONFIG_REGISTRY": self.url}
        return made

    def real(self, name, tool, files, directory):
        """@return the replay, its final stage, what became of the start, or the words of what failed"""
        number = version(self.tools, tool)
        manifest = json.loads(files["package.json"])
        if tool.startswith("npm@"):
            setup = f"RUN npm i -g npm@{number}"
        elif tool.startswith("bun"):
            setup = f"RUN npm i -g bun@{number}"
        else:
            manifest["packageManager"] = f"{tool.split('@')[0]}@{number}"
            setup = "RUN corepack enable"
        files = {**files, "package.json": json.dumps(manifest, indent=2)}
        files["Dockerfile"] = files["Dockerfile"].replace("WORKDIR /app\n", f"WORKDIR /app\n{setup}\n", 1)
        for path, text in files.items():
            file = directory / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            if path.endswith("cli.js"):
                file.chmod(0o755)
        lock, command = LOCKS.get(tool) or LOCKS[tool.split("@")[0]]
        scratch = pathlib.Path(str(directory) + ".real")
        build = engine.Build(directory, scratch, ["/tools/" + tool + "/node_modules/.bin"], {"/tools": self.tools, "/cache": self.cache}, self.environment())
        if "no-lockfile" not in files:
            maker = engine.Build(directory, scratch, build.path, build.mounts, {**build.environment, "npm_config_lockfile": "true"})
            maker.do_from("x AS lock")
            maker.do_workdir("/app")
            maker.do_copy(". .")
            done = maker.shell(["/bin/sh", "-c", command])
            made = maker.inside(lock)
            if not made.exists():
                return None, "no lockfile: " + (done.stdout + done.stderr)[-1000:], None
            shutil.copy(made, directory / lock)
            shutil.rmtree(maker.stage["root"])
        try:
            build.run()
        except engine.Failed as failed:
            return build, str(failed), None
        return build, None, build.start()


def shapes(root):
    """Every name in every node_modules, with what it is."""
    found = {}

    def modules(path):
        for name in os.listdir(str(root) + path):
            if name.startswith("@"):
                for own in os.listdir(f"{root}{path}/{name}"):
                    package(f"{path}/{name}/{own}")
            elif name == ".bin":
                for command in os.listdir(f"{root}{path}/.bin"):
                    found[f"{path}/.bin/{command}"] = "file"
            elif name in (".pnpm", ".bun"):
                for cell in os.listdir(f"{root}{path}/{name}"):
                    if cell == "node_modules":
                        modules(f"{path}/{name}/{cell}")
                    elif os.path.isdir(f"{root}{path}/{name}/{cell}"):
                        found[f"{path}/{name}/{cell}"] = "directory"
                        if os.path.isdir(f"{root}{path}/{name}/{cell}/node_modules"):
                            modules(f"{path}/{name}/{cell}/node_modules")
            elif not name.startswith("."):
                package(f"{path}/{name}")

    def package(path):
        full = str(root) + path
        found[path] = "link " + os.readlink(full) if os.path.islink(full) else "directory" if os.path.isdir(full) else "file"
        if found[path] == "directory":
            walk(path)

    def walk(path):
        for name in os.listdir(str(root) + path):
            full = f"{root}{path}/{name}"
            if os.path.isdir(full) and not os.path.islink(full):
                modules(f"{path}/node_modules") if name == "node_modules" else walk(f"{path}/{name}")

    for top in os.listdir(root):
        if top not in [*engine.SYSTEM, "root", "tmp"] and os.path.isdir(f"{root}/{top}"):
            modules("/" + top) if top == "node_modules" else walk("/" + top)
    return found


def real_path(root, path):
    """The same as realpath, with `root` in place of /."""
    seen, rest, loops = "", [p for p in path.split("/") if p], 0
    while rest:
        name = rest.pop(0)
        if name == "..":
            seen = seen.rpartition("/")[0]
            continue
        at = f"{seen}/{name}"
        if os.path.islink(root + at):
            loops += 1
            target = os.readlink(root + at)
            rest = [p for p in target.split("/") if p and p != "."] + rest
            seen = "" if target.startswith("/") else seen
            if loops > 40:
                return None
        elif not os.path.exists(root + at):
            return None
        else:
            seen = at
    return seen


def find(root, directory, name):
    at = directory
    while True:
        if os.path.basename(at) != "node_modules":
            there = real_path(root, f"{at}/node_modules/{name}")
            if there and os.path.isdir(root + there):
                return there
        if not at.strip("/"):
            return "absent"
        at = os.path.dirname(at)


def own_files(root):
    """Every file beside node_modules."""
    found = set()
    for directory, below, files in os.walk(root):
        below[:] = [b for b in below if b != "node_modules" and not (directory == root and b in [*engine.SYSTEM, "root", "tmp"])]
        found |= {f"{directory[len(root):]}/{f}" for f in files}
    return found


def questions(root, shape, names, traced):
    asked = [f"at\t{path}" for path in sorted(shape)]
    # What registry packages hold is not known; those of the workspace ask, and their copies in a store.
    places = {path for path, kind in shape.items() if kind == "directory" and path.split("node_modules/")[-1].startswith("@acme/")}
    for directory, below, files in os.walk(root):
        below[:] = [b for b in below if b != "node_modules" and not (directory == root and b in [*engine.SYSTEM, "tmp"])]
        if "package.json" in files:
            places.add(directory[len(root):] or "/")
    for place in sorted(places):
        for name in sorted(names):
            asked.append(f"find\t{place}\t{name}")
    asked += [f"at\t{path}" for path in (traced or {}).get("loaded", [])]
    asked += [f"at\t{path}" for path in sorted(own_files(root))]
    return list(dict.fromkeys(asked))


SHAPE = re.compile(r"(.*/node_modules/(@[^/]+/[^/@]+|[^./@][^/]*|\.bin/[^/]+))|(.*/node_modules/(\.pnpm|\.bun)/[^/]+)")


def judge(root, shape, said, started):
    """@return how often the model agrees, does not know, and the sentences about what is wrong"""
    count, wrong = Counter(), []
    for line in said:
        words = line.split("\t")
        if words[0] == "at":
            path, answer = words[1], words[2]
            is_bin = "/.bin/" in path
            truth = shape.get(path) or ("file" if real_path(root, path) else "absent")
            if path.startswith("/tools/"):
                continue
            if answer == "unknown":
                count["unknown"] += 1
                count["unknown entry" if path in shape and not is_bin else "unknown command" if is_bin else "unknown file"] += 1
            elif answer == "directory" and truth.startswith("link ") and re.search(r"[ /]\.(bun|pnpm)/", truth):
                count["unknown"] += 1
                count["unknown place"] += 1
            elif answer == "absent" or not is_bin and answer != truth:
                wrong.append(f"{path}: is {truth}, said {answer}")
            else:
                count["right"] += 1
        elif words[0] == "find":
            truth = find(root, words[1], words[2])
            if words[3] == "unknown":
                count["unknown"] += 1
                count["unknown absence" if truth == "absent" else "unknown package"] += 1
            elif words[3] != truth and words[3].endswith("/node_modules/" + words[2]) and real_path(root, words[3]) == truth:
                count["unknown"] += 1
                count["unknown place"] += 1
            elif words[3] != truth:
                wrong.append(f"{words[2]} from {words[1]}: is {truth}, said {words[3]}" + ("  FALSE ABSENCE" if words[3] == "absent" else ""))
            else:
                count["right"] += 1
        elif words[0] == "HERE" and "/node_modules" not in words[1] and not os.path.lexists(root + words[1]):
            wrong.append(f"{words[1]}: is absent, said {words[2]}")
        elif words[0] == "HERE" and SHAPE.fullmatch(words[1]) and words[1] not in shape:
            if not words[1].endswith(("/.pnpm/node_modules", "/.bun/node_modules")):
                wrong.append(f"{words[1]}: is absent, said {words[2]}")
        elif words[0] == "START":
            kind, says = {"Starts": "starts", "Exits": "exits", "Dies": "dies"}.get(words[1]), words[2] if len(words) > 2 else ""
            if kind is None:
                count["start undecided"] += 1
            elif started and (kind != started[0] or kind == "dies" and says.strip() not in started[1]):
                wrong.append(f"START: {started[0]} {started[1]}, said {kind} {says}")
            else:
                count["start right"] += 1
        elif words[0] == "FAILS":
            wrong.append(f"said that the build fails: {words[1]}")
    return count, wrong


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--tools", required=True)
    p.add_argument("--classpath", required=True)
    p.add_argument("--java", default="java")
    p.add_argument("--only", default="")
    p.add_argument("--show", action="store_true")
    p.add_argument("--keep")
    p.add_argument("--built", action="store_true")
    p.add_argument("--random", type=int, default=0)
    p.add_argument("--jobs", type=int, default=3)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    tools = pathlib.Path(a.tools).resolve()
    top = pathlib.Path(a.keep or tempfile.mkdtemp()).resolve()
    if a.keep and (top / "cases.json").exists():
        cases = {k: tuple(v) for k, v in json.loads((top / "cases.json").read_text()).items()}
    else:
        top.mkdir(exist_ok=True)
        cases = {}
        def one(numbered):
            i, (name, tool, files, made) = numbered
            directory = top / f"m{i}"
            directory.mkdir()
            server = registry.Registry(made) if made else None
            cache = top / f"cache{i}" if made else top / "cache"
            cache.mkdir(exist_ok=True)
            try:
                build, failed, started = Comparison(tools, cache, server.url if server else None).real(name, tool, files, directory)
            except Exception as broken:  # one sample must not take the others with it
                print("BROKEN", name, repr(broken)[:300], flush=True)
                return
            finally:
                if server:
                    server.server.shutdown()
                    shutil.rmtree(cache)
            root = str(build.stage["root"]) if build and failed is None else ""
            if failed is None:
                shape = shapes(root)
                names = set(made or [])
                for path in shape:
                    names |= {m[1] for m in [re.search(r"node_modules/((@[^/]+/)?[^/.@][^/]*)$", path)] if m}
                (top / f"m{i}.questions").write_text("\n".join(questions(root, shape, names, started[2])) + "\n")
            elif a.show:
                print("FAILED", name, failed, flush=True)
            cases[name] = str(directory), root, failed, started

        if a.random:
            work = ((f"{tool} seed {a.seed + i}", tool, files, made) for i in range(a.random) for tool, files, made in [monorepo(a.seed + i, a.only)])
        else:
            work = ((name, tool, files, None) for name, (tool, files) in (built if a.built else samples).samples().items() if re.search(a.only, name))
        with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
            list(pool.map(one, enumerate(work)))
        (top / "cases.json").write_text(json.dumps(cases))
    out = subprocess.run([a.java, "-cp", a.classpath, "dev.runtimeaudit.launch.InstallsDump", *[c[0] for c in cases.values()]], capture_output=True, text=True)
    if out.returncode:
        sys.exit(out.stderr[-3000:])
    lines = {}
    for line in out.stdout.splitlines():
        directory, rest = line.split("\t", 1)
        lines.setdefault(directory, []).append(rest)
    total, verdicts = Counter(), Counter()
    for name, (directory, root, failed, started) in cases.items():
        if not a.random and re.search(a.only, name) is None:
            continue
        said = lines.get(directory, [])
        if failed is not None:
            foreseen = [l for l in said if l.startswith("FAILS")]
            verdict = "fails" if not foreseen else "agrees"
            print(f"{verdict:7} {name}  the real build fails: {failed.strip().splitlines()[0][:120]}", foreseen[:1])
            verdicts[verdict] += 1
            continue
        count, wrong = judge(root, shapes(root), said, started)
        total += count
        verdict = "WRONG" if wrong else "open" if count["unknown"] else "agrees"
        verdicts[verdict] += 1
        print(f"{verdict:7} {name}  {directory.rsplit('/', 1)[1]} {started[0]} " + ", ".join(f"{v} {k}" for k, v in sorted(count.items())))
        for each in wrong[:12 if a.show else 4]:
            print("          ", each)
        if len(wrong) > (12 if a.show else 4):
            print("           and more:", len(wrong), "in all")
        total["wrong"] += len(wrong)
    print(f"installs: {dict(verdicts)}; {dict(sorted(total.items()))}")
    if not a.keep:
        shutil.rmtree(top)
    return 1 if verdicts["WRONG"] else 0


sys.exit(main())
