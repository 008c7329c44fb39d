#!/usr/bin/env python3
"""Runs many small programs with real releases of node and writes what happened in the form of the oracle.

    mutants.py OUT.json NODE...         NODE: a directory named after its version, with bin/node in it
    mvn -q test -Dtest=OutcomesOracleTest -Doracle.outcomes=OUT.json

MUTANTS=EXPRESSION in the environment takes those whose name it finds, SAMPLE=N each Nth of them by its name, JOBS=N runs N at once.

STAYS=N are the seconds after which a program is said to stay up. `programs.py` makes those that need no other file.

Each program is a mutant: one way to name a module × what lies there × the kind of the file that asks × the release.
"""
import concurrent.futures, itertools, json, os, pathlib, re, shutil, subprocess, sys, tempfile, zlib
import programs

def pkg(**keys):
    return json.dumps(keys)

# What lies beside the program: name -> files.
PACKAGES = {
    "none": {},
    "plain": {"node_modules/p/package.json": pkg(name="p", main="lib.js"), "node_modules/p/lib.js": "exports.a = 1;\n", "node_modules/p/sub.js": "exports.b = 1;\n"},
    "nomain": {"node_modules/p/package.json": pkg(name="p"), "node_modules/p/index.js": "exports.a = 1;\n", "node_modules/p/sub.js": "exports.b = 1;\n"},
    "mainmissing": {"node_modules/p/package.json": pkg(name="p", main="dist/lib.js"), "node_modules/p/src.js": "exports.a = 1;\n"},
    "mainmissing-index": {"node_modules/p/package.json": pkg(name="p", main="dist/lib.js"), "node_modules/p/index.js": "exports.a = 1;\n"},
    "maindir": {"node_modules/p/package.json": pkg(name="p", main="dist"), "node_modules/p/dist/index.js": "exports.a = 1;\n"},
    "mainbare": {"node_modules/p/package.json": pkg(name="p", main="lib"), "node_modules/p/lib.js": "exports.a = 1;\n"},
    "nojson": {"node_modules/p/index.js": "exports.a = 1;\n", "node_modules/p/sub.js": "exports.b = 1;\n"},
    "empty": {"node_modules/p/README": "nothing\n"},
    "badjson": {"node_modules/p/package.json": "{ \"name\": \"p\",\n", "node_modules/p/index.js": "exports.a = 1;\n"},
    "file": {"node_modules/p.js": "exports.a = 1;\n"},
    "esm": {"node_modules/p/package.json": pkg(name="p", type="module", main="lib.js"), "node_modules/p/lib.js": "export const a = 1;\nexport default 2;\n", "node_modules/p/sub.js": "export const b = 1;\n"},
    "esm-tla": {"node_modules/p/package.json": pkg(name="p", type="module", main="lib.js"), "node_modules/p/lib.js": "await 0;\nexport const a = 1;\n"},
    "mjs": {"node_modules/p/package.json": pkg(name="p", main="lib.mjs"), "node_modules/p/lib.mjs": "export const a = 1;\n"},
    "ex-string": {"node_modules/p/package.json": pkg(name="p", exports="./lib.js"), "node_modules/p/lib.js": "exports.a = 1;\n", "node_modules/p/sub.js": "exports.b = 1;\n"},
    "ex-missing": {"node_modules/p/package.json": pkg(name="p", exports="./dist/lib.js"), "node_modules/p/lib.js": "exports.a = 1;\n"},
    "ex-noext": {"node_modules/p/package.json": pkg(name="p", exports="./lib"), "node_modules/p/lib.js": "exports.a = 1;\n"},
    "ex-dot": {"node_modules/p/package.json": pkg(name="p", exports={".": "./lib.js"}), "node_modules/p/lib.js": "exports.a = 1;\n", "node_modules/p/sub.js": "exports.b = 1;\n"},
    "ex-sub": {"node_modules/p/package.json": pkg(name="p", exports={".": "./lib.js", "./sub": "./sub.js"}), "node_modules/p/lib.js": "exports.a = 1;\n", "node_modules/p/sub.js": "exports.b = 1;\n"},
    "ex-nodot": {"node_modules/p/package.json": pkg(name="p", exports={"./sub": "./sub.js"}), "node_modules/p/lib.js": "exports.a = 1;\n", "node_modules/p/sub.js": "exports.b = 1;\n"},
    "ex-null": {"node_modules/p/package.json": pkg(name="p", exports={".": "./lib.js", "./sub": None}), "node_modules/p/lib.js": "exports.a = 1;\n", "node_modules/p/sub.js": "exports.b = 1;\n"},
    "ex-star": {"node_modules/p/package.json": pkg(name="p", exports={".": "./lib.js", "./*": "./*.js"}), "node_modules/p/lib.js": "exports.a = 1;\n", "node_modules/p/sub.js": "exports.b = 1;\n"},
    "ex-starlib": {"node_modules/p/package.json": pkg(name="p", exports={"./*": "./lib/*.js", "./sub/*": None}), "node_modules/p/lib/sub.js": "exports.b = 1;\n"},
    "ex-all": {"node_modules/p/package.json": pkg(name="p", exports={".": "./lib.js", "./*": "./*"}), "node_modules/p/lib.js": "exports.a = 1;\n", "node_modules/p/sub.js": "exports.b = 1;\n"},
    "ex-import": {"node_modules/p/package.json": pkg(name="p", exports={"import": "./lib.mjs"}), "node_modules/p/lib.mjs": "export const a = 1;\n"},
    "ex-require": {"node_modules/p/package.json": pkg(name="p", exports={"require": "./lib.js"}), "node_modules/p/lib.js": "exports.a = 1;\n"},
    "ex-both": {"node_modules/p/package.json": pkg(name="p", exports={".": {"types": "./lib.d.ts", "import": "./lib.mjs", "require": "./lib.js"}}), "node_modules/p/lib.js": "exports.a = 1;\n", "node_modules/p/lib.mjs": "export const a = 1;\nexport default 1;\n"},
    "ex-both-nocjs": {"node_modules/p/package.json": pkg(name="p", exports={".": {"import": "./lib.mjs", "require": "./lib.js"}}), "node_modules/p/lib.mjs": "export const a = 1;\n"},
    "ex-both-noesm": {"node_modules/p/package.json": pkg(name="p", exports={".": {"import": "./lib.mjs", "require": "./lib.js"}}), "node_modules/p/lib.js": "exports.a = 1;\n"},
    "ex-sync": {"node_modules/p/package.json": pkg(name="p", exports={"module-sync": "./lib.mjs", "default": "./lib.js"}), "node_modules/p/lib.mjs": "export const a = 1;\n"},
    "ex-browser": {"node_modules/p/package.json": pkg(name="p", exports={"browser": "./lib.js"}), "node_modules/p/lib.js": "exports.a = 1;\n"},
    "ex-nested": {"node_modules/p/package.json": pkg(name="p", exports={".": {"node": {"import": "./n.mjs"}, "default": "./lib.js"}}), "node_modules/p/lib.js": "exports.a = 1;\n", "node_modules/p/n.mjs": "export const a = 1;\n"},
    "ex-array": {"node_modules/p/package.json": pkg(name="p", exports={".": ["./lib.js", "./other.js"]}), "node_modules/p/other.js": "exports.a = 1;\n"},
    "ex-invalid": {"node_modules/p/package.json": pkg(name="p", exports={".": "lib.js"}), "node_modules/p/lib.js": "exports.a = 1;\n"},
    "ex-mixed": {"node_modules/p/package.json": pkg(name="p", exports={".": "./lib.js", "default": "./lib.js"}), "node_modules/p/lib.js": "exports.a = 1;\n"},
    "ex-main": {"node_modules/p/package.json": pkg(name="p", main="lib.js", exports={"./package.json": "./package.json"}), "node_modules/p/lib.js": "exports.a = 1;\n"},
    "dep": {"node_modules/p/package.json": pkg(name="p", main="lib.js"), "node_modules/p/lib.js": "require('q');\n"},
    "dep-esm": {"node_modules/p/package.json": pkg(name="p", type="module", main="lib.js"), "node_modules/p/lib.js": "import 'q';\nexport const a = 1;\n"},
    "dep-rel": {"node_modules/p/package.json": pkg(name="p", main="dist/lib.js"), "node_modules/p/dist/lib.js": "exports.x = require('./gone');\n"},
    "throws": {"node_modules/p/package.json": pkg(name="p", main="lib.js"), "node_modules/p/lib.js": "throw new Error('no licence');\n"},
    "import-in-cjs": {"node_modules/p/package.json": pkg(name="p", main="lib.js"), "node_modules/p/lib.js": "import 'fs';\n"},
    "export-in-cjs": {"node_modules/p/package.json": pkg(name="p", main="lib.js"), "node_modules/p/lib.js": "export const a = 1;\n"},
}
LOCAL = {
    "none": {},
    "js": {"x.js": "exports.a = 1;\n"},
    "mjs": {"x.mjs": "export const a = 1;\n"},
    "cjs": {"x.cjs": "exports.a = 1;\n"},
    "json": {"x.json": "{\"a\": 1}\n"},
    "badjson": {"x.json": "{\"a\": \n"},
    "ts": {"x.ts": "export const a: number = 1;\n"},
    "dir": {"x/index.js": "exports.a = 1;\n"},
    "dir-mjs": {"x/index.mjs": "export const a = 1;\n"},
    "dir-main": {"x/package.json": pkg(main="y.js"), "x/y.js": "exports.a = 1;\n"},
    "dir-module": {"x/package.json": pkg(type="module"), "x/index.js": "export const a = 1;\n"},
    "dir-empty": {"x/readme.txt": "nothing\n"},
    "esm-js": {"x.js": "export const a = 1;\nexport default 3;\n"},
    "noext": {"x": "exports.a = 1;\n"},
    "import-js": {"x.js": "import 'fs';\n"},
    "chain": {"x.js": "require('./y');\n", "y.js": "require('zz');\n"},
    "chain-esm": {"x.mjs": "import './y.mjs';\n", "y.mjs": "import 'zz';\n"},
    "throws": {"x.js": "throw new TypeError('bad config');\n"},
    "exits": {"x.js": "process.exit(3);\n"},
    "syntax": {"x.js": "const a = ;\n"},
}
ASK_PACKAGE = {"main": "p", "sub": "p/sub", "subjs": "p/sub.js", "json": "p/package.json", "gone": "p/gone"}
ASK_LOCAL = {"bare": "./x", "js": "./x.js", "mjs": "./x.mjs", "json": "./x.json", "slash": "./x/", "ts": "./x.ts", "cjs": "./x.cjs", "index": "./x/index.js"}
HOW = {
    "require": ("main.js", None, "const m = require('%s');\n"),
    "import": ("main.mjs", None, "import '%s';\n"),
    "import-module": ("main.js", "module", "import * as m from '%s';\n"),
    "import-named": ("main.mjs", None, "import { a } from '%s';\nif (a === 77) throw new Error('a');\n"),
    "import-default": ("main.mjs", None, "import m from '%s';\n"),
    "dynamic": ("main.js", None, "import('%s');\n"),
    "await": ("main.mjs", None, "await import('%s');\n"),
    "require-module": ("main.js", "module", "const m = require('%s');\n"),
    "import-commonjs": ("main.js", "commonjs", "import '%s';\n"),
    "import-untyped": ("main.js", None, "import '%s';\n"),
    "tried": ("main.js", None, "try {\n  require('%s');\n} catch (e) {\n  process.exit(4);\n}\n"),
    "reexport": ("main.mjs", None, "export * from '%s';\n"),
    "created": ("main.mjs", None, "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nrequire('%s');\n"),
}
OTHERS = ["fs", "node:fs", "node:nope", "fs/promises", "fs/nope", "node:test", "test", "node:sqlite", "sqlite", "node:sea", "punycode", "@s", "@s/p", "@s/p/x", "#dep", "#gone",
          "own", "own/x", "..", ".", "./", "/app/x", "/x", "p/", "", "http://x/y.js", "data:text/javascript,1", "file:///app/x.js", "x.js", "../x"]
