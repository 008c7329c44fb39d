package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code cargo build} leaves the binaries of a package in its target directory, {@code cargo install} in its bin directory (The
 * Cargo Book, "cargo build", "Cargo Targets" and "Build cache"). Which binaries those are, its Cargo.toml says. Everything else,
 * and a workspace of several packages, may make anything below the current directory.
 */
final class Cargo implements Launcher {

    private static final Set<String> VALUES = Set.of(
            "bin",
            "bins",
            "package",
            "features",
            "target",
            "target-dir",
            "manifest-path",
            "profile",
            "path",
            "root",
            "jobs",
            "color",
            "config",
            "message-format",
            "example",
            "git",
            "branch",
            "tag",
            "rev",
            "version",
            "registry",
            "index");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        // "+nightly" chooses a toolchain.
        List<Arg> words = call.arguments().stream()
                .filter(word -> !word.shown().startsWith("+"))
                .toList();
        Line line = Line.of(words, "jpFZC", VALUES);
        List<String> operands = line.texts();
        String command = operands.isEmpty() ? "" : operands.get(0);
        Machine before = job.machine();
        job.machine(Effects.of("rustc", words, before, Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        boolean builds = command.equals("build") || command.equals("b");
        if (!line.unclear() && builds) {
            build(job, line);
        } else if (command.equals("install")) {
            install(job, line, operands);
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    private static void build(Job job, Line line) {
        ImagePath here = line.text("manifest-path")
                .map(path -> job.path(path).parent())
                .orElse(job.machine().directory());
        Optional<Linkage> linkage = linkage(job, line, here);
        boolean whole =
                line.value("p", "package").isPresent() || line.has("workspace", "all", "lib", "examples", "tests");
        if (linkage.isEmpty() || whole || line.value("config").isPresent()) {
            return;
        }
        Set<String> names = line.text("bin").<Set<String>>map(Set::of).orElseGet(() -> binaries(job, here));
        ImagePath target = line.text("target-dir")
                .or(() -> variable(job, "CARGO_TARGET_DIR"))
                .map(job::path)
                .orElse(here.child("target"));
        String profile = line.text("profile").orElse(line.has("release", "r") ? "release" : "debug");
        ImagePath into =
                line.text("target").map(target::child).orElse(target).child(profile.equals("dev") ? "debug" : profile);
        for (String name : names) {
            put(job, into.child(name), linkage.get());
        }
    }

    private static void install(Job job, Line line, List<String> operands) {
        ImagePath root = line.text("root")
                .or(() -> variable(job, "CARGO_INSTALL_ROOT"))
                .or(() -> variable(job, "CARGO_HOME"))
                .map(job::path)
                .orElse(ImagePath.of("/root/.cargo"));
        Optional<String> path = line.text("path");
        FileSystem there = Effects.openNames(
                job.files().mkdirs(root.child("bin"), job.made(0755)),
                root.child("bin"),
                Reason.BUILD_OUTPUT_NOT_MODELLED,
                job.evidence());
        job.files(there);
        if (!line.unclear()
                && path.isPresent()
                && operands.size() == 1
                && line.value("bin").isEmpty()) {
            ImagePath here = job.path(path.get());
            Optional<Linkage> linkage = linkage(job, line, here);
            binaries(job, here)
                    .forEach(name ->
                            linkage.ifPresent(l -> put(job, root.child("bin").child(name), l)));
        }
    }

    private static void put(Job job, ImagePath path, Linkage linkage) {
        job.files(job.files().with(path, new Node.File(job.made(0755), new Program(Go.COMPILED, "", linkage))));
    }

    /** What the binaries need to be loaded; empty where a configuration decides where they go. */
    private static Optional<Linkage> linkage(Job job, Line line, ImagePath here) {
        boolean configured = variable(job, "CARGO_BUILD_TARGET").isPresent();
        for (ImagePath at = here; ; at = at.parent()) {
            configured |= job.files().at(at.resolve(".cargo/config.toml")) instanceof Fact.Present<Located>
                    || job.files().at(at.resolve(".cargo/config")) instanceof Fact.Present<Located>;
            if (at.isRoot()) {
                break;
            }
        }
        if (configured) {
            return Optional.empty();
        }
        // Of the images that are known none sets it.
        Fact<String> set = job.machine().environment().get("RUSTFLAGS");
        boolean flags = set instanceof Fact.Present<String>
                || set instanceof Fact.Unknown<String> unknown && unknown.reason() != Reason.BASE_IMAGE_PARTLY_KNOWN;
        String target = line.text("target").orElse("");
        if (flags || target.isEmpty() && job.machine().libc() != Linkage.GLIBC) {
            return Optional.of(Linkage.UNKNOWN);
        }
        // musl targets are linked statically unless somebody says otherwise (The rustc book, "crt-static").
        return Optional.of(
                target.isEmpty() || target.equals("x86_64-unknown-linux-gnu") ? Linkage.GLIBC : Linkage.UNKNOWN);
    }

    private static Optional<String> variable(Job job, String name) {
        return job.machine().environment().get(name) instanceof Fact.Present<String> set
                        && !set.value().isEmpty()
                ? Optional.of(set.value())
                : Optional.empty();
    }

    /** The binaries of the package in a directory; none where it is not one package that can be read. */
    private static Set<String> binaries(Job job, ImagePath here) {
        Optional<String> text = text(job, here.child("Cargo.toml"));
        if (text.isEmpty()) {
            return Set.of();
        }
        Set<String> names = new TreeSet<>();
        Optional<String> pack = Optional.empty();
        boolean discovers = true;
        String section = "";
        for (String raw : text.get().lines().toList()) {
            String line = raw.strip();
            if (line.startsWith("[")) {
                section = line;
                continue;
            }
            int equals = line.indexOf('=');
            String key = equals < 0 ? "" : line.substring(0, equals).strip();
            String value = equals < 0 ? "" : line.substring(equals + 1).strip();
            if (section.equals("[package]") && key.equals("name")) {
                pack = quoted(value);
            } else if (section.equals("[[bin]]") && key.equals("name")) {
                quoted(value).ifPresent(names::add);
            } else if (section.equals("[package]") && key.equals("autobins") && value.startsWith("false")) {
                discovers = false;
            } else if (section.equals("[[bin]]") && key.equals("required-features")) {
                return Set.of();
            }
        }
        if (pack.isPresent() && discovers) {
            List<String> found = new ArrayList<>();
            boolean declared = !names.isEmpty();
            if (!declared && job.files().follow(here.resolve("src/main.rs")) instanceof Fact.Present<Located>) {
                found.add(pack.get());
            }
            if (job.files().follow(here.resolve("src/bin")) instanceof Fact.Present<Located> bin
                    && bin.value().node() instanceof Node.Directory directory) {
                directory.children().forEach((name, slot) -> {
                    if (slot instanceof Node.Slot.Here && name.endsWith(".rs")) {
                        found.add(name.substring(0, name.length() - ".rs".length()));
                    }
                });
            }
            names.addAll(found);
        }
        return pack.isPresent() ? names : Set.of();
    }

    private static Optional<String> quoted(String value) {
        boolean quotes = value.length() > 2 && (value.charAt(0) == '"' || value.charAt(0) == '\'');
        int end = quotes ? value.indexOf(value.charAt(0), 1) : -1;
        return end > 1 ? Optional.of(value.substring(1, end)) : Optional.empty();
    }

    private static Optional<String> text(Job job, ImagePath path) {
        return job.files().follow(path) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File file
                        && file.content().likely().text() instanceof Fact.Present<SourceFile> text
                ? Optional.of(text.value().text())
                : Optional.empty();
    }
}
