"""Replays the small part of Dockerfiles that the samples use, for real: every stage is a directory, COPY copies, RUN and CMD run in
a root of their own (mount namespace and chroot), so that all paths are those of the image."""
import glob, json, os, pathlib, re, shlex, shutil, subprocess

SYSTEM = ["usr", "bin", "sbin", "lib", "lib64", "etc", "proc", "dev"]

TRACE = r"""
const Module = require("module"), fs = require("fs"), path = require("path");
const edges = new Set(), original = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  if (parent && parent.filename && !Module.builtinModules.includes(request.replace(/^node:/, "")) && !/^[./]/.test(request)) {
    edges.add(path.dirname(parent.filename) + "\t" + request);
  }
  return original.call(this, request, parent, ...rest);
};
require("net").Server.prototype.listen = function () { started = true; process.exit(0); };
let started = false;
process.on("exit", () => fs.writeFileSync("/.trace.json", JSON.stringify(
  {started, edges: [...edges], loaded: Object.keys(require.cache).filter(f => f !== __filename)})));
"""


class Failed(Exception):
    pass


def lines(text):
    joined = re.sub(r"\\\n\s*", "", text)
    return [l.strip() for l in joined.splitlines() if l.strip() and not l.startswith("#")]


class Build:
    """@param path directories in front of PATH, as seen inside; mounts: what else is seen inside, by its path there."""

    def __init__(self, context, scratch, path, mounts, environment):
        self.context, self.scratch = pathlib.Path(context), pathlib.Path(scratch)
        self.path, self.mounts, self.environment = path, mounts, environment
        self.stages, self.log = {}, []

    def run(self):
        for number, line in enumerate(lines((self.context / "Dockerfile").read_text())):
            word, rest = line.split(None, 1)
            getattr(self, "do_" + word.lower())(rest)
        return self.stage

    def do_from(self, rest):
        words = rest.split()
        name = words[2] if len(words) > 2 else f"s{len(self.stages)}"
        root = self.scratch / name
        base = self.stages.get(words[0])
        if base:
            subprocess.run(["cp", "-a", str(base["root"]), str(root)], check=True)
        else:
            root.mkdir(parents=True)
            for each in [*SYSTEM, "root", "tmp"]:
                (root / each).mkdir()
        self.stage = {**(base or {"dir": "/", "env": {}, "cmd": None}), "root": root}
        self.stage["env"] = dict(self.stage["env"])
        self.stages[name] = self.stage

    def inside(self, path):
        return pathlib.Path(self.stage["root"], os.path.normpath(os.path.join(self.stage["dir"], path)).lstrip("/"))

    def do_workdir(self, rest):
        self.stage["dir"] = os.path.normpath(os.path.join(self.stage["dir"], rest))
        self.inside(".").mkdir(parents=True, exist_ok=True)

    def do_env(self, rest):
        for each in shlex.split(rest):
            name, value = each.split("=", 1)
            self.stage["env"][name] = value

    def do_expose(self, rest):
        pass

    def do_user(self, rest):
        pass

    def do_copy(self, rest):
        words = rest.split()
        flags = dict(w[2:].split("=", 1) for w in words if w.startswith("--"))
        words = [w for w in words if not w.startswith("--")]
        base = self.stages[flags["from"]]["root"] if "from" in flags else self.context
        target, found = words[-1], []
        for source in words[:-1]:
            path = os.path.join(base, source.lstrip("/")) if source.strip("/.") else str(base)
            matches = sorted(glob.glob(path)) if "*" in source else [path]
            if "*" not in source and not os.path.lexists(path):
                raise Failed(f"COPY: {source} not found")
            found += matches
        to = self.inside(target)
        many = target.endswith("/") or target in (".", "./") or len(found) > 1 or to.is_dir() and not os.path.isdir(found[0])
        for each in found:
            if os.path.isdir(each) and (not os.path.islink(each) or os.path.realpath(each).startswith(str(base))):
                to.mkdir(parents=True, exist_ok=True)
                subprocess.run(["cp", "-a", "--no-target-directory", os.path.realpath(each), str(to)], check=True)
            else:
                (to if many else to.parent).mkdir(parents=True, exist_ok=True)
                shutil.copy2(each, to / os.path.basename(each) if many else to)

    def do_run(self, rest):
        if rest.startswith(("corepack ", "npm i -g ", "npm install -g ")):
            return
        done = self.shell(["/bin/sh", "-c", rest])
        self.log.append((rest, done.returncode, (done.stdout + done.stderr)[-3000:]))
        if done.returncode:
            raise Failed(f"RUN {rest}: {done.returncode} {(done.stdout + done.stderr)[-1500:]}")

    def do_cmd(self, rest):
        self.stage["cmd"] = json.loads(rest)

    def shell(self, argv, extra=None, network=True, timeout=600):
        root, stage = self.stage["root"], self.stage
        steps = []
        for each in SYSTEM:
            steps.append(f"mount --rbind /{each} {root}/{each}")
        for inner, outer in self.mounts.items():
            (pathlib.Path(str(root) + inner)).mkdir(parents=True, exist_ok=True)
            steps.append(f"mount --bind {outer} {root}{inner}")
        environment = {"PATH": ":".join([*self.path, "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]),
                       "HOME": "/root", **self.environment, **stage["env"], **(extra or {})}
        env = " ".join(f"{k}={shlex.quote(v)}" for k, v in environment.items())
        inner = f"cd {shlex.quote(stage['dir'])} && exec {shlex.join(argv)}"
        script = " && ".join([*steps, f"exec chroot {root} /usr/bin/env -i {env} /bin/sh -c {shlex.quote(inner)}"])
        done = subprocess.run(["unshare", "-m" if network else "-mn", "--propagation", "private", "/bin/sh", "-c", script],
                              capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL)
        for inner_path in self.mounts:
            os.rmdir(str(root) + inner_path)
        return done

    def start(self):
        """@return what became of it and what it loaded on the way"""
        (self.stage["root"] / ".trace.js").write_text(TRACE)
        done = self.shell(self.stage["cmd"], {"NODE_OPTIONS": "--require /.trace.js"}, network=False, timeout=60)
        file = self.stage["root"] / ".trace.json"
        traced = json.loads(file.read_text()) if file.exists() else {"started": False, "edges": [], "loaded": []}
        for each in (file, self.stage["root"] / ".trace.js"):
            each.unlink(missing_ok=True)
        says = next((l for l in done.stderr.splitlines() if re.match(r"(\w*Error\b.*?: |Error)", l)), done.stderr.strip()[:200])
        return ("starts" if traced["started"] else "exits" if done.returncode == 0 else "dies"), says, traced
