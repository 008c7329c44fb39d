"""Monorepos made up at random: packages that ask for each other and for those of registry.py, a manager with random options, and
stages that take along what they take along."""
import json, random

import registry

DIRECTORIES = ["apps/api", "apps/web", "packages/core", "packages/util"]

TOOLS = ["npm@9", "npm@10", "npm@11", "yarn@1", "yarn@4", "pnpm@8", "pnpm@9", "pnpm@10", "pnpm@11", "bun@1"]

LOCKS = {"npm": "package-lock.json", "pnpm": "pnpm-lock.yaml pnpm-workspace.yaml", "yarn": "yarn.lock", "bun": "bun.lock"}


def asked(generator, made, chance):
    return {n: registry.ranges(generator, made[n]) for n in registry.NAMES if generator.random() < chance}


def install(generator, tool, service):
    """@return the command of the build stage, one that may come behind it, and settings"""
    pick, manager = generator.choice, tool.split("@")[0]
    if manager == "npm":
        return pick(["npm ci", "npm ci", "npm ci --omit=dev", "npm ci --production", f"npm ci -w {service}", f"npm ci --omit=dev -w {service}", "npm install",
                     "npm ci --omit=optional", "npm ci --omit=peer", "npm ci --legacy-peer-deps", f"npm ci -w {service} --include-workspace-root", "npm ci --omit=dev --omit=optional",
                     "npm ci --install-strategy=nested"]), \
            pick(["", "", "npm prune --omit=dev", "npm prune --production", "npm ci --omit=dev", "npm install --omit=dev", f"npm prune --omit=dev -w {service}"]), {}
    if tool == "yarn@1":
        return pick(["yarn install --frozen-lockfile", "yarn", "yarn install --production", "yarn --prod --frozen-lockfile", "yarn install --ignore-optional",
                     f"yarn workspaces info && yarn --pure-lockfile"]), pick(["", "", "yarn install --production --ignore-scripts"]), {}
    if manager == "yarn":
        rc = "nodeLinker: node-modules\n" + pick(["", "", "", "nmHoistingLimits: workspaces\n", "nmMode: hardlinks-local\n"])
        return pick(["yarn install --immutable", "yarn", f"yarn workspaces focus {service}", f"yarn workspaces focus {service} --production", "yarn workspaces focus --all --production"]), \
            pick(["", "", "yarn workspaces focus --all --production"]), {".yarnrc.yml": rc}
    if manager == "pnpm":
        first = "pnpm install --frozen-lockfile" + pick(["", "", " --prod", f" --filter {service}...", f" --filter {service}", f" --prod --filter {service}...", " --no-optional",
                                                       " --shamefully-hoist", " --node-linker=hoisted", " --node-linker=hoisted --prod", f" --filter '{service}^...'", " --ignore-scripts",
                                                       " --dev", f" --filter=...{service}", " --filter './packages/**'", f" --filter '!{service}'"])
        legacy = " --legacy" if tool in ("pnpm@10", "pnpm@11") else ""
        then = pick(["", "", "", "pnpm prune --prod", "CI=true pnpm install --prod --frozen-lockfile", f"pnpm --filter {service} --prod{legacy} deploy /prod", f"pnpm --filter {service}{legacy} deploy /prod"])
        settings = pick([{}, {}, {}, {"public-hoist-pattern": "*e*"}, {"shamefully-hoist": "true"}, {"hoist": "false"}, {"node-linker": "hoisted"}, {"auto-install-peers": "false"},
                         {"dedupe-peer-dependents": "false"}, {"hoist-workspace-packages": "false"}, {"link-workspace-packages": "true"}, {"inject-workspace-packages": "true"}])
        return first, then, settings
    return pick(["bun install --frozen-lockfile", "bun install", "bun install --production", "bun install --linker hoisted", "bun install --linker isolated",
                 f"bun install --filter {service}", "bun install --linker hoisted --production", f"bun install --linker hoisted --filter {service}", "bun install --omit=dev", "bun install --linker isolated --production"]), \
        pick(["", "", "bun install --production"]), {}


