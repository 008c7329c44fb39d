"""One monorepo for each package manager and layout whose services are built for real: a package that tsc compiles, an application of
Nest, one of Next (standalone), and a worker that tsc compiles and that loads the package."""
import json

TYPESCRIPT, NODE_TYPES = "5.9.3", "20.19.0"


def manifest(name, **members):
    return {"name": name, "version": "1.0.0", "private": True, **members}


def options(**more):
    return json.dumps({"compilerOptions": {"target": "es2022", "module": "commonjs", "moduleResolution": "node", "skipLibCheck": True, "esModuleInterop": True,
                                           "types": ["node"], **more}})


def repo(own, root=None, patterns=True):
    """@param own how packages of the workspace ask for each other"""
    build = {"typescript": TYPESCRIPT, "@types/node": NODE_TYPES}
    manifests = {
        "package.json": manifest("mono", **({"workspaces": ["apps/*", "packages/*"]} if patterns else {}), **(root or {})),
        "packages/shared/package.json": manifest("@acme/shared", main="dist/index.js", types="dist/index.d.ts", scripts={"build": "tsc -p tsconfig.json"},
                                                 dependencies={"ms": "2.1.3"}, devDependencies={**build, "@types/ms": "2.1.0"}),
        "apps/api/package.json": manifest("@acme/api", scripts={"build": "nest build", "start": "node dist/main.js"}, dependencies={
            "@acme/shared": own, "@nestjs/common": "11.1.6", "@nestjs/core": "11.1.6", "@nestjs/platform-express": "11.1.6", "reflect-metadata": "0.2.2", "rxjs": "7.8.2"},
            devDependencies={**build, "@nestjs/cli": "11.0.10", "@nestjs/schematics": "11.0.7"}),
        "apps/web/package.json": manifest("@acme/web", scripts={"build": "next build"}, dependencies={
            "@acme/shared": own, "next": "15.5.4", "react": "19.1.1", "react-dom": "19.1.1"}, devDependencies={**build, "@types/react": "19.1.13"}),
        "apps/worker/package.json": manifest("@acme/worker", scripts={"build": "tsc"}, dependencies={"@acme/shared": own, "semver": "7.7.2"},
                                             devDependencies={**build, "@types/semver": "7.7.1"}),
    }
    return {path: json.dumps(m, indent=2) for path, m in manifests.items()} | {
        "packages/shared/tsconfig.json": options(outDir="dist", rootDir="src", declaration=True),
        "packages/shared/src/index.ts": 'import ms from "ms";\nexport { greet } from "./greet";\nexport const day = ms("1d");\n',
        "packages/shared/src/greet.ts": "export const greet = (name: string) => `hello ${name}`;\n",
        "apps/api/nest-cli.json": '{"sourceRoot": "src", "compilerOptions": {"deleteOutDir": true, "assets": ["mail/**/*.hbs"]}}',
        "apps/api/tsconfig.json": options(outDir="./dist", baseUrl="./", experimentalDecorators=True, emitDecoratorMetadata=True),
        "apps/api/tsconfig.build.json": '{"extends": "./tsconfig.json", "exclude": ["node_modules", "test", "dist", "**/*spec.ts"]}',
        "apps/api/src/main.ts": 'import { NestFactory } from "@nestjs/core";\nimport { AppModule } from "./app.module";\n'
                                'async function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  await app.listen(3000);\n}\nvoid bootstrap();\n',
        "apps/api/src/app.module.ts": 'import { Controller, Get, Module } from "@nestjs/common";\nimport { greet } from "@acme/shared";\n'
                                      '@Controller()\nclass Hello {\n  @Get()\n  hello() {\n    return greet("you");\n  }\n}\n'
                                      '@Module({ controllers: [Hello] })\nexport class AppModule {}\n',
        "apps/api/src/app.module.spec.ts": "export {};\n",
        "apps/api/src/mail/welcome.hbs": "hello",
        "apps/api/test/app.e2e-spec.ts": "export {};\n",
        "apps/web/next.config.js": 'const path = require("path");\nmodule.exports = { output: "standalone", outputFileTracingRoot: path.join(__dirname, "../../") };\n',
        "apps/web/tsconfig.json": options(jsx="preserve", noEmit=True, strict=False, allowJs=True, incremental=True, isolatedModules=True, resolveJsonModule=True,
                                          module="esnext", moduleResolution="bundler", lib=["dom", "es2022"], plugins=[{"name": "next"}])[:-1]
                                  + ', "include": ["next-env.d.ts", "**/*.ts", "**/*.tsx", ".next/types/**/*.ts"], "exclude": ["node_modules"]}',
        "apps/web/app/layout.tsx": 'export default function Layout({ children }: { children: React.ReactNode }) {\n  return <html><body>{children}</body></html>;\n}\n',
        "apps/web/app/page.tsx": 'import { greet } from "@acme/shared";\nexport default function Page() {\n  return <p>{greet("you")}</p>;\n}\n',
        "apps/web/public/robots.txt": "User-agent: *\n",
        "apps/worker/tsconfig.json": options(outDir="dist", resolveJsonModule=True),
        "apps/worker/src/main.ts": 'import { createServer } from "http";\nimport { day } from "@acme/shared";\nimport { valid } from "semver";\n'
                                   'import limits from "./limits.json";\nconsole.log(day, valid("1.0.0"), limits.jobs);\ncreateServer().listen(3000);\n',
        "apps/worker/src/limits.json": '{"jobs": 4}',
        ".dockerignore": "**/node_modules\n**/dist\n**/.next\n",
    }


