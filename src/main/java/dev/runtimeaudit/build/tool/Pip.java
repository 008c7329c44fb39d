package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.PythonPlace;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code pip install} (pip documentation, "pip install" and "Requirements File Format"): distributions go into the
 * {@code site-packages} of the interpreter whose pip it is, their commands beside that. What is named is there afterwards; what
 * else comes along, its dependencies, is not listed, so that nothing is absent.
 */
final class Pip implements Launcher {

    private static final Set<String> VALUES = Set.of(
            "requirement",
            "constraint",
            "target",
            "prefix",
            "root",
            "index-url",
            "extra-index-url",
            "find-links",
            "trusted-host",
            "cache-dir",
            "timeout",
            "retries",
            "platform",
            "python-version",
            "python",
            "only-binary",
            "no-binary",
            "progress-bar",
            "log",
            "proxy",
            "cert",
            "upgrade-strategy",
            "global-option",
            "config-settings",
            "report",
            "index-strategy",
            "link-mode",
            "compile-bytecode");

    private static final Set<String> LOOKING = Set.of(
            "list", "show", "freeze", "check", "search", "cache", "config", "debug", "help", "index", "hash",
            "inspect");

    /** How deep requirements files are followed. */
    private static final int DEEPEST = 8;

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        return of(job, call.arguments(), PythonPlace.of(call.command().shown(), call.machine()));
    }

    /** The same for {@code python -m pip} and {@code uv pip}. */
    static List<End> of(Job job, List<Arg> words, Optional<PythonPlace> interpreter) {
        Line line = Line.of(words, "rctidf", VALUES);
        List<String> operands = line.texts();
        String command = operands.isEmpty() ? "" : operands.get(0);
        if (LOOKING.contains(command) || operands.isEmpty() && line.values().isEmpty()) {
            return job.unknown(Reason.DOWNLOADED);
        }
        if (!command.equals("install")) {
            // wheel, download, uninstall
            job.machine(Effects.local(job.machine(), Reason.DOWNLOADED, job.evidence()));
            interpreter.ifPresent(place -> opened(job, place));
            return job.unknown(Reason.DOWNLOADED);
        }
        Optional<PythonPlace> place = interpreter.flatMap(own -> own.into(
                line.text("prefix").map(job::path), line.text("t", "target").map(job::path)));
        boolean elsewhere = line.value("root").isPresent()
                || line.has("user")
                || line.value("prefix").isPresent() && line.text("prefix").isEmpty()
                || line.value("t", "target").isPresent()
                        && line.text("t", "target").isEmpty();
        if (place.isEmpty() || elsewhere) {
            job.machine(Effects.anywhere(job.machine(), Reason.DOWNLOADED, job.evidence()));
            return job.unknown(Reason.DOWNLOADED);
        }
        List<String> names = new ArrayList<>();
        boolean project = line.value("e", "editable").isPresent() || line.has("e", "editable");
        for (String operand : operands.subList(1, operands.size())) {
            boolean path = operand.startsWith(".") || operand.startsWith("/") || operand.contains("://");
            project |= path;
            if (!path) {
                names.add(operand);
            }
        }
        for (int i = 0; i + 1 < words.size(); i++) {
            String word = words.get(i).shown();
            if (word.equals("-r") || word.equals("--requirement")) {
                Line.text(words.get(i + 1)).ifPresent(file -> required(job, job.path(file), names, new HashSet<>()));
            } else if (word.startsWith("--requirement=") || word.startsWith("-r") && word.length() > 2) {
                String file = word.startsWith("-r") ? word.substring(2) : word.substring("--requirement=".length());
                required(job, job.path(file), names, new HashSet<>());
            }
        }
        if (project) {
            // A project of the workspace is built where it lies.
            job.machine(Effects.project(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
        installed(job, place.get(), names);
        return job.unknown(Reason.DOWNLOADED);
    }

    /** Puts distributions into an interpreter's place. */
    static void installed(Job job, PythonPlace place, List<String> names) {
        opened(job, place);
        for (String name : names) {
            distribution(name).ifPresent(found -> {
                Distributions.Dist dist = Distributions.of(found);
                for (String module : dist.modules()) {
                    ImagePath at = place.packages().resolve(module);
                    job.files(job.files()
                            .mkdirs(at, job.made(0755))
                            .open(at, Reason.DOWNLOADED, job.evidence())
                            .with(
                                    at.child("__init__.py"),
                                    new Node.File(job.made(0644), new Content.Opaque(Reason.DOWNLOADED))));
                }
                for (String command : dist.commands()) {
                    job.files(job.files()
                            .with(
                                    place.commands().child(command),
                                    new Node.File(job.made(0755), new Program(command, "", Content.Linkage.UNKNOWN))));
                }
            });
        }
    }

    /** Whatever else comes: more distributions, their commands and data, pip's cache. */
    private static void opened(Job job, PythonPlace place) {
        job.files(job.files().mkdirs(place.packages(), job.made(0755)));
        job.files(Effects.open(job.files(), place.packages(), Reason.DOWNLOADED, job.evidence()));
        // No distribution brings an interpreter: where there was none, there is none.
        List<ImagePath> absent = List.of("python", "python3", "python" + place.version()).stream()
                .map(place.commands()::child)
                .filter(path -> job.files().follow(path) instanceof Fact.Absent<Located>)
                .toList();
        // A prefix may be new: what the distributions bring as commands lies there all the same.
        job.files(job.files().mkdirs(place.commands(), job.made(0755)));
        job.files(Effects.openNames(job.files(), place.commands(), Reason.DOWNLOADED, job.evidence()));
        absent.forEach(path -> job.files(job.files().without(path, job.evidence())));
        for (String data : List.of("share", "include", "etc")) {
            ImagePath at = place.prefix().child(data);
            job.files(job.files().perhaps(at, Reason.DOWNLOADED, job.evidence()));
        }
        for (ImagePath cache : List.of(ImagePath.of("/tmp"), ImagePath.of("/root/.cache"))) {
            job.files(Effects.open(job.files(), cache, Reason.DOWNLOADED, job.evidence()));
        }
    }

    /** The names in a requirements file, and in those that it names. */
    private static void required(Job job, ImagePath path, List<String> names, Set<ImagePath> seen) {
        if (seen.size() > DEEPEST
                || !seen.add(path)
                || !(job.files().follow(path) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Node.File file)
                || !(file.content().text() instanceof Fact.Present<SourceFile> text)) {
            return;
        }
        text.value().text().lines().map(String::strip).forEach(line -> {
            if (line.startsWith("-r") || line.startsWith("--requirement")) {
                String other = line.substring(line.startsWith("-r") ? 2 : "--requirement".length());
                String name = other.startsWith("=") ? other.substring(1).strip() : other.strip();
                required(job, path.parent().resolve(name), names, seen);
            } else if (!line.isEmpty() && Character.isLetterOrDigit(line.charAt(0)) && !line.contains("://")) {
                names.add(line);
            } else if (line.contains(" @ ")) {
                names.add(line.substring(0, line.indexOf(" @ ")));
            }
        });
    }

    /** The name of a distribution without extras, version and conditions (PEP 508), as registries compare it (PEP 503). */
    static Optional<String> distribution(String requirement) {
        int end = 0;
        while (end < requirement.length()
                && (Character.isLetterOrDigit(requirement.charAt(end))
                        || "-_.".indexOf(requirement.charAt(end)) >= 0)) {
            end++;
        }
        // What depends on a platform or a version of python may not be installed.
        boolean conditional = requirement.indexOf(';') >= 0;
        String name = requirement
                .substring(0, end)
                .toLowerCase(java.util.Locale.ROOT)
                .replace('_', '-')
                .replace('.', '-');
        return name.isEmpty() || conditional ? Optional.empty() : Optional.of(name);
    }
}