def monorepo(seed, only=""):
    generator = random.Random(seed)
    tool = generator.choice([t for t in TOOLS if only in t])
    manager, made = tool.split("@")[0], registry.packages(seed)
    own = "*" if manager == "npm" or tool == "yarn@1" else generator.choice(["workspace:*", "workspace:^"])
    top = {"name": "mono", "version": "1.0.0", "private": True}
    directories = [d for d in DIRECTORIES if generator.random() < 0.85] or DIRECTORIES
    files, names = {}, {d: "@acme/" + d.split("/")[1] for d in directories}
    for group, chance in (("dependencies", 0.08), ("devDependencies", 0.15)):
        if generator.random() < 0.7:
            top[group] = asked(generator, made, chance)
    if manager != "pnpm":
        top["workspaces"] = generator.choice([["apps/*", "packages/*"], directories, ["**/core", "apps/*", "packages/util"]]) if manager != "bun" else ["apps/*", "packages/*"]
    else:
        files["pnpm-workspace.yaml"] = "packages:\n  - apps/*\n  - packages/*\n"
    for i, directory in enumerate(directories):
        manifest = {"name": names[directory], "version": "1.0.0", "main": "main.js"}
        for group, chance in (("dependencies", 0.2), ("devDependencies", 0.12), ("optionalDependencies", 0.04), ("peerDependencies", 0.04)):
            found = asked(generator, made, chance)
            if group in ("dependencies", "devDependencies"):
                found |= {names[d]: own for d in directories[i + 1:] if generator.random() < (0.45 if group == "dependencies" else 0.15)}
            if found:
                manifest[group] = found
        if generator.random() < 0.2:
            manifest["bin"] = {directory.split("/")[1]: "cli.js"}
            files[directory + "/cli.js"] = "#!/usr/bin/env node\n"
        for group, others in (("devDependencies", ["dependencies"]), ("optionalDependencies", ["dependencies", "devDependencies"])):
            for n in [n for n in manifest.get(group, {}) if any(n in manifest.get(o, {}) for o in others)]:
                manifest[group].pop(n)
        registry.demote(manifest, made)
        files[directory + "/package.json"] = json.dumps(manifest)
        wanted = [n for g in ("dependencies", "peerDependencies") for n in manifest.get(g, {})]
        files[directory + "/main.js"] = "".join(f"require({json.dumps(n)});\n" for n in wanted)
    registry.demote(top, made)
    service = generator.choice(directories)
    files[service + "/main.js"] += 'require("http").createServer().listen(3000);\n'
    first, then, settings = install(generator, tool, names[service])
    files["package.json"] = json.dumps(top)
    copied = "package.json " + LOCKS[manager]
    for name, text in list(settings.items()):
        if name.startswith("."):
            files[name], copied = text, copied + " " + name
        elif tool == "pnpm@11":
            camel = name.split("-")[0] + "".join(w.title() for w in name.split("-")[1:])
            files["pnpm-workspace.yaml"] += f"{camel}: " + (json.dumps([text]) if "pattern" in name else text) + "\n"
        else:
            files[".npmrc"], copied = f"{name}{'[]' if 'pattern' in name else ''}={text}\n", copied + " .npmrc"
    manifests = [f"COPY {d}/package.json {d}/" for d in directories if d == service or generator.random() < 0.95]
    node_env = "ENV NODE_ENV=production\n" if generator.random() < 0.1 else ""
    ship = generator.choice(["COPY --from=build /app .", "COPY --from=build /app .",
                             "COPY --from=build /app/node_modules ./node_modules\n" + "".join(f"COPY --from=build /app/{d} ./{d}\n" for d in directories if d == service or generator.random() < 0.7)])
    workdir = f"/app/{service}"
    if " deploy " in then:
        ship, workdir = "COPY --from=build /prod .", "/app"
    build = f"COPY {copied} ./\n" + "\n".join(manifests) + f"\nRUN {first}\nCOPY . .\n" if generator.random() < 0.8 else f"COPY . .\nRUN {first}\n"
    files["Dockerfile"] = f"FROM node:20-alpine AS base\nWORKDIR /app\n{node_env}FROM base AS build\n{build}" + (f"RUN {then}\n" if then else "") + \
        f"FROM base\n{ship}\nWORKDIR {workdir}\nCMD [\"node\", \"main.js\"]\n"
    return tool, files, made
