"""Which packages bring types of their own, and since which release: asks the registry through npm.

    measure.py --into src/main/resources/dev/runtimeaudit/exec/node/typed.txt [--only NAME...]

For each of the packages below, all releases (without those before a release) are asked for what their manifests say of types. A line
says from which release on (and, where a later one does not, up to which) every one names a file of types, as the compiler looks for it with
`moduleResolution: node`. The archives of the first and the newest of these releases must hold that file. Where manifests say nothing, types lie
beside the main file of the first and the last of these releases of each major. Of a part of a package (`NAME/lib`) types lie where it says. What
needs `@types/NAME` has no line, nor has what only says so in `exports`."""
import argparse, concurrent.futures, functools, json, re, subprocess, sys, time

NAMES = """
@fastify/cors @nestjs/common @nestjs/config @nestjs/core @nestjs/jwt @nestjs/platform-express @nestjs/swagger @nestjs/typeorm
@prisma/client @sentry/node @supercharge/request-ip axios axios-rate-limit better-sqlite3 bullmq chalk class-transformer class-validator
commander connect-redis connect-typeorm connect-typeorm/out date-fns dayjs discord.js dns-caching dotenv drizzle-orm envalid express
express-openapi-validator express-rate-limit express-validator fastify googleapis gravatar-url graphql handlebars helmet hono
http-proxy-agent http-proxy-middleware https-proxy-agent ioredis joi jose knex kysely mongodb mongoose mqtt mysql2 nanoid next
node-cache node-cron openai openpgp pg-boss pino postgres prom-client redis reflect-metadata rxjs sequelize sharp socket.io stripe
telegraf typeorm undici uuid winston winston-daily-rotate-file yaml zod @dr.pogodin/csurf
""".split()


def npm(*words):
    for _ in range(3):
        done = subprocess.run(["npm", *words, "--json"], capture_output=True, text=True)
        if done.returncode == 0 and done.stdout.strip():
            return json.loads(done.stdout)
        time.sleep(2)
    return None


def number(version):
    return tuple(int(part) for part in version.split("+")[0].split("."))


def releases(name):
    """Manifests, the oldest first."""
    found = npm("view", name + "@>=0.0.0", "name", "version", "types", "typings", "main", "typesVersions")
    found = found if isinstance(found, list) else [found] if found else []
    plain = [each for each in found if re.fullmatch(r"\d+\.\d+\.\d+", each.get("version", ""))]
    return sorted(plain, key=lambda each: number(each["version"]))


def of_field(manifest):
    named = manifest.get("types") or manifest.get("typings")
    return named if isinstance(named, str) and named and not manifest.get("typesVersions") else None


def runs(manifests):
    """Releases one behind the other that all say which file, each with the first one behind them that does not."""
    all, last = [], []
    for manifest in manifests:
        if of_field(manifest):
            last.append(manifest)
        elif last:
            all.append((last, manifest))
            last = []
    return all + ([(last, None)] if last else [])


@functools.cache
def archived(spec):
    answer = npm("pack", spec, "--dry-run", "--ignore-scripts")
    if isinstance(answer, dict):
        answer = list(answer.values())
    return {file["path"] for file in answer[0]["files"]} if answer else set()


def holds(manifest, named):
    plain = re.sub(r"^\./", "", named).rstrip("/")
    names = (plain, plain + ".d.ts", plain + "/index.d.ts")
    there = archived(f"{manifest['name']}@{manifest['version']}")
    return any(name in there and re.search(r"\.d\.[cm]?ts$", name) for name in names)


def beside(manifest):
    """Where nothing is said, the compiler looks beside the main file, or in the directory that it is."""
    main = re.sub(r"^\./", "", manifest.get("main") or "index.js")
    return re.sub(r"\.js$", "", main)


def since(manifests):
    """All that is known: `1.2.0`, or `1.2.0<4.0.0` where a later release says nothing any more; of several the longest."""
    told = sorted(runs(manifests), key=lambda run: len(run[0]))
    if not told:
        return earlier(manifests, None)
    last, behind = told[-1]
    if not holds(last[-1], of_field(last[-1])):
        return "-"
    # Some manifests name a file that was forgotten.
    first = next((each["version"] for each in last if holds(each, of_field(each))), "-")
    if first == last[0]["version"]:
        first = earlier(manifests, first)
    return first if first == "-" or not behind else f"{first}<{behind['version']}"


def earlier(manifests, first):
    """The first release of the earliest major from which on, up to a release, all that say nothing have types beside the main file."""
    before = [each for each in manifests if first is None or number(each["version"]) < number(first)]
    majors = {}
    for manifest in before:
        majors.setdefault(number(manifest["version"])[0], []).append(manifest)
    found = first or "-"
    for major in sorted(majors, reverse=True):
        some = majors[major]
        silent = not any(of_field(each) for each in some)
        if not silent or not all(holds(each, beside(each)) for each in (some[0], some[-1])):
            break
        found = some[0]["version"]
    return found


def line(name):
    parts = name.split("/")
    package = "/".join(parts[: 2 if name.startswith("@") else 1])
    manifests = releases(package)
    if package != name:
        part = name[len(package) + 1 :]
        for each in manifests:
            each["main"] = part
            each.pop("types", None), each.pop("typings", None)
    if not manifests:
        print(f"{name}: no answer", file=sys.stderr)
        return None
    first = since(manifests)
    return f"{name} {first} {manifests[-1]['version']}" if first != "-" else None


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--into", required=True)
    arguments.add_argument("--only", nargs="*")
    given = arguments.parse_args()
    names = given.only or sorted(set(NAMES))
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        lines = [each for each in pool.map(line, names) if each]
    today = time.strftime("%-d %B %Y", time.gmtime())
    head = [
        "# Packages that bring types of their own, as the compiler looks for them where `exports` does not count. Each line: what is imported, the",
        "# release from which on every one has them (1.2.0<4.0.0: up to the second one), and the newest release that was asked. Written by",
        f"# src/bench/types/measure.py, {today}, {len(names)} packages asked.",
    ]
    with open(given.into, "w") as out:
        out.write("\n".join(head + sorted(lines)) + "\n")


if __name__ == "__main__":
    main()