PROGRAMS = {
    "throw": "throw new Error('boom');\n", "throw-type": "throw new TypeError('bad');\n", "throw-string": "throw 'text';\n", "throw-multi": "throw new Error('a\\nb');\n",
    "exit": "process.exit(3);\n", "exitcode": "process.exitCode = 4;\n", "exit-late": "setTimeout(() => process.exit(5), 50);\n", "rejection": "Promise.reject(new Error('later'));\n",
    "async": "async function main() {\n  throw new Error('inside');\n}\nmain();\n", "caught": "async function main() {\n  throw new Error('inside');\n}\nmain().catch((e) => {\n  console.error(e);\n  process.exit(1);\n});\n",
    "undefined": "foo();\n", "undefined2": "const a = {};\na.b.c;\n", "undefined3": "const a = {};\na.b();\n", "null": "const a = null;\na.b;\n", "const": "const a = 1;\na = 2;\n", "tdz": "a;\nlet a = 1;\n",
    "json": "JSON.parse('{');\n", "env": "if (!process.env.DATABASE_URL) {\n  throw new Error('DATABASE_URL is not set');\n}\n", "env-exit": "if (!process.env.DATABASE_URL) {\n  console.error('no DATABASE_URL');\n  process.exit(2);\n}\n",
    "env-default": "const p = process.env.PORT || 3000;\nrequire('http').createServer(() => {}).listen(p);\n", "server": "require('http').createServer((q, r) => r.end('ok')).listen(3999, '127.0.0.1');\n",
    "interval": "setInterval(() => {}, 1000);\n", "read": "require('fs').readFileSync('config.json');\n", "read-path": "const fs = require('fs');\nconst path = require('path');\nfs.readFileSync(path.join(__dirname, 'config', 'default.json'), 'utf8');\n",
    "dirname-cwd": "const fs = require('fs');\nfs.readFileSync(process.cwd() + '/x.txt');\n", "exists": "const fs = require('fs');\nif (!fs.existsSync('./x.txt')) {\n  process.exit(6);\n}\n",
    "resolve": "require.resolve('nope');\n", "await": "await 0;\n", "return": "return;\n", "syntax": "const a = {;\n", "syntax2": "function (\n", "syntax3": "let a;\nlet a;\n", "shebang": "#!/usr/bin/env node\nthrow new Error('x');\n",
    "bom": "\ufeffthrow new Error('x');\n", "dirname": "console.log(__dirname);\n", "meta": "console.log(import.meta.url);\n", "class": "class E extends Error {}\nthrow new E('mine');\n", "named": "class E extends Error {\n  constructor(m) {\n    super(m);\n    this.name = 'ConfigError';\n  }\n}\nthrow new E('mine');\n",
    "assert": "require('assert')(false, 'must hold');\n", "on-uncaught": "process.on('uncaughtException', () => process.exit(9));\nthrow new Error('x');\n", "ts": "const a: number = 1;\n", "url": "new URL('nope');\n", "worker": "new (require('worker_threads').Worker)('./gone.js');\n",
    "spawn": "require('child_process').spawn('nope');\n", "exec": "require('child_process').execSync('exit 3');\n", "listen-taken": "const h = require('http');\nh.createServer().listen(3998, '127.0.0.1');\nh.createServer().listen(3998, '127.0.0.1');\n",
    "emit": "new (require('events'))().emit('error', new Error('unheard'));\n", "abort": "process.abort();\n", "kill": "process.kill(process.pid, 'SIGKILL');\n", "enum": "enum A { B }\n", "optional": "const a = process.env.X?.split(',') ?? [];\n",
    "with": "import x from './x.json' with { type: 'json' };\n", "assert-json": "import x from './x.json' assert { type: 'json' };\n", "label": "import { nope } from 'fs';\n", "default-fs": "import fs from 'fs';\nfs.readFileSync('gone');\n",
}
COMMANDS = {
    "bare": ["main"], "dotbare": ["./main"], "dir": ["dist"], "dirslash": ["dist/"], "dirindex": ["dist/index"], "gone": ["gone.js"], "gonedir": ["gone/main.js"], "dot": ["."], "abs": ["/app/main.js"],
    "underfile": ["main.js/x.js"], "upper": ["Main.js"], "require-gone": ["-r", "./gone.js", "main.js"], "require-pkg": ["-r", "dotenv/config", "main.js"], "import-gone": ["--import", "./gone.mjs", "main.js"],
    "import-pkg": ["--import", "tsx", "main.js"], "loader": ["--loader", "ts-node/esm", "main.js"], "env-file": ["--env-file=.env", "main.js"], "env-file-if": ["--env-file-if-exists=.env", "main.js"], "bad": ["--nope", "main.js"],
    "heap": ["--max-old-space-size=256", "main.js"], "heapdash": ["--max_old_space_size=256", "main.js"], "strip": ["--experimental-strip-types", "main.js"], "spec": ["--experimental-specifier-resolution=node", "main.js"],
    "es-module": ["--experimental-modules", "main.js"], "openssl": ["--openssl-legacy-provider", "main.js"], "watch": ["--watch-path=.", "--version"], "run": ["--run", "start"], "run-gone": ["--run", "gone"], "enable": ["--enable-source-maps", "main.js"],
    "eval": ["-e", "require('gone')"], "eval2": ["-e", "throw new Error('x')"], "print": ["-p", "1"], "eval-none": ["-e"], "require-none": ["-r"], "permission": ["--permission", "--version"], "perm2": ["--experimental-permission", "--version"],
    "sqlite": ["--experimental-sqlite", "main.js"], "no-strip": ["--no-experimental-strip-types", "main.js"], "json": ["package.json"], "ext": ["data.txt"], "html": ["page.html"], "wasm": ["a.wasm"], "noextfile": ["server"], "check": ["--check", "main.js"],
    "test": ["--test-only", "main.js"], "inspect-bad": ["--inspect=99999", "main.js"], "cond": ["-C", "production", "main.js"], "dashdash": ["--", "main.js"], "title": ["--title=x", "main.js"], "unhandled": ["--unhandled-rejections=warn", "main.js"],
    "warnings": ["--no-warnings", "main.js"], "trace": ["--trace-warnings", "main.js"], "harmony": ["--harmony", "main.js"], "ts": ["main.ts"], "tsgone": ["src/main.ts"], "mjsgone": ["main.mjs"], "cjsgone": ["dist/main.cjs"],
}
def mutants():
    for (h, (entry, kind, text)), (l, files), (a, spec) in itertools.product(HOW.items(), PACKAGES.items(), ASK_PACKAGE.items()):
        if a != "main" and h in ("import-named", "import-default", "import-commonjs", "import-untyped", "tried", "reexport", "await", "import-module"): continue
        yield f"pkg/{h}/{l}/{a}", {entry: text % spec, **({"package.json": pkg(name="own", type=kind)} if kind else {}), **files}, [entry], {}
    for (h, (entry, kind, text)), (l, files), (a, spec) in itertools.product(HOW.items(), LOCAL.items(), ASK_LOCAL.items()):
        near = a == "bare" or a in l or (a == "index" and "dir" in l) or (a == "slash" and "dir" in l) or l == "none" and a in ("js", "mjs") or (a == "js" and l in ("import-js", "esm-js", "throws", "exits", "syntax", "chain"))
        if near: yield f"local/{h}/{l}/{a}", {entry: text % spec, **({"package.json": pkg(name="own", type=kind)} if kind else {}), **files}, [entry], {}
    for (h, (entry, kind, text)), spec in itertools.product(HOW.items(), OTHERS):
        own = {"name": "own", "exports": {".": "./main.js", "./x": "./x.js"}, "imports": {"#dep": "./x.js"}}
        if kind: own["type"] = kind
        yield f"other/{h}/{spec or 'empty'}", {entry: text % spec, "package.json": json.dumps(own), "x.js": "exports.a = 1;\n" if kind != "module" else "export const a = 1;\n"}, [entry], {}
    for (p, text), (entry, kind) in itertools.product(PROGRAMS.items(), [("main.js", None), ("main.js", "module"), ("main.mjs", None), ("main.cjs", None), ("main.js", "commonjs"), ("main.ts", None)]):
        yield f"program/{p}/{entry}/{kind}", {entry: text, "x.json": "{}\n", **({"package.json": pkg(type=kind)} if kind else {})}, [entry], {}
    for (c, words), main in itertools.product(COMMANDS.items(), [None, "dist/index.js", "dist", "gone.js", "dist/gone"]):
        files = {"main.js": "process.exit(0);\n", "data.txt": "process.exit(7);\n", "page.html": "<html></html>\n", "server": "process.exit(8);\n", "main.ts": "const a: number = 1;\nprocess.exit(a);\n", "dist/index.js": "process.exit(5);\n"}
        if main: files["package.json"] = json.dumps({"main": main, "scripts": {"start": "exit 12"}})
        elif c == "run": continue
        if main and c not in ("dot", "dir", "dirslash", "bare", "run", "run-gone"): continue
        yield f"command/{c}/{main}", files, words, {}
    for option in ["--max-old-space-size=100", "--nope", "-r ./gone.js", "--require=./gone.js", "--import=./gone.mjs", "--openssl-legacy-provider", "--experimental-strip-types", "--enable-source-maps", "-e 1", "--version", "--expose-gc", "--expose_gc",
                   "--max_old_space_size=100", "--no-warnings", "--loader ts-node/esm", "--env-file=.env", "--test", "--inspect=99999999", "--stack-size=900", "--harmony", "-r dotenv/config", "--permission", "--experimental-permission", "--no-deprecation",
                   "--experimental-vm-modules", "--dns-result-order=ipv4first", "--dns-result-order=nope", "--unhandled-rejections=nope", "--heapsnapshot-near-heap-limit=x", "main.js", "--", "--optimize-for-size", "--optimize_for_size", "--max-http-header-size=16384", "--icu-data-dir=/x",
                   "--no-experimental-fetch", "--experimental-fetch", "--experimental-require-module", "--no-experimental-require-module", "--experimental-specifier-resolution=node", "--experimental-modules", "--experimental-json-modules", "--es-module-specifier-resolution=node", "--trace-warnings", "--use-openssl-ca", "--tls-min-v1.0", "--experimental-detect-module", "--experimental-default-type=module", "--preserve-symlinks", "--jitless", "--single-threaded", "--abort-on-uncaught-exception"]:
        yield f"options/{option}", {"main.js": "process.exit(11);\n"}, ["main.js"], {"NODE_OPTIONS": option}