MANIFESTS = "".join(f"COPY {d}/package.json {d}/\n" for d in ("apps/api", "apps/web", "apps/worker", "packages/shared"))
WHOLE = "COPY --from=build /app ./"
PARTS = """COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/packages ./packages
COPY --from=build /app/apps/{0} ./apps/{0}"""
STANDALONE = """COPY --from=build /app/apps/web/.next/standalone ./
COPY --from=build /app/apps/web/.next/static ./apps/web/.next/static
COPY --from=build /app/apps/web/public ./apps/web/public"""


def docker(top, install, build, service, ship, at, command):
    return f"""FROM node:20-bookworm-slim AS base
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1

FROM base AS build
COPY {top} ./
{MANIFESTS}RUN {install}
COPY . .
RUN {build}

FROM base
{ship}
WORKDIR {at}
CMD {json.dumps(command)}
"""


def samples():
    """name: (tool, files)"""
    all = {}

    def add(name, tool, files, top, install, run, services=("api", "web", "worker"), ship=PARTS, after="", at="/app/apps/{0}"):
        """@param run the command that runs the script build of a package, with {0} for its name"""
        for service in services:
            build = f"{run.format('@acme/shared')} && {run.format('@acme/' + service)}"
            if service == "web":
                plan = build, STANDALONE, "/app", ["node", "apps/web/server.js"]
            else:
                plan = build + after.format(service), ship.format(service), at.format(service), ["node", "dist/main.js"]
            all[f"{name}: {service}"] = tool, {**files, "Dockerfile": docker(top, install, plan[0], service, *plan[1:])}

    npm = repo("*")
    add("npm@10", "npm@10", npm, "package.json package-lock.json", "npm ci", "npm run build -w {0}")
    add("npm@10, pruned", "npm@10", npm, "package.json package-lock.json", "npm ci", "npm run build -w {0}", ("api", "worker"), WHOLE, " && npm prune --omit=dev")
    add("yarn@1", "yarn@1", npm, "package.json yarn.lock", "yarn install --frozen-lockfile", "yarn workspace {0} build")
    berry = repo("workspace:^") | {".yarnrc.yml": "nodeLinker: node-modules\n"}
    top = "package.json yarn.lock .yarnrc.yml"
    add("yarn@4, node-modules", "yarn@4", berry, top, "yarn install --immutable", "yarn workspace {0} run build")
    add("yarn@4, focused", "yarn@4", berry, top, "yarn install --immutable", "yarn workspace {0} run build", ("api", "worker"), WHOLE,
        " && yarn workspaces focus @acme/{0} --production")
    workspace = 'packages:\n  - "apps/*"\n  - "packages/*"\n'
    for tool in ("pnpm@9", "pnpm@10"):
        pnpm = repo("workspace:*", patterns=False) | {"pnpm-workspace.yaml": workspace}
        top = "package.json pnpm-lock.yaml pnpm-workspace.yaml"
        frozen, run = "pnpm install --frozen-lockfile", "pnpm --filter {0} run build"
        add(f"{tool}, isolated", tool, pnpm, top, frozen, run)
        add(f"{tool}, hoisted", tool, pnpm | {".npmrc": "node-linker=hoisted\n"}, top + " .npmrc", frozen, run)
        legacy = " --legacy" if tool == "pnpm@10" else ""
        add(f"{tool}, deployed", tool, pnpm, top, frozen, run, ("api", "worker"), "COPY --from=build /prod ./", f" && pnpm --filter @acme/{{0}} --prod{legacy} deploy /prod", "/app")
    bun = repo("workspace:*")
    for linker in ("hoisted", "isolated"):
        add(f"bun@1, {linker}", "bun@1", bun, "package.json bun.lock", f"bun install --frozen-lockfile --linker {linker}", "bun run --filter {0} build")
    return all
