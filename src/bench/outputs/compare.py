#!/usr/bin/env python3
"""Compares the files that the model says a build leaves with those that the real tools leave.

  compare.py --tools DIR --classpath CP [--java JAVA] [--only TEXT] [--show]

DIR is a directory with node_modules in which typescript, @nestjs/cli, @nestjs/common, reflect-metadata, rxjs and @types/node are
installed (`npm install typescript@5 @nestjs/cli@11 …`); CP holds the compiled classes, those of the tests too, and their dependencies.
The small projects are written below a temporary directory, built there by the real tools, and built once more by the model.
`agrees`: the same files. `open`: the model says that there may be more or others, and nothing of what it says is wrong.
`WRONG`: it says of a file that it is there and it is not, or the other way round.
"""
import argparse, json, os, pathlib, shutil, subprocess, sys, tempfile

MAIN = 'import { a } from "./a";\nconsole.log(a);\n'
A = "export const a: number = 1;\n"


def config(options=None, **rest):
    return json.dumps({"compilerOptions": {"module": "commonjs", "target": "es2022", "skipLibCheck": True, "types": [], **(options or {})}, **rest})


NEST = {
    "nest-cli.json": '{"sourceRoot": "src"}',
    "src/main.ts": 'import { NestFactory } from "@nestjs/core";\nimport { AppModule } from "@app/app.module";\nvoid [NestFactory, AppModule];\n',
    "src/app.module.ts": 'export class AppModule {}\n',
    "src/app.module.spec.ts": "export {};\n",
    "src/mail/welcome.hbs": "hello",
    "tsconfig.json": config({"outDir": "./dist", "baseUrl": "./", "incremental": True, "paths": {"@app/*": ["src/*"]}, "declaration": True, "sourceMap": True, "moduleResolution": "node", "noEmitOnError": False}),
    "tsconfig.build.json": '{"extends": "./tsconfig.json", "exclude": ["node_modules", "test", "dist", "**/*spec.ts"]}',
}

