"""Small monorepos, one for each package manager and layout, with packages of the public registry."""
import json

SERVES = 'require("http").createServer().listen(3000);\n'


def requires(*names):
    return "".join(f'require("{name}");\n' for name in names)


def manifest(name, **members):
    return {"name": name, "version": "1.0.0", **{k: v for k, v in members.items() if v}}


def repo(manager, workspace="*", root=None, patterns=True, drop=()):
    """@param workspace how packages of the workspace ask for each other"""
    own = workspace
    packages = {
        "packages/util": manifest("@acme/util", main="index.js", bin={"acme-util": "cli.js"}, dependencies={"debug": "2.6.9", "ms": "2.0.0"}),
        "packages/core": manifest("@acme/core", main="lib/index.js", dependencies={"@acme/util": own, "debug": "4.3.4", "semver": "5.7.2"},
                                  optionalDependencies={"fsevents": "2.3.3"}, devDependencies={"kleur": "3.0.3"}),
        "apps/api": manifest("@acme/api", main="main.js", dependencies={"@acme/core": own, "semver": "7.6.0", "acorn": "8.11.3", "acorn-jsx": "5.3.2", "ms": "2.1.3"},
                             devDependencies={"kleur": "4.1.5", "mime": "1.6.0"}),
        "apps/web": manifest("@acme/web", dependencies={"@acme/util": own, "semver": "6.3.1", "kleur": "4.1.5", "@sindresorhus/is": "4.6.0"},
                             devDependencies={"acorn": "7.4.1", "acorn-jsx": "5.3.2"}),
    }
    top = {**manifest("mono", private=True, devDependencies={"mime": "3.0.0"}), **(root or {})}
    if patterns and manager != "pnpm":
        top["workspaces"] = top.get("workspaces", ["apps/*", "packages/*"])
    files = {"package.json": top, **{f"{d}/package.json": m for d, m in packages.items() if d not in drop}}
    files = {path: json.dumps(m, indent=2) for path, m in files.items()}
    if manager == "pnpm":
        files["pnpm-workspace.yaml"] = 'packages:\n  - "apps/*"\n  - "packages/*"\n'
    files |= {
        "packages/util/index.js": requires("debug", "ms"),
        "packages/util/cli.js": "#!/usr/bin/env node\n",
        "packages/core/lib/index.js": requires("@acme/util", "debug", "semver"),
        "apps/api/main.js": requires("@acme/core", "semver", "acorn", "acorn-jsx", "ms") + SERVES,
        "apps/web/main.js": requires("@acme/util", "semver", "kleur", "@sindresorhus/is") + SERVES,
    }
    return {path: text for path, text in files.items() if not any(path.startswith(d + "/") for d in drop)}


MANIFESTS = """COPY apps/api/package.json apps/api/
COPY apps/web/package.json apps/web/
COPY packages/core/package.json packages/core/
COPY packages/util/package.json packages/util/"""


def docker(top, install, after="", ship=None, service="api", env=""):
    """Manifests, install, sources; then a stage that takes what it needs."""
    ship = ship or "COPY --from=build /app ."
    return f"""FROM node:20-alpine AS base
WORKDIR /app
{env}

FROM base AS build
COPY {top} ./
{MANIFESTS}
RUN {install}
COPY . .
{after}

FROM base
{ship}
WORKDIR /app/apps/{service}
CMD ["node", "main.js"]
"""


ROOT_ONLY = """COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/packages ./packages
COPY --from=build /app/apps/{0}/package.json /app/apps/{0}/main.js ./apps/{0}/"""
LIKE_PNPM = """COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/packages ./packages
COPY --from=build /app/apps/{0} ./apps/{0}"""
NO_PACKAGES = """COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/apps/{0} ./apps/{0}"""
DEPLOYED = "COPY --from=build /prod ."


