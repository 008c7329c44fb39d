"""A registry of small made-up packages on this machine, so that random monorepos need no network: packuments and archives."""
import base64, hashlib, http.server, io, json, random, tarfile, threading, urllib.parse


def archive(manifest):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        files = {"package.json": json.dumps(manifest), "index.js": f"module.exports = {json.dumps(manifest['name'] + '@' + manifest['version'])};\n"}
        for path in set((manifest.get("bin") or {}).values()):
            files[path] = "#!/usr/bin/env node\n"
        for path, text in files.items():
            info = tarfile.TarInfo("package/" + path)
            info.size, info.mode = len(text), 0o755 if path.endswith("cli.js") else 0o644
            tar.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


class Registry:
    """@param packages name: {version: manifest}"""

    def __init__(self, packages):
        self.packages, self.archives = packages, {}
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                body, kind = outer.answer(urllib.parse.unquote(self.path))
                self.send_response(200 if body else 404)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def file(self, name, version):
        key = name, version
        if key not in self.archives:
            self.archives[key] = archive(self.packages[name][version])
        return self.archives[key]

    def answer(self, path):
        path = path.split("?")[0].strip("/")
        if "/-/" in path:
            name, file = path.split("/-/")
            version = file[len(name.split("/")[-1]) + 1:-4]
            known = version in self.packages.get(name, {})
            return (self.file(name, version), "application/octet-stream") if known else (b"", "text/plain")
        if path not in self.packages:
            return b"", "text/plain"
        versions = {}
        for version, manifest in self.packages[path].items():
            data = self.file(path, version)
            versions[version] = {**manifest, "dist": {
                "tarball": f"{self.url}{path}/-/{path.split('/')[-1]}-{version}.tgz",
                "shasum": hashlib.sha1(data).hexdigest(),
                "integrity": "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()}}
        latest = list(self.packages[path])[-1]
        return json.dumps({"name": path, "dist-tags": {"latest": latest}, "versions": versions,
                           "time": {v: "2020-01-01T00:00:00.000Z" for v in versions}}).encode(), "application/json"


NAMES = ["ant", "bee", "cat", "dog", "elk", "@far/fox", "gnu", "hen", "@far/ibis", "jay", "koi", "lark", "mole", "@near/newt", "owl"]


def ranges(generator, versions):
    version = generator.choice(list(versions))
    return generator.choice([version, "^" + version, "~" + version, "*" if generator.random() < 0.2 else version])


def demote(manifest, made):
    """What is only for some platforms is asked for as something that may be missing."""
    for group in ("dependencies", "devDependencies"):
        for n in [n for n in manifest.get(group, {}) if n in made and any("os" in m or "cpu" in m for m in made[n].values())]:
            manifest.setdefault("optionalDependencies", {})[n] = manifest[group].pop(n)


def packages(seed):
    """Packages that ask for others further up the list, in two or three versions each; some only for other platforms."""
    generator, made = random.Random(seed), {}
    for i, name in enumerate(NAMES):
        made[name] = {}
        for version in ["1.0.0", "1.1.0", "2.0.0", "3.0.0"][:generator.randint(1, 4)]:
            manifest = {"name": name, "version": version, "main": "index.js"}
            for group, chance in (("dependencies", 0.25), ("optionalDependencies", 0.05), ("peerDependencies", 0.06)):
                asked = {n: ranges(generator, made[n]) for n in NAMES[:i] if generator.random() < chance}
                if group == "peerDependencies":
                    asked = {n: generator.choice(["*", ">=1.0.0", r]) for n, r in asked.items()}
                if asked:
                    manifest[group] = asked
            if "peerDependencies" in manifest and generator.random() < 0.4:
                manifest["peerDependenciesMeta"] = {n: {"optional": True} for n in manifest["peerDependencies"]}
            if generator.random() < 0.3:
                manifest["bin"] = {name.split("/")[-1]: "cli.js"} if generator.random() < 0.7 else {"shared": "cli.js", name.split("/")[-1] + "-x": "cli.js"}
            if name in ("koi", "lark") and generator.random() < 0.7:
                manifest["os"] = [generator.choice(["win32", "darwin", "linux"])]
            if name == "ant" and generator.random() < 0.3:
                manifest["cpu"] = [generator.choice(["arm64", "x64"])]
            made[name][version] = manifest
    for versions in made.values():
        for manifest in versions.values():
            demote(manifest, made)
    return made
