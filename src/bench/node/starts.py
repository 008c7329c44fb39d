#!/usr/bin/env python3
"""Compares what the audit says of small servers, healthy and broken ones, with what real releases of node make of them.

    starts.py --classpath CP --tools DIR NODE...      NODE: a directory named after its version, with bin/node in it
                                          [--only TEXT] [--keep] [-v]

CP holds the compiled classes, those of the tests too, and their dependencies; DIR a node_modules with typescript in it. Each
program is a mutant of a healthy server: one style (CommonJS, ES modules, TypeScript to each) x one change. The packages that it
uses are installed in the image by `npm ci`, of which the audit knows nothing but that they are there; for the real run they are
small stand-ins. A program is run twice: with nothing given, and with the variables that it may need.

`agrees`: the same end, and of a death the same line. `open`: undecided. `softer`: it dies with nothing given, but not with the
variables, and the audit says that it starts. `FALSE START`, `FALSE DEATH`, `TEXT`: what nobody wants to see.
"""
import argparse, concurrent.futures, json, os, pathlib, re, shutil, subprocess, sys, tempfile

GIVEN = {"DATABASE_URL": "postgres://db/x", "JWT_SECRET": "s", "API_KEY": "k", "MODE": "prod"}

# Stand-ins: what each does when it is loaded and used as the programs below use it.
STANDINS = {
    "express": {"index.js": "const http = require('http');\nmodule.exports = () => ({ use() {}, get() {}, set() {}, listen(p, cb) { return http.createServer().listen(0, cb); } });\nmodule.exports.json = () => () => {};\nmodule.exports.Router = () => ({ get() {}, use() {} });\n"},
    "pg": {"index.js": "exports.Pool = class { async query() { return { rows: [] }; } async connect() {} on() {} };\n"},
    "dotenv": {"index.js": "exports.config = () => ({});\n", "config.js": "\n"},
    "zod": {"index.js": "const s = new Proxy(function () {}, { get: (t, k) => k === 'parse' ? (v) => v : k === 'safeParse' ? (v) => ({ success: true, data: v }) : s, apply: () => s });\nexports.z = s;\nexports.default = s;\n"},
}
MANIFEST = {"name": "app", "version": "1.0.0", "dependencies": {n: "1.0.0" for n in STANDINS}}
LOCK = {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": MANIFEST, **{f"node_modules/{n}": {"version": "1.0.0", "resolved": f"https://example.org/{n}.tgz"} for n in STANDINS}}}

def imp(style, names, spec, whole=False):
    """An import or require of names, or of the whole module under one name."""
    if style in ("cjs",):
        return f"const {names if whole else '{ ' + names + ' }'} = require('{spec}');\n"
    return f"import {names if whole else '{ ' + names + ' }'} from '{spec}';\n"

def near(style, name):
    """How a style writes a relative specifier."""
    return f"./{name}" + (".js" if style in ("esm", "ts-esm") else "")

def exp(style, text):
    """`const a = 1` with its name exported."""
    name = re.match(r"(?:const|async function|function|class) (\w+)", text).group(1)
    return f"{text}\nmodule.exports = {{ {name} }};\n" if style == "cjs" else f"export {text}\n"

def main_of(style, before="", behind="", start=None, imports=""):
    head = imp(style, "express", "express", True) + imp(style, "config", near(style, "config")) + imp(style, "connect", near(style, "db")) + imports
    body = "const app = express();\napp.use(express.json());\napp.get('/health', (req%s, res%s) => res.send('ok'));\n" % ((": any", ": any") if "ts" in style else ("", ""))
    if start is None:
        start = "async function main() {\n  await connect();\n  app.listen(config.port, () => {\n    console.log(`listening on ${config.port}`);\n  });\n}\n\nmain().catch((error) => {\n  console.error(error);\n  process.exit(1);\n});\n"
    return head + before + body + start + behind

def files_of(style, main=None, config=None, db=None, **more):
    ext = "ts" if "ts" in style else "js"
    config = config if config is not None else exp(style, "const config = {\n  port: Number(process.env.PORT) || 3000,\n  url: process.env.DATABASE_URL,\n};")
    db = db if db is not None else imp(style, "Pool", "pg") + imp(style, "config", near(style, "config")) + "const pool = new Pool({ connectionString: config.url });\n" + exp(style, "async function connect() {\n  await pool.query('select 1');\n}")
    out = {f"src/main.{ext}": main or main_of(style), f"src/config.{ext}": config, f"src/db.{ext}": db}
    out.update({f"src/{k}" if not k.startswith("/") else k[1:]: v for k, v in more.items()})
    return out

SHORT = "const app = express();\n"
DIRECT = "app.listen(config.port);\n"
def changes(style):
    esm = style in ("esm", "ts-esm")
    ts = "ts" in style
    ext = "ts" if ts else "js"
    e = lambda t: exp(style, t)
    fs = imp(style, "fs", "fs", True) if not ts else "import * as fs from 'fs';\n"
    path = imp(style, "path", "path", True) if not ts else "import * as path from 'path';\n"
    any_ = ": any" if ts else ""
    yield "healthy", files_of(style)
    yield "healthy direct", files_of(style, main_of(style, start=DIRECT))
    yield "healthy void main", files_of(style, main_of(style, start="async function main() {\n  await connect();\n  app.listen(config.port);\n}\nvoid main();\n"))
    yield "healthy iife", files_of(style, main_of(style, start="(async () => {\n  await connect();\n  app.listen(config.port);\n})();\n"))
    yield "healthy then", files_of(style, main_of(style, start="connect().then(() => app.listen(config.port)).catch((e) => { console.error(e); process.exit(1); });\n"))
    yield "healthy exported start", files_of(style, imp(style, "start", near(style, "server")) + "start();\n", **{f"server.{ext}": main_of(style, start=e("function start() {\n  app.listen(config.port);\n}"))})
    yield "healthy class", files_of(style, main_of(style, start="class Server {\n  run() {\n    app.listen(config.port);\n  }\n}\nnew Server().run();\n"))
    yield "healthy if main", files_of(style, main_of(style, start="if (process.env.NODE_ENV !== 'test') {\n  app.listen(config.port);\n}\n"))
    yield "healthy handler throws", files_of(style, main_of(style, before="process.on('SIGTERM', () => process.exit(0));\nfunction fail()%s {\n  throw new Error('never');\n}\nvoid fail;\n" % (": never" if ts else ""), start=DIRECT))
    yield "healthy guards", files_of(style, config=imp(style, "z", "zod") + e("const schema = z.object({ PORT: z.string() });") .replace("module.exports = { schema };\n", "") + "const parsed = schema.safeParse(process.env);\nif (!parsed.success) {\n  console.error('bad environment');\n  process.exit(1);\n}\n" + e("const config = { port: Number(process.env.PORT) || 3000, url: '' };"))
    yield "healthy optional file", files_of(style, main_of(style, imports=fs, before="let banner = '';\ntry {\n  banner = fs.readFileSync('banner.txt', 'utf8');\n} catch {\n  banner = 'none';\n}\nvoid banner;\n", start=DIRECT))
    yield "healthy exists", files_of(style, main_of(style, imports=fs, before="if (fs.existsSync('banner.txt')) {\n  console.log(fs.readFileSync('banner.txt', 'utf8'));\n}\n", start=DIRECT))
    yield "healthy loop", files_of(style, main_of(style, before="for (const name of ['a', 'b']) {\n  if (!name) throw new Error('no name');\n}\n", start=DIRECT))
    yield "healthy throw in map", files_of(style, main_of(style, before="const needed = ['a'].map((n) => {\n  if (!n) throw new Error('empty');\n  return n;\n});\nvoid needed;\n", start=DIRECT))
    yield "healthy switch", files_of(style, main_of(style, before="switch (process.env.LEVEL) {\n  case 'x':\n    throw new Error('x');\n  default:\n    break;\n}\n", start=DIRECT))
    yield "healthy default", files_of(style, config=e("const config = { port: Number(process.env.PORT ?? 3000), url: process.env.DATABASE_URL || 'postgres://localhost/x' };"), main=main_of(style, before="if (!config.url) {\n  throw new Error('no url');\n}\n", start=DIRECT))
    # --- ends by throwing or leaving
    yield "throw", files_of(style, main_of(style, before="throw new Error('broken on purpose');\n", start=DIRECT).replace("throw", "if (express) throw") if ts else main_of(style, before="throw new Error('broken on purpose');\n", start=DIRECT))
    yield "throw in config", files_of(style, config=e("const config = { port: 3000, url: '' };") + ("throw new Error('bad config');\n"))
    yield "throw if missing", files_of(style, config="if (!process.env.DATABASE_URL) {\n  throw new Error('DATABASE_URL is required');\n}\n" + e("const config = { port: 3000, url: process.env.DATABASE_URL };"))
    yield "exit if missing list", files_of(style, config="const missing = ['DATABASE_URL', 'JWT_SECRET'].filter((n) => !process.env[n]);\nif (missing.length > 0) {\n  console.error('missing: ' + missing.join(', '));\n  process.exit(1);\n}\n" + e("const config = { port: 3000, url: process.env.DATABASE_URL };"))
    yield "helper if missing", files_of(style, config="function need(name%s) {\n  const value = process.env[name];\n  if (!value) {\n    throw new Error(`${name} is not set`);\n  }\n  return value;\n}\n" % (": string" if ts else "") + e("const config = { port: 3000, url: need('DATABASE_URL') };"))
    yield "exit", files_of(style, main_of(style, start=DIRECT, behind="process.exit(3);\n"))
    yield "exit 0", files_of(style, main_of(style, start=DIRECT, behind="process.exit(0);\n"))
    yield "exit before", files_of(style, main_of(style, before="process.exit(2);\n", start=DIRECT))
    yield "throw in main", files_of(style, main_of(style, start="async function main()%s {\n  app.listen(config.port);\n  throw new Error('late');\n}\nmain();\n" % (": Promise<void>" if ts else "")))
    yield "throw in start", files_of(style, main_of(style, start="function start() {\n  app.listen(config.port);\n  throw new Error('at start');\n}\nstart();\n"))
    yield "throw in iife", files_of(style, main_of(style, start="(() => {\n  throw new Error('at once');\n})();\n" + DIRECT))
    yield "throw in imported function", files_of(style, db=e("async function connect() {\n  throw new Error('no database driver');\n}"), main=main_of(style, start="async function main() {\n  await connect();\n  app.listen(config.port);\n}\nmain();\n"))
    yield "catch exits", files_of(style, db=e("async function connect() {\n  throw new Error('no database driver');\n}"))
    yield "reject", files_of(style, main_of(style, start=DIRECT, behind="Promise.reject(new Error('lost'));\n"))
    yield "undefined name", files_of(style, main_of(style, start=DIRECT, behind="undefinedFunction();\n")) if not ts else files_of(style, main_of(style, start=DIRECT, behind="declare const undefinedFunction: any;\nundefinedFunction();\n"))
    yield "null member", files_of(style, main_of(style, before="const settings%s = null;\nconsole.log(settings.name);\n" % any_, start=DIRECT))
    yield "env switch", files_of(style, main_of(style, before="if (process.env.MODE !== 'prod' && process.env.MODE !== 'dev') {\n  throw new Error('MODE must be prod or dev');\n}\n", start=DIRECT))
    if esm:
        yield "await rejects", files_of(style, db=e("async function connect() {\n  throw new Error('no database');\n}"), main=main_of(style, start="await connect();\n" + DIRECT))
        yield "healthy await", files_of(style, main_of(style, start="await connect();\n" + DIRECT))
    # --- never listens
    yield "never called", files_of(style, main_of(style, start=e("function start() {\n  app.listen(config.port);\n}")))
    yield "never called method", files_of(style, main_of(style, start="class Server {\n  run() {\n    app.listen(config.port);\n  }\n}\nvoid Server;\n"))
    yield "only created", files_of(style, main_of(style, start="", imports=imp(style, "http", "http", True) if not ts else "import * as http from 'http';\n", behind="const server = http.createServer(app%s);\nvoid server;\n" % (" as any" if ts else "")))
    yield "listen in unused module", files_of(style, main_of(style, start=""), **{f"server.{ext}": imp(style, "express", "express", True) + "express().listen(3000);\n"})
    yield "listen in unused import", files_of(style, main_of(style, start="void start;\n", imports=imp(style, "start", near(style, "server"))), **{f"server.{ext}": imp(style, "express", "express", True) + e("function start() {\n  express().listen(3000);\n}")})
    # --- modules
    yield "missing file", files_of(style, main_of(style, start=DIRECT, imports=imp(style, "gone", near(style, "gone")) + "void gone;\n" if not ts else "// @ts-ignore\n" + imp(style, "gone", near(style, "gone")) + "void gone();\n".replace("()", "")))
    yield "alias", files_of(style, main_of(style, start=DIRECT, imports=("// @ts-ignore\n" if not ts else "") + imp(style, "helper", "@/lib/helper") + "console.log(helper);\n"), **{f"lib/helper.{ext}": e("const helper = 1;")})
    yield "alias tilde", files_of(style, main_of(style, start=DIRECT, imports=imp(style, "helper", "~/lib/helper") + "console.log(helper);\n"), **{f"lib/helper.{ext}": e("const helper = 1;")})
    yield "base url", files_of(style, main_of(style, start=DIRECT, imports=imp(style, "helper", "lib/helper") + "console.log(helper);\n"), **{f"lib/helper.{ext}": e("const helper = 1;")})
    if esm:
        yield "no extension", files_of(style, main_of(style, start=DIRECT, imports=imp(style, "helper", "./helper") + "console.log(helper);\n"), **{f"helper.{ext}": e("const helper = 1;")})
        yield "directory import", files_of(style, main_of(style, start=DIRECT, imports=imp(style, "helper", "./lib") + "console.log(helper);\n"), **{f"lib/index.{ext}": e("const helper = 1;")})
        yield "require in module", files_of(style, main_of(style, start=DIRECT, behind=("declare const require: any;\n" if ts else "") + "const os = require('os');\nvoid os;\n"))
        yield "dirname in module", files_of(style, main_of(style, start=DIRECT, imports=path + ("declare const __dirname: any;\n" if ts else ""), behind="const root = path.join(__dirname, 'public');\nvoid root;\n"))
        yield "dirname in a handler", files_of(style, main_of(style, start=DIRECT, imports=path + ("declare const __dirname: any;\n" if ts else ""), behind="app.get('/', () => path.join(__dirname, 'public'));\n"))
        yield "healthy dirname declared", files_of(style, main_of(style, start=DIRECT, imports=path + "import { fileURLToPath } from 'url';\nconst __dirname = path.dirname(fileURLToPath(import.meta.url));\n", behind="const root = path.join(__dirname, 'public');\nvoid root;\n"))
        yield "healthy require created", files_of(style, main_of(style, start=DIRECT, imports="import { createRequire } from 'module';\nconst require = createRequire(import.meta.url);\n", behind="const os = require('os');\nvoid os;\n"))
        yield "module exports in module", files_of(style, main_of(style, start=DIRECT, behind=("declare const module: any;\n" if ts else "") + "module.exports = app;\n"))
        yield "healthy typeof require", files_of(style, main_of(style, start=DIRECT, behind=("declare const require: any;\n" if ts else "") + "if (typeof require !== 'undefined') {\n  require('os');\n}\n"))
    if style == "esm":
        yield "no such export", files_of(style, config="export const settings = { port: 3000 };\n")
        yield "no default export", files_of(style, main_of(style, imports="import db from './db.js';\nvoid db;\n"))
        yield "no such export below", files_of(style, db="import { gone } from './config.js';\nexport const connect = async () => gone;\n")
        yield "no such reexport", files_of(style, db="export { gone as connect } from './config.js';\n")
        yield "healthy reexport", files_of(style, main_of(style, imports="import { helper } from './lib/index.js';\nvoid helper;\n"), **{"lib/index.js": "export * from './helper.js';\nexport * as all from './helper.js';\n", "lib/helper.js": "export class helper {}\nexport default helper;\n"})
        yield "healthy exports", files_of(style, main_of(style, imports="import d, { a, b, c as x, f, G, h } from './many.js';\nvoid [d, a, b, x, f, G, h];\n"), **{"many.js": "export const { a, b: { b } } = { a: 1, b: { b: 2 } };\nlet y = 1;\nexport { y as c, y as default };\nexport async function f() {}\nexport class G {\n  static x = 1;\n}\nexport function* h() {}\n"})
        yield "json import", files_of(style, main_of(style, imports="import pkg from '../package.json';\nvoid pkg;\n"))
        yield "json import with", files_of(style, main_of(style, imports="import pkg from '../package.json' with { type: 'json' };\nvoid pkg;\n"))
        yield "json import assert", files_of(style, main_of(style, imports="import pkg from '../package.json' assert { type: 'json' };\nvoid pkg;\n"))
        yield "named from commonjs", files_of(style, main_of(style, imports="import { helper } from './helper.cjs';\nvoid helper;\n"), **{"helper.cjs": "const make = () => ({ helpers: 1 });\nmodule.exports = make();\n"})
        yield "healthy named from commonjs", files_of(style, main_of(style, imports="import { helper } from './helper.cjs';\nvoid helper;\n"), **{"helper.cjs": "exports.helper = 1;\n"})
    if style == "cjs":
        yield "import in commonjs", files_of(style, main_of(style, imports="import os from 'os';\nvoid os;\n"))
        yield "all import untyped", files_of("esm", **{})
        yield "export in commonjs", files_of(style, config="export const config = { port: 3000 };\n")
        yield "require esm", files_of(style, main_of(style, imports="const { helper } = require('./helper.mjs');\nvoid helper;\n"), **{"helper.mjs": "export const helper = 1;\n"})
        yield "await in commonjs", files_of(style, main_of(style, start="await connect();\n" + DIRECT))
        yield "not a function", files_of(style, main_of(style, imports="const { nothing } = require('./config');\n", behind="nothing();\n"))
        yield "require in a handler", files_of(style, main_of(style, start=DIRECT, behind="app.get('/x', () => require('./gone'));\n"))
        yield "optional require", files_of(style, main_of(style, start=DIRECT, behind="try {\n  require('./gone');\n} catch (e) {\n  console.log('none');\n}\n"))
    if ts and not esm: 
        yield "healthy enum", files_of(style, main_of(style, before="enum Level { Low, High }\nconsole.log(Level.Low);\nnamespace N { export const a = 1; }\nvoid N.a;\n", start=DIRECT))
    # --- files
    yield "read gone", files_of(style, main_of(style, imports=fs, before="const key = fs.readFileSync('certs/private.pem', 'utf8');\nvoid key;\n", start=DIRECT))
    if not esm:
        yield "read gone beside", files_of(style, main_of(style, imports=fs + path, before="const text = fs.readFileSync(path.join(__dirname, 'schema.graphql'), 'utf8');\nvoid text;\n", start=DIRECT))
        yield "healthy read beside", files_of(style, main_of(style, imports=fs + path, before="const text = fs.readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8');\nvoid text;\n", start=DIRECT))
        yield "read directory gone", files_of(style, main_of(style, imports=fs + path, before="fs.readdirSync(path.join(__dirname, 'routes')).forEach((f) => console.log(f));\n", start=DIRECT))
        yield "read in handler", files_of(style, main_of(style, imports=fs, behind="app.get('/x', () => fs.readFileSync('gone.txt'));\n", start=DIRECT))
    else:
        yield "read gone url", files_of(style, main_of(style, imports=fs, before="const text = fs.readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8');\nvoid text;\n", start=DIRECT))
        yield "healthy read url", files_of(style, main_of(style, imports=fs, before="const text = fs.readFileSync(new URL('../package.json', import.meta.url), 'utf8');\nvoid text;\n", start=DIRECT))
    yield "healthy write", files_of(style, main_of(style, imports=fs, before="fs.mkdirSync('logs', { recursive: true });\nfs.writeFileSync('logs/x.log', 'x');\n", start=DIRECT))
    yield "@steps two", {**files_of(style), f"src/migrate.{ext}": (imp(style, "config", near(style, "config")) + "if (!config.url) {\n  throw new Error('no url to migrate');\n}\nconsole.log('done');\n")}
    yield "@steps two fails", {**files_of(style), f"src/migrate.{ext}": (imp(style, "config", near(style, "config")) + "console.error('cannot migrate ' + config.port);\nprocess.exit(4);\n")}
    yield "@user write", files_of(style, main_of(style, imports=fs, before="fs.mkdirSync('logs');\n", start=DIRECT))
    yield "@user write file", files_of(style, main_of(style, imports=fs, before="fs.writeFileSync('started.txt', 'x');\n", start=DIRECT))
    yield "@user write recursive", files_of(style, main_of(style, imports=fs, before="fs.mkdirSync('uploads/tmp', { recursive: true });\n", start=DIRECT))
    yield "@user if not there", files_of(style, main_of(style, imports=fs, before="if (!fs.existsSync('uploads')) {\n  fs.mkdirSync('uploads');\n}\n", start=DIRECT))
    yield "@user healthy tmp", files_of(style, main_of(style, imports=fs, before="fs.mkdirSync('/tmp/uploads', { recursive: true });\n", start=DIRECT))
    yield "@user healthy port 80", files_of(style, main_of(style, start=DIRECT))

ERROR = re.compile(r"^(Uncaught )?\w*Error\b.*")
def write(root, files):
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

def tsconfig(style):
    kind = {"module": "nodenext", "moduleResolution": "nodenext"} if False else {"module": "esnext" if style == "ts-esm" else "commonjs", "moduleResolution": "node"}
    return json.dumps({"compilerOptions": {"target": "es2022", "outDir": "dist", "rootDir": "src", "esModuleInterop": True, "strict": False, "skipLibCheck": True, "noImplicitAny": False, "baseUrl": "./src", "paths": {"@/*": ["./*"], "~/*": ["./*"]}, **kind}, "include": ["src"]})

def execute(node, at, words, env):
    try:
        ran = subprocess.run([f"{node}/bin/node", *words], cwd=at, stdin=subprocess.DEVNULL, capture_output=True, timeout=2.5, env={"PATH": os.environ["PATH"], "HOME": "/root", **env}, **PRIVILEGES.get(at.parent.name.split("~")[0], {}))
    except subprocess.TimeoutExpired:
        return "starts", 0, "", ""
    code = 128 - ran.returncode if ran.returncode < 0 else ran.returncode
    said = (ran.stderr.decode() + ran.stdout.decode()).replace(str(at), "/app")
    key = next((l for l in said.splitlines() if ERROR.match(l)), "")
    return ("dies" if code else "exits"), code, key, said

PRIVILEGES = {"user": {"user": 1000, "group": 1000}}

def real(node, at, plan, env):
    for words in plan:
        end = execute(node, at, words, env)
        if end[0] != "exits" or len(plan) == 1 or words is plan[-1]:
            return end
    raise AssertionError

def plain(line):
    return re.sub(r"\x1b\[[0-9;]*m", "", line).strip()

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("nodes", nargs="+")
    p.add_argument("--classpath", required=True)
    p.add_argument("--tools", required=True)
    p.add_argument("--java", default="java")
    p.add_argument("--only", default="")
    p.add_argument("--keep", default="", help="a directory to work in, with what an earlier run has done for real")
    p.add_argument("-v", action="store_true")
    a = p.parse_args()
    modules = pathlib.Path(a.tools).resolve() / "node_modules"
    top = pathlib.Path(a.keep or tempfile.mkdtemp()).resolve()
    top.mkdir(parents=True, exist_ok=True)
    os.chmod(top, 0o755)
    cases = []
    for style in ("cjs", "esm", "ts-cjs", "ts-esm"):
        for name, files in changes(style):
            if a.only not in f"{style}/{name}":
                continue
            for node in a.nodes:
                cases.append((style, name, files, pathlib.Path(node).resolve()))
    audited, truth = [], {}
    built = {}
    def prepare(case):
        style, name, files, node = case
        ident = re.sub(r"\W+", "-", f"{style}-{name}-{node.name}").strip("-")
        manifest = {**MANIFEST, **({"type": "module"} if "esm" in style else {})}
        ts = "ts" in style
        both = {"package.json": json.dumps(manifest), "package-lock.json": json.dumps(LOCK), **({"tsconfig.json": tsconfig(style)} if ts else {}), **files}
        entry = "dist/main.js" if ts else "src/main.js"
        plan = [[entry]]
        if name.startswith("@steps"):
            plan = [[entry.replace("main", "migrate")], [entry]]
        user = name.startswith("@user")
        start = json.dumps(["sh", "-c", " && ".join("node " + " ".join(w) for w in plan)]) if len(plan) > 1 else json.dumps(["node", *plan[0]])
        docker = f"FROM node:{node.name}-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n" + ("RUN npx -y -p typescript@5 tsc || true\n" if ts else "") + ("USER node\n" if user else "") + f"CMD {start}\n"
        if ts:
            manifest["devDependencies"] = {"typescript": "5.9.3"}
            lock = json.loads(json.dumps(LOCK)); lock["packages"][""] = manifest
            lock["packages"]["node_modules/typescript"] = {"version": "5.9.3", "dev": True, "bin": {"tsc": "bin/tsc", "tsserver": "bin/tsserver"}}
            both["package.json"], both["package-lock.json"] = json.dumps(manifest), json.dumps(lock)
            docker = docker.replace("npx -y -p typescript@5 tsc || true", "npx tsc")
        root = top / "audited" / ident
        shutil.rmtree(root, ignore_errors=True)
        write(root, {**both, "Dockerfile": docker})
        known = top / f"{ident}.truth.json"
        want = json.dumps([both, plan, user])
        if known.exists() and json.loads(known.read_text())["want"] == want:
            return ident, root, json.loads(known.read_text())["truth"]
        at = top / "real" / ("user~" + ident if user else ident) / "app"
        shutil.rmtree(at, ignore_errors=True)
        write(at, both)
        for n, own in STANDINS.items():
            write(at / "node_modules" / n, {"package.json": json.dumps({"name": n, "version": "1.0.0", "main": "index.js"}), **own})
        if ts:
            same = json.dumps(both)
            if same in built:
                shutil.copytree(built[same], at / "dist")
            else:
                tsc = subprocess.run([f"{a.nodes[-1]}/bin/node", f"{modules}/typescript/bin/tsc", "--typeRoots", f"{modules}/@types", "--types", "node", "--noEmitOnError", "false"], cwd=at, capture_output=True, text=True)
                built[same] = at / "dist"
        got = [real(node, at, plan, {}), real(node, at, plan, GIVEN)]
        known.write_text(json.dumps({"want": want, "truth": got}))
        return ident, root, got
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        prepared = list(pool.map(prepare, cases))
    listing = top / "list"
    listing.write_text("\n".join(str(root) for _, root, _ in prepared))
    subprocess.run([a.java, "-cp", a.classpath, "dev.runtimeaudit.ReportsDump", str(listing)], check=True)
    count = {}
    for (ident, root, (bare, given)), (style, name, _, node) in zip(prepared, cases):
        report = json.loads(pathlib.Path(str(root) + ".json").read_text())
        launch = next((l for l in report["launches"] if l["launch"] == "image"), {"outcome": "none"})
        outcome, text = launch["outcome"], launch.get("output", "")
        told = [f["rule"] for f in report["findings"] if f["severity"] in ("CRITICAL", "HIGH", "critical", "high")]
        if outcome not in ("starts", "dies", "exits"):
            verdict = "open"
        elif outcome == "starts":
            verdict = "agrees" if given[0] == "starts" and bare[0] == "starts" else "softer" if given[0] == "starts" else "FALSE START"
        elif outcome == "dies":
            same = given[0] == "dies" or given[0] == "exits"
            verdict = "FALSE DEATH" if not same else "agrees" if plain(text) == plain(given[2]) or plain(text) in given[3] and text else "TEXT"
            if verdict == "agrees" and launch.get("exitCode", given[1]) != given[1]:
                verdict = "CODE"
        else:
            verdict = "agrees" if given[0] == "exits" else "FALSE EXIT"
        healthy = given[0] == "starts"
        count[(healthy, verdict)] = count.get((healthy, verdict), 0) + 1
        if a.v or verdict not in ("agrees", "softer"):
            why = " < ".join(f"{e['file']}:{e['line']} {e['says']}" for e in launch.get("evidence", [])[:4])
            print(f"{verdict:11} {style}/{name} {node.name}\n    really {given[0]} {given[1]} {given[2][:160]}" + (f"  (nothing given: {bare[0]} {bare[2][:80]})" if bare[:3] != given[:3] else "") + f"\n    audit  {outcome} {launch.get('exitCode', '')} {text[:160]} {launch.get('reason', '')} {told} {why}")
    for healthy in (True, False):
        print("healthy" if healthy else "broken ", {v: n for (h, v), n in sorted(count.items()) if h == healthy})
    if not a.keep:
        shutil.rmtree(top)
    return 1 if any(v.isupper() for _, v in count) else 0

if __name__ == "__main__":
    sys.exit(main())
