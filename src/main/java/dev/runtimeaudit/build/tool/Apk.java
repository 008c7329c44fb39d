package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Packages;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code apk} (apk(8)). Its package table is not measured: a command that it lists is there; that another is not, is said only
 * after packages that are known to bring a library or a single command and to depend on nothing but libraries.
 *
 * <p>It is one class although it is long: half of its lines are tables of packages.
 */
final class Apk implements Launcher {

    private static final List<String> MONITORS = List.of(
            "hugetop", "pidof", "pidwait", "pmap", "pwdx", "skill", "slabtop", "snice", "sysctl", "tload", "uptime",
            "vmstat", "w", "watch");

    private static final List<String> DIRECTORIES = List.of("/bin", "/sbin", "/usr/bin", "/usr/sbin");

    /** What lets programs that need glibc run. */
    private static final Set<String> COMPATIBLE = Set.of("gcompat", "libc6-compat");

    private static final Set<String> SINGLE = Set.of(
            "bash",
            "ca-certificates",
            "curl",
            "dumb-init",
            "findutils",
            "gcompat",
            "gettext-envsubst",
            "gosu",
            "grep",
            "gzip",
            "icu-data-full",
            "icu-libs",
            "jq",
            "krb5-libs",
            "less",
            "libc-dev",
            "libc6-compat",
            "libgcc",
            "libstdc++",
            "linux-headers",
            "make",
            "musl-dev",
            "nano",
            "netcat-openbsd",
            "nodejs",
            "nodejs-current",
            "nss",
            "openssl",
            "patch",
            "pnpm",
            "procps",
            "procps-ng",
            "rsync",
            "sed",
            "socat",
            "su-exec",
            "sudo",
            "supercronic",
            "tar",
            "tini",
            "tini-static",
            "ttf-freefont",
            "tzdata",
            "unzip",
            "vips",
            "wget",
            "xz",
            "zip",
            "zlib",
            "zstd",
            "npm",
            "yarn",
            "font-noto",
            "mailcap",
            "musl-locales",
            "uuidgen");

    /**
     * What some of them bring besides, in one release or another (aports: their APKBUILDs, what they depend on and what they
     * install): it may be there, too.
     */
    private static final Map<String, List<String>> ALSO = Map.ofEntries(
            Map.entry("bash", List.of("bashbug")),
            Map.entry("curl", List.of("update-ca-certificates", "c_rehash", "curl-config")),
            Map.entry("findutils", List.of("locate", "updatedb")),
            Map.entry("font-noto", List.of("fc-cache", "fc-list", "fc-match", "mkfontscale", "mkfontdir")),
            Map.entry("grep", List.of("egrep", "fgrep")),
            Map.entry("gzip", List.of("gunzip", "zcat", "zcmp", "zdiff", "zgrep", "zless", "zmore", "gzexe", "znew")),
            Map.entry("less", List.of("lessecho", "lesskey")),
            Map.entry("nano", List.of("rnano")),
            Map.entry("nodejs", List.of("update-ca-certificates", "c_rehash", "corepack", "npm", "npx")),
            Map.entry("nodejs-current", List.of("update-ca-certificates", "c_rehash", "corepack", "npm", "npx")),
            Map.entry("npm", List.of("nodejs", "node-gyp", "corepack", "update-ca-certificates", "c_rehash")),
            Map.entry(
                    "nss",
                    List.of("certutil", "cmsutil", "crlutil", "modutil", "pk12util", "signtool", "signver", "ssltap")),
            Map.entry("openssl", List.of("c_rehash")),
            Map.entry("pnpm", List.of("nodejs", "corepack", "update-ca-certificates", "c_rehash")),
            Map.entry("procps", MONITORS),
            Map.entry("procps-ng", MONITORS),
            Map.entry("rsync", List.of("rsync-ssl")),
            Map.entry(
                    "socat", List.of("procan", "filan", "socat1", "socat-broker.sh", "socat-chain.sh", "socat-mux.sh")),
            Map.entry(
                    "sudo", List.of("sudoedit", "sudoreplay", "cvtsudoers", "visudo", "sudo_logsrvd", "sudo_sendlog")),
            Map.entry("tar", List.of("rmt")),
            Map.entry("ttf-freefont", List.of("fc-cache", "fc-list", "fc-match", "mkfontscale", "mkfontdir")),
            Map.entry("tzdata", List.of("zic", "zdump", "posixtz")),
            Map.entry("unzip", List.of("funzip", "unzipsfx", "zipgrep", "zipinfo")),
            Map.entry("vips", List.of("vips", "vipsedit", "vipsheader", "vipsthumbnail")),
            Map.entry(
                    "xz",
                    List.of(
                            "lzcat",
                            "lzcmp",
                            "lzdiff",
                            "lzgrep",
                            "lzless",
                            "lzma",
                            "lzmadec",
                            "lzmainfo",
                            "lzmore",
                            "unlzma",
                            "unxz",
                            "xzcat",
                            "xzcmp",
                            "xzdec",
                            "xzdiff",
                            "xzgrep",
                            "xzless",
                            "xzmore")),
            Map.entry("yarn", List.of("nodejs", "corepack", "update-ca-certificates", "c_rehash")),
            Map.entry("zip", List.of("zipcloak", "zipnote", "zipsplit")),
            Map.entry("zstd", List.of("pzstd", "unzstd", "zstdcat", "zstdgrep", "zstdless", "zstdmt")));