ERROR = re.compile(r"^(Uncaught )?\w*Error\b.*|^.*bad option.*|^.*not allowed in NODE_OPTIONS.*|^.*: not found$|^.*requires an argument$|^.*: .*not found.*")
def run(job):
    name, files, words, env, node, place = job
    at = pathlib.Path(tempfile.mkdtemp(dir=place))
    for path, text in files.items():
        (at / path).parent.mkdir(parents=True, exist_ok=True); (at / path).write_text(text.replace("/app", str(at)))
    version = pathlib.Path(node).name
    scenario = {"id": f"{version}/{name}", "class": name.split("/")[0], "base": f"node:{version}-alpine", "dockerfile": f"FROM node:{version}-alpine\nWORKDIR /app\nCOPY . .\nENTRYPOINT []\nCMD {json.dumps(['node', *words])}\n",
                "files": {p: {"content": t, "mode": "0644"} for p, t in files.items()}, "run": {"options": [], "args": [], "env": env}}
    try:
        ran = subprocess.run([f"{node}/bin/node", *[w.replace("/app", str(at)) for w in words]], cwd=at, stdin=subprocess.DEVNULL, capture_output=True, timeout=int(os.environ.get("STAYS", "8")), env={"PATH": os.environ["PATH"], "HOME": "/root", **env})
        code = 128 - ran.returncode if ran.returncode < 0 else ran.returncode
        said = (ran.stderr.decode() + ran.stdout.decode()).replace(str(at), "/app").replace(f"{node}/bin/node", "node")
        lines = said.splitlines()
        key = next((l for l in lines if ERROR.match(l)), "")
        scenario |= {"verdict": "fails-to-start" if code else "exits-0", "exit_code": code, "key_error": key if code else "", "stderr": lines[:12]}
    except subprocess.TimeoutExpired:
        scenario |= {"verdict": "starts-and-stays-up"}
    shutil.rmtree(at)
    return scenario

if __name__ == "__main__":
    out, nodes = sys.argv[1], [str(pathlib.Path(n).resolve()) for n in sys.argv[2:]]
    place = tempfile.mkdtemp()
    sample = int(os.environ.get("SAMPLE", "1"))
    wanted = re.compile(os.environ.get("MUTANTS", ""))
    jobs = [(*m, node, place) for m in itertools.chain(mutants(), programs.programs()) if wanted.search(m[0]) and zlib.crc32(m[0].encode()) % sample == 0 for node in nodes]
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS", "3"))) as pool:
        scenarios = list(pool.map(run, jobs))
    shutil.rmtree(place)
    json.dump({"scenarios": scenarios}, open(out, "w"), indent=1)
    print(len(scenarios), "scenarios")