# name: (command, files)
PROJECTS = {
    "plain": ("tsc", {"tsconfig.json": config({"outDir": "dist"}), "src/main.ts": MAIN, "src/a.ts": A}),
    "root is what the inputs have in common": ("tsc", {"tsconfig.json": config({"outDir": "dist"}, include=["src"]), "src/app/main.ts": MAIN, "src/app/a.ts": A}),
    "a test beside src moves everything": ("tsc -p tsconfig.json", {"tsconfig.json": config({"outDir": "dist"}), "src/main.ts": MAIN, "src/a.ts": A, "test/a.test.ts": "export {};\n"}),
    "an import from outside moves everything": ("tsc", {"tsconfig.json": config({"outDir": "dist"}, include=["src"]), "src/main.ts": 'import { c } from "../config";\nconsole.log(c);\n', "config.ts": "export const c = 1;\n"}),
    "an imported package.json moves everything": ("tsc", {"tsconfig.json": config({"outDir": "dist", "resolveJsonModule": True, "esModuleInterop": True}, include=["src"]), "src/main.ts": 'import p from "../package.json";\nconsole.log(p.name);\n'}),
    "json beside": ("tsc", {"tsconfig.json": config({"outDir": "dist", "resolveJsonModule": True}), "src/main.ts": 'import * as d from "./data.json";\nconsole.log(d);\n', "src/data.json": '{"a": 1}', "src/other.json": "{}"}),
    "json by pattern": ("tsc", {"tsconfig.json": config({"outDir": "dist", "resolveJsonModule": True, "rootDir": "src"}, include=["src/**/*", "src/**/*.json"]), "src/main.ts": "export {};\n", "src/data.json": '{"a": 1}'}),
    "given root": ("tsc", {"tsconfig.json": config({"outDir": "build", "rootDir": "."}, include=["src"]), "src/main.ts": MAIN, "src/a.ts": A}),
    "composite": ("tsc", {"tsconfig.json": config({"outDir": "dist", "composite": True}, include=["src"]), "src/main.ts": MAIN, "src/a.ts": A}),
    "declarations and maps": ("tsc", {"tsconfig.json": config({"outDir": "dist", "declaration": True, "sourceMap": True}, include=["src"]), "src/main.ts": MAIN, "src/a.ts": A, "src/types.d.ts": "declare const X: number;\n"}),
    "no output": ("tsc --noEmit", {"tsconfig.json": config({"outDir": "dist"}), "src/main.ts": MAIN, "src/a.ts": A}),
    "no output by configuration": ("tsc", {"tsconfig.json": config({"noEmit": True}), "src/main.ts": MAIN, "src/a.ts": A}),
    "beside the source": ("tsc", {"tsconfig.json": config(), "src/main.ts": MAIN, "src/a.ts": A}),
    "extends": ("tsc -p tsconfig.build.json", {"config/base.json": config({"outDir": "../dist", "rootDir": "../src"}), "tsconfig.build.json": '{"extends": "./config/base.json", "include": ["src"], "exclude": ["**/*.test.ts"]}', "src/main.ts": MAIN, "src/a.ts": A, "src/a.test.ts": "export {};\n"}),
    "extends several": ("tsc", {"one.json": config({"outDir": "one"}), "two.json": '{"compilerOptions": {"outDir": "two"}}', "tsconfig.json": '{"extends": ["./one.json", "./two.json"], "files": ["src/main.ts"]}', "src/main.ts": MAIN, "src/a.ts": A, "src/unused.ts": A}),
    "paths": ("tsc", {"tsconfig.json": config({"outDir": "dist", "paths": {"@lib/*": ["./lib/*"]}}, include=["src"]), "src/main.ts": 'import { a } from "@lib/a";\nconsole.log(a);\n', "lib/a.ts": A, "lib/b.ts": A}),
    "a link in node_modules is a library": ("tsc", {"tsconfig.json": config({"outDir": "dist"}, include=["src"]), "src/main.ts": 'import { a } from "lib";\nconsole.log(a);\n', "packages/lib/package.json": '{"name": "lib", "main": "index.ts", "types": "index.ts"}', "packages/lib/index.ts": A, "@link node_modules/lib": "../packages/lib"}),
    "references": ("tsc -b", {"tsconfig.json": '{"files": [], "references": [{"path": "./a"}, {"path": "./b"}]}', "a/tsconfig.json": config({"outDir": "dist", "composite": True}), "a/x.ts": A, "b/tsconfig.json": config({"outDir": "../out/b", "composite": True}, references=[{"path": "../a"}]), "b/main.ts": 'import { a } from "../a/x";\nconsole.log(a);\n'}),
    "modules of node": ("tsc", {"tsconfig.json": config({"outDir": "dist", "module": "nodenext"}), "src/main.mts": "export {};\n", "src/old.cts": "export {};\n", "src/x.ts": "export {};\n"}),
    "javascript": ("tsc", {"tsconfig.json": config({"outDir": "dist", "allowJs": True}, include=["src"]), "src/main.ts": 'import { a } from "./a";\nconsole.log(a);\n', "src/a.js": "exports.a = 1;\n", "src/.hidden/x.ts": A}),
    "markup": ("tsc", {"tsconfig.json": config({"outDir": "dist", "jsx": "preserve"}), "src/main.tsx": "export const a = 1;\n"}),
    "comments and commas": ("tsc", {"tsconfig.json": '{\n // where to\n "compilerOptions": {"outDir": "dist", "module": "commonjs", "types": [],}, /* all */ "include": ["src/**/*.ts",],\n}', "src/main.ts": MAIN, "src/a.ts": A}),
    "given on the command line": ("tsc --outDir lib --rootDir src --declaration", {"tsconfig.json": config({"outDir": "dist"}, include=["src"]), "src/main.ts": MAIN, "src/a.ts": A}),
    "nest": ("nest build", NEST),
    "nest with assets": ("nest build", {**NEST, "nest-cli.json": '{"sourceRoot": "src", "compilerOptions": {"deleteOutDir": true, "assets": ["mail/**/*"]}}', "dist/old.js": ""}),
    "nest without its own configuration": ("nest build", {k: v for k, v in NEST.items() if k != "tsconfig.build.json"} | {"test/app.e2e-spec.ts": "export {};\n"}),
    "nest with a script beside src": ("nest build", {**NEST, "prisma/seed.ts": "export {};\n"}),
}