def samples():
    """name: (tool, files)"""
    all = {}

    def add(name, tool, files, dockerfile, **more):
        all[name] = tool, {**files, **more, "Dockerfile": dockerfile}

    for tool in ("npm@9", "npm@10", "npm@11"):
        npm = repo("npm")
        top = "package.json package-lock.json"
        add(f"{tool}: ci", tool, npm, docker(top, "npm ci"))
        add(f"{tool}: root's modules alone", tool, npm, docker(top, "npm ci", ship=ROOT_ONLY.format("web"), service="web"))
        add(f"{tool}: without packages", tool, npm, docker(top, "npm ci", ship=NO_PACKAGES.format("api")))
        add(f"{tool}: omit=dev", tool, npm, docker(top, "npm ci --omit=dev"))
        add(f"{tool}: NODE_ENV", tool, npm, docker(top, "npm ci", env="ENV NODE_ENV=production"))
        add(f"{tool}: prune", tool, npm, docker(top, "npm ci", after="RUN npm prune --omit=dev", service="web"))
        add(f"{tool}: -w", tool, npm, docker(top, "npm ci -w apps/api"))
        add(f"{tool}: -w by name, omit=dev", tool, npm, docker(top, "npm ci --omit=dev --workspace=@acme/web", service="web"))
        add(f"{tool}: -w with the root", tool, npm, docker(top, "npm ci -w @acme/web --include-workspace-root", service="web"))
        add(f"{tool}: install", tool, npm, docker(top, "npm install --omit=optional"))
        add(f"{tool}: install without a lockfile", tool, npm, docker("package.json", "npm install"))
        add(f"{tool}: nested strategy", tool, npm, docker(top, "npm ci --install-strategy=nested"))
        add(f"{tool}: linked strategy", tool, npm, docker(top, "npm ci --install-strategy=linked"))
        add(f"{tool}: legacy bundling", tool, npm, docker(top + " .npmrc", "npm ci"), **{".npmrc": "install-strategy=nested\n"})
        add(f"{tool}: two installs", tool, npm, docker(top, "npm ci", after="RUN rm -rf node_modules && npm ci --omit=dev", service="web"))
        add(f"{tool}: omit=dev over all", tool, npm, docker(top, "npm ci", after="RUN npm install --omit=dev", service="web"))
        add(f"{tool}: some manifests only", tool, npm, docker(top, "npm ci --omit=dev").replace("COPY apps/web/package.json apps/web/\n", ""))
    tool, yarn = "yarn@1", repo("yarn")
    top = "package.json yarn.lock"
    hoist = repo("yarn", root={"workspaces": {"packages": ["apps/*", "packages/*"], "nohoist": ["**/acorn", "**/acorn/**"]}})
    add("yarn@1: install", tool, yarn, docker(top, "yarn install --frozen-lockfile"))
    add("yarn@1: root's modules alone", tool, yarn, docker(top, "yarn install --frozen-lockfile", ship=ROOT_ONLY.format("web"), service="web"))
    add("yarn@1: production", tool, yarn, docker(top, "yarn install --frozen-lockfile --production"))
    add("yarn@1: production over all", tool, yarn, docker(top, "yarn --frozen-lockfile", after="RUN yarn install --production --ignore-scripts --prefer-offline", service="web"))
    add("yarn@1: NODE_ENV", tool, yarn, docker(top, "yarn", env="ENV NODE_ENV=production"))
    add("yarn@1: NODE_ENV, production=false", tool, yarn, docker(top, "yarn install --production=false", env="ENV NODE_ENV=production"))
    add("yarn@1: nohoist", tool, hoist, docker(top, "yarn install --frozen-lockfile"))
    add("yarn@1: nohoist, root's modules alone", tool, hoist, docker(top, "yarn install --frozen-lockfile", ship=ROOT_ONLY.format("api")))
    add("yarn@1: ignore-optional", tool, yarn, docker(top, "yarn install --ignore-optional"))
    add("yarn@1: some manifests only", tool, yarn, docker(top, "yarn install --production").replace("COPY apps/web/package.json apps/web/\n", ""))
    add("yarn@1: workspace of one", tool, repo("yarn", drop=("apps/web",)), docker(top, "cd apps/api && yarn install --production").replace("COPY apps/web/package.json apps/web/\n", ""))
    tool, berry = "yarn@4", repo("yarn", "workspace:^")
    top = "package.json yarn.lock .yarnrc.yml"
    modules = {".yarnrc.yml": "nodeLinker: node-modules\n"}
    add("yarn@4: node-modules", tool, berry, docker(top, "yarn install --immutable"), **modules)
    add("yarn@4: root's modules alone", tool, berry, docker(top, "yarn install --immutable", ship=ROOT_ONLY.format("web"), service="web"), **modules)
    add("yarn@4: focus production", tool, berry, docker(top, "yarn workspaces focus @acme/api --production"), **modules)
    add("yarn@4: focus", tool, berry, docker(top, "yarn workspaces focus @acme/web", service="web"), **modules)
    add("yarn@4: focus all production", tool, berry, docker(top, "yarn workspaces focus --all --production"), **modules)
    add("yarn@4: focus over all", tool, berry, docker(top, "yarn install", after="RUN yarn workspaces focus --all --production", service="web"), **modules)
    add("yarn@4: hoisting limits", tool, berry, docker(top, "yarn install --immutable"), **{".yarnrc.yml": "nodeLinker: node-modules\nnmHoistingLimits: workspaces\n"})
    add("yarn@4: pnp", tool, berry, docker(top, "yarn install --immutable").replace('["node"', '["yarn", "node"'), **{".yarnrc.yml": "nodeLinker: pnp\n"})
    for tool in ("pnpm@8", "pnpm@9", "pnpm@10", "pnpm@11"):
        pnpm = repo("pnpm", "workspace:*")
        newer = tool in ("pnpm@10", "pnpm@11")
        top = "package.json pnpm-lock.yaml pnpm-workspace.yaml"
        frozen = "pnpm install --frozen-lockfile"

        def set(**settings):
            if tool != "pnpm@11":
                rc = "".join(f"{k}={v}\n" for k, v in settings.items())
                return {".npmrc": rc.replace("hoist-pattern", "hoist-pattern[]") if "hoist-pattern" in rc else rc}
            camel = {k.split("-")[0] + "".join(w.title() for w in k.split("-")[1:]): v for k, v in settings.items()}
            return {"pnpm-workspace.yaml": pnpm["pnpm-workspace.yaml"] + "".join(f"{k}: {f'[{json.dumps(v)}]' if 'Pattern' in k else v}\n" for k, v in camel.items())}

        def rc(text):
            return text if tool == "pnpm@11" else text + " .npmrc"

        add(f"{tool}: isolated", tool, pnpm, docker(top, frozen))
        add(f"{tool}: like hoisted ones", tool, pnpm, docker(top, frozen, ship=ROOT_ONLY.format("api")))
        add(f"{tool}: as it should be", tool, pnpm, docker(top, frozen, ship=LIKE_PNPM.format("api")))
        add(f"{tool}: prod", tool, pnpm, docker(top, frozen + " --prod"))
        add(f"{tool}: NODE_ENV", tool, pnpm, docker(top, frozen, env="ENV NODE_ENV=production"))
        add(f"{tool}: filter with dependencies", tool, pnpm, docker(top, frozen + " --filter @acme/api..."))
        add(f"{tool}: filter without dependencies", tool, pnpm, docker(top, frozen + " --filter @acme/api"))
        add(f"{tool}: filter prod", tool, pnpm, docker(top, frozen + " --prod --filter=./apps/web...", service="web"))
        add(f"{tool}: filter two", tool, pnpm, docker(top, frozen + " --filter @acme/web... --filter @acme/util", service="web"))
        add(f"{tool}: filter-prod", tool, pnpm, docker(top, frozen + " --filter-prod @acme/core...", service="web"))
        add(f"{tool}: public-hoist-pattern", tool, pnpm, docker(rc(top), frozen, ship=ROOT_ONLY.format("web"), service="web"), **set(**{"public-hoist-pattern": "*semver*"}))
        add(f"{tool}: shamefully-hoist", tool, pnpm, docker(rc(top), frozen, ship=ROOT_ONLY.format("web"), service="web"), **set(**{"shamefully-hoist": "true"}))
        add(f"{tool}: shamefully-hoist on the command line", tool, pnpm, docker(top, frozen + " --shamefully-hoist", ship=ROOT_ONLY.format("api")))
        add(f"{tool}: hoist=false", tool, pnpm, docker(rc(top), frozen), **set(hoist="false"))
        add(f"{tool}: hoisted", tool, pnpm, docker(rc(top), frozen, ship=ROOT_ONLY.format("web"), service="web"), **set(**{"node-linker": "hoisted"}))
        add(f"{tool}: hoisted prod", tool, pnpm, docker(rc(top), frozen + " --prod"), **set(**{"node-linker": "hoisted"}))
        add(f"{tool}: hoisted filter", tool, pnpm, docker(rc(top), frozen + " --filter @acme/web...", service="web"), **set(**{"node-linker": "hoisted"}))
        add(f"{tool}: prune", tool, pnpm, docker(top, frozen, after="RUN pnpm prune --prod"))
        add(f"{tool}: prod over all", tool, pnpm, docker(top, frozen, after="RUN CI=true pnpm install --prod --frozen-lockfile --offline"))
        add(f"{tool}: fetch", tool, pnpm, docker(top, "pnpm fetch", after="RUN pnpm install -r --offline --frozen-lockfile").replace(MANIFESTS + "\n", ""))
        add(f"{tool}: dedupe-direct-deps", tool, pnpm, docker(rc(top), frozen), **set(**{"dedupe-direct-deps": "true"}))
        add(f"{tool}: without .npmrc", tool, pnpm, docker(top, frozen, ship=ROOT_ONLY.format("web"), service="web"), **({} if tool == "pnpm@11" else set(**{"shamefully-hoist": "true"})))
        legacy = " --legacy" if newer else ""
        deploy = "RUN pnpm --filter @acme/{0} --prod{1} deploy /prod"
        plain = dict(ship=DEPLOYED)
        add(f"{tool}: deploy", tool, pnpm, docker(top, frozen, after=deploy.format("api", legacy), **plain).replace("WORKDIR /app/apps/api", "WORKDIR /app"))
        add(f"{tool}: deploy all", tool, pnpm, docker(top, frozen, after=deploy.format("web", legacy).replace(" --prod", ""), **plain).replace("WORKDIR /app/apps/api", "WORKDIR /app"))
        if newer:
            add(f"{tool}: deploy without injecting", tool, pnpm, docker(top, frozen, after=deploy.format("api", ""), **plain).replace("WORKDIR /app/apps/api", "WORKDIR /app"))
            inject = {**pnpm, "pnpm-workspace.yaml": pnpm["pnpm-workspace.yaml"] + "injectWorkspacePackages: true\n"}
            add(f"{tool}: inject", tool, inject, docker(top, frozen))
            add(f"{tool}: deploy injected", tool, inject, docker(top, frozen, after=deploy.format("api", ""), **plain).replace("WORKDIR /app/apps/api", "WORKDIR /app"))
            add(f"{tool}: deploy injected, all", tool, inject, docker(top, frozen, after=deploy.format("web", "").replace(" --prod", ""), **plain).replace("WORKDIR /app/apps/api", "WORKDIR /app"))
    tool, bun = "bun@1", repo("bun", "workspace:*")
    top = "package.json bun.lock"
    add("bun@1: install", tool, bun, docker(top, "bun install --frozen-lockfile"))
    add("bun@1: hoisted", tool, bun, docker(top, "bun install --frozen-lockfile --linker hoisted"))
    add("bun@1: hoisted, root's modules alone", tool, bun, docker(top, "bun install --frozen-lockfile --linker=hoisted", ship=ROOT_ONLY.format("web"), service="web"))
    add("bun@1: isolated", tool, bun, docker(top, "bun install --frozen-lockfile --linker isolated"))
    add("bun@1: isolated by bunfig", tool, bun, docker(top + " bunfig.toml", "bun install"), **{"bunfig.toml": '[install]\nlinker = "isolated"\n'})
    add("bun@1: production", tool, bun, docker(top, "bun install --frozen-lockfile --production"))
    add("bun@1: hoisted production", tool, bun, docker(top, "bun install --production --linker hoisted"))
    add("bun@1: filter", tool, bun, docker(top, "bun install --filter @acme/api"))
    add("bun@1: hoisted filter", tool, bun, docker(top, "bun install --filter @acme/web --linker hoisted", service="web"))
    add("bun@1: production over all", tool, bun, docker(top, "bun install", after="RUN bun install --production", service="web"))
    return all