    /** The packages that were asked for by name (apk-world(5)). */
    private static final String WORLD = "world";

    private static final Set<String> VALUES = Set.of(
            "repository",
            "virtual",
            "arch",
            "root",
            "keys-dir",
            "cache-dir",
            "repositories-file",
            "wait",
            "progress-fd",
            "timeout");

    private final Knowledge knowledge;

    Apk(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(call.arguments(), "Xtp", VALUES);
        List<String> operands = line.texts();
        String command = operands.isEmpty() ? "" : operands.get(0);
        Optional<String> architecture = job.machine().processor().alpine();
        boolean asks = line.flags().equals(Set.of("print-arch")) && operands.isEmpty() && !line.unclear();
        if (asks && architecture.isPresent()) {
            return job.ends(Value.of(architecture.get() + "\n"));
        }
        List<String> names = new ArrayList<>();
        for (String operand : operands.subList(Math.min(1, operands.size()), operands.size())) {
            names.add(name(operand));
        }
        boolean locks = Set.of("add", "del", "fix", "update", "upgrade").contains(command)
                && !line.has("usermode", "simulate", "s")
                && line.value("p", "root").isEmpty();
        if (locks && Unwritable.apk(job)) {
            return job.ends();
        }
        Packages packages = knowledge.packages("alpine");
        switch (command) {
            case "add" -> add(job, packages, names, line);
            case "del" -> remove(job, packages, names);
            case "upgrade",
                    "update",
                    "fix",
                    "cache",
                    "info",
                    "search",
                    "policy",
                    "version",
                    "index",
                    "fetch",
                    "audit" -> {}
            default -> job.doubts(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        return job.unknown(Reason.DOWNLOADED);
    }

    /** A package without its version or repository: {@code curl=8.1}, {@code curl@edge}, {@code curl~8}. */
    private static String name(String text) {
        int end = text.length();
        for (char c : "=<>~@".toCharArray()) {
            int at = text.indexOf(c);
            end = at > 0 ? Math.min(end, at) : end;
        }
        return text.substring(0, end);
    }

    private static void add(Job job, Packages packages, List<String> names, Line line) {
        boolean more = line.unclear();
        for (String name : names) {
            Optional<Packages.Bundle> bundle = packages.find(name);
            bundle.ifPresent(b -> Installing.add(job, b));
            ALSO.getOrDefault(name, List.of()).forEach(command -> maybe(job, command));
            if (COMPATIBLE.contains(name)) {
                Installing.loader(job);
            }
            more |= bundle.isEmpty() || !SINGLE.contains(name);
        }
        if (more) {
            List<String> all = new ArrayList<>(names);
            all.removeIf(name -> SINGLE.contains(name) && packages.find(name).isPresent());
            if (line.unclear()) {
                all.addAll(List.of("pnpm", "bun"));
            }
            Installing.open(job, all);
        }
        // What a virtual package stands for, and what was asked for by name, is kept in apk's own database; del asks
        // for it again.
        String asked = line.text("t", "virtual").orElse(WORLD);
        List<String> members = new ArrayList<>(asked.equals(WORLD) ? recorded(job, WORLD) : List.of());
        members.addAll(names);
        record(job, asked, members);
    }

    private static void maybe(Job job, String command) {
        for (String directory : DIRECTORIES) {
            ImagePath path = ImagePath.of(directory).child(command);
            if (job.files().follow(path) instanceof Fact.Absent<Located>) {
                job.files(job.files().perhaps(path, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
            }
        }
    }

    private static ImagePath record(String name) {
        return ImagePath.of("/lib/apk/db").child(name.replace('/', '_'));
    }

    private static void record(Job job, String name, List<String> members) {
        SourceFile text = new SourceFile(
                job.call().at().path(),
                String.join(" ", members),
                job.call().at().line());
        job.files(job.files().with(record(name), new Node.File(job.made(0644), new Content.Written(text))));
    }

    private static List<String> recorded(Job job, String name) {
        return job.files().follow(record(name)) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File file
                        && file.content().text() instanceof Fact.Present<SourceFile> members
                ? Stream.of(members.value().text().split(" "))
                        .filter(member -> !member.isEmpty())
                        .toList()
                : List.of();
    }

    /**
     * {@code del} takes away what it names, or what a virtual package of that name stands for; what was asked for by its own name as well
     * stays, and what another package needs.
     */
    private static void remove(Job job, Packages packages, List<String> names) {
        List<String> world = new ArrayList<>(recorded(job, WORLD));
        world.removeAll(names);
        if (!recorded(job, WORLD).isEmpty()) {
            record(job, WORLD, world);
        }
        boolean alone = SINGLE.containsAll(world);
        for (String name : names) {
            List<String> members = recorded(job, name);
            for (String member : members.isEmpty() ? List.of(name) : members) {
                if (!world.contains(member)) {
                    packages.find(member).ifPresent(b -> Installing.remove(job, alone ? member : "", b));
                }
            }
        }
    }
}