def write(root, files):
    for path, text in files.items():
        if path.startswith("@link "):
            link = root / path[6:]
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(text)
            continue
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def listed(root):
    found = set()
    for directory, names, files in os.walk(root):
        names[:] = [n for n in names if n != "node_modules" and not n.startswith(".")]
        found |= {str(pathlib.Path(directory, f).relative_to(root)) for f in files if not f.startswith(".")}
    return found


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--tools", required=True)
    p.add_argument("--classpath", required=True)
    p.add_argument("--java", default="java")
    p.add_argument("--only", default="")
    p.add_argument("--show", action="store_true")
    a = p.parse_args()
    modules = pathlib.Path(a.tools).resolve() / "node_modules"
    version = json.loads((modules / "typescript/package.json").read_text())["version"]
    manifest = {"name": "app", "version": "1.0.0", "devDependencies": {"typescript": version, "@nestjs/cli": "*"}}
    lock = {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {
        "": manifest,
        "node_modules/typescript": {"version": version, "dev": True, "bin": {"tsc": "bin/tsc", "tsserver": "bin/tsserver"}},
        "node_modules/@nestjs/cli": {"version": "11.0.0", "dev": True, "bin": {"nest": "bin/nest.js"}}}}
    top = pathlib.Path(tempfile.mkdtemp())
    real, roots = {}, {}
    for i, (name, (command, files)) in enumerate(PROJECTS.items()):
        if a.only not in name:
            continue
        root = top / f"p{i}" / "app"
        plain = {"package.json": json.dumps(manifest), "package-lock.json": json.dumps(lock), **files}
        write(root, {**plain, "Dockerfile": f"FROM node:20-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npx {command}\n"})
        roots[name] = root
        built = top / f"p{i}" / "real"
        write(built, plain)
        (built / "node_modules").mkdir(exist_ok=True)
        for each in modules.iterdir():
            if not (built / "node_modules" / each.name).exists():
                (built / "node_modules" / each.name).symlink_to(each)
        done = subprocess.run(command, shell=True, cwd=built, capture_output=True, text=True, env={**os.environ, "PATH": f"{modules}/.bin:{os.environ['PATH']}"})
        real[name] = listed(built)
        if a.show:
            print(f"--- {name}: {command} ended with {done.returncode} {done.stdout.strip()[:300]}")
    said = subprocess.run([a.java, "-cp", a.classpath, "dev.runtimeaudit.build.OutputsDump", *map(str, roots.values())], capture_output=True, text=True, check=True).stdout
    count = {"agrees": 0, "open": 0, "WRONG": 0}
    for name, root in roots.items():
        lines = {l.split("\t", 1)[1] for l in said.splitlines() if l.split("\t", 1)[0] == str(root)} - {"Dockerfile"}
        fails = [l for l in lines if l.startswith("FAILS ")]
        present = {l for l in lines if not l.endswith("*") and not l.endswith("?") and l not in fails}
        maybe = {l[:-1] for l in lines if l.endswith("?")} - {"pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb"}
        opened = [l[:-1] for l in lines if l.endswith("*")] + [m + "/" for m in maybe]
        invented = present - real[name]
        missed = {f for f in real[name] - present - maybe if not any(f.startswith(o) for o in opened)}
        verdict = "WRONG" if invented or missed or fails else "open" if [o for o in opened if not o.endswith(".tsbuildinfo/")] else "agrees"
        count[verdict] += 1
        print(f"{verdict:7} {name}" + (f"  invented {sorted(invented)}" if invented else "") + (f"  missed {sorted(missed)}" if missed else "") + (f"  {fails}" if fails else "") + (f"  open {sorted(opened)}" if opened else ""))
        if a.show:
            print("        real ", sorted(real[name]))
    print(f"outputs (typescript {version}): {count}")
    shutil.rmtree(top)
    return 1 if count["WRONG"] else 0


sys.exit(main())
