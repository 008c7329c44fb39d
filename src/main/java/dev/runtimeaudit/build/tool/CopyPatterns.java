package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Patterns;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Doubt;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * {@code copyfiles}, {@code cpy}, {@code cpx} and {@code ncp}: what patterns match comes to lie below the last word. Where, was measured
 * with copyfiles 2.4, cpy-cli 6, cpx 1.5 and ncp 2.0; where it changed between versions of cpy, nothing is told but the names that may
 * come. What has another name than the patterns ask for is neither made nor replaced.
 */
final class CopyPatterns implements Launcher {

    private static final int DEEPEST = 20;

    private static final String GLOB = "*?[{!";

    /** What a pattern is known to match, and whether that is all. */
    private record Matches(List<ImagePath> files, boolean complete) {}

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        String name = program.name();
        Line line = Line.of(
                call.arguments(),
                Map.of("copyfiles", "ue", "cpx", "ct").getOrDefault(name, ""),
                Set.of("up", "exclude", "cwd", "rename", "concurrency", "command", "transform", "limit", "filter"));
        List<Arg> operands = line.operands();
        Optional<String> last = operands.size() < 2 ? Optional.empty() : Line.text(operands.get(operands.size() - 1));
        Optional<ImagePath> base = line.value("cwd").isEmpty()
                ? Optional.of(job.machine().directory())
                : line.text("cwd").map(job::path);
        boolean elsewhere = line.has("C", "clean", "w", "watch")
                || line.value("c", "command").isPresent();
        if (last.isEmpty() || base.isEmpty() || elsewhere) {
            job.machine(Effects.outputsAnywhere(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
            return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
        }
        ImagePath to = base.get().resolve(last.get());
        for (Arg source : operands.subList(0, operands.size() - 1)) {
            one(job, line, source, base.get(), to);
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    private static void one(Job job, Line line, Arg source, ImagePath base, ImagePath to) {
        Optional<String> literal = Line.text(source);
        Optional<String> written = literal.or(() -> Matching.pattern(source));
        if (written.isEmpty()) {
            TsOutputs.opened(job, to);
            return;
        }
        String pattern = written.get();
        if (pattern.startsWith("!")) {
            return; // fewer files: those that others match are told as possible, see below
        }
        if (literal.isPresent() && pattern.chars().noneMatch(c -> GLOB.indexOf(c) >= 0)) {
            ImagePath path = base.resolve(pattern);
            Fact<Located> found = job.files().follow(path);
            if (found instanceof Fact.Present<Located> here && here.value().node() instanceof Directory directory) {
                directory(job, directory, to);
                return;
            }
        }
        // What the shell has found itself comes as paths: two stars are one to it.
        Matches matches = literal.isPresent()
                ? matching(job, base, pattern)
                : new Matches(Matching.paths(job.files(), job.machine().directory(), pattern), false);
        boolean excluding = line.value("e", "exclude", "filter", "rename", "t", "transform")
                        .isPresent()
                || line.has("no-overwrite")
                || line.operands().stream().anyMatch(each -> each.shown().startsWith("!"));
        boolean sure = matches.complete() && !excluding;
        List<ImagePath> targets = new ArrayList<>();
        for (ImagePath from : matches.files()) {
            Optional<ImagePath> target = excluding ? Optional.empty() : target(job, line, base, pattern, from, to);
            sure &= target.isPresent();
            if (target.isPresent()
                    && job.files().follow(from) instanceof Fact.Present<Located> file
                    && file.value().node() instanceof Node.File copied) {
                targets.add(target.get());
                job.files(job.files()
                        .mkdirs(target.get().parent(), job.made(0755))
                        .with(target.get(), copied.withMeta(job.copied(copied.meta()))));
            }
        }
        if (!sure) {
            perhaps(job, to, names(line, pattern), new TreeSet<>(targets));
        }
    }

    /** copyfiles and cpx leave a directory out, cpy takes it along, ncp what is in it. */
    private static void directory(Job job, Directory directory, ImagePath to) {
        switch (job.program().name()) {
            case "ncp" -> job.files(job.files().mkdirs(to, job.made(0755)).overlay(to, directory));
            case "cpy" -> TsOutputs.opened(job, to);
            default -> {}
        }
    }

    /** Which names a pattern lets pass. */
    private static Predicate<String> names(Line line, String pattern) {
        String last = Matching.last(pattern);
        if (last.contains("**")
                || last.startsWith("*") && last.length() == 1
                || line.value("rename").isPresent()) {
            return any -> true;
        }
        Patterns wanted = Patterns.of(last.replaceFirst("^\\.", "?"));
        return name -> wanted.matches(name) || wanted.matches("x" + name);
    }

    private static Optional<ImagePath> target(
            Job job, Line line, ImagePath base, String pattern, ImagePath from, ImagePath to) {
        boolean below = from.isIn(base);
        return switch (job.program().name()) {
            case "copyfiles" -> {
                if (line.has("f", "flat")) {
                    yield Optional.of(to.child(from.name()));
                }
                int up = line.value("u", "up").isEmpty()
                        ? 0
                        : line.text("u", "up").map(CopyPatterns::number).orElse(-1);
                List<String> names = below ? List.of(from.below(base).split("/")) : List.of();
                yield up < 0 || up >= names.size()
                        ? Optional.empty()
                        : Optional.of(to.resolve(String.join("/", names.subList(up, names.size()))));
            }
            case "cpx" -> {
                ImagePath fixed = base.resolve(fixed(pattern));
                yield from.isIn(fixed) ? Optional.of(to.resolve(from.below(fixed))) : Optional.empty();
            }
            case "cpy" -> {
                // With two stars, and without any, later versions keep directories that earlier ones drop.
                boolean plain =
                        !pattern.contains("**") && Matching.last(pattern).contains("*");
                boolean flat = line.has("flat")
                        || plain && base.resolve(fixed(pattern)).equals(from.parent());
                yield flat ? Optional.of(to.child(from.name())) : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private static int number(String text) {
        return text.length() < 3 && !text.isEmpty() && text.chars().allMatch(Character::isDigit)
                ? Integer.parseInt(text)
                : -1;
    }

    /** The directories of a pattern in front of its first sign that stands for something else. */
    private static String fixed(String pattern) {
        int sign = 0;
        while (sign < pattern.length() && GLOB.indexOf(pattern.charAt(sign)) < 0) {
            sign++;
        }
        int slash = pattern.lastIndexOf('/', sign);
        return slash < 0 ? "." : pattern.substring(0, slash + 1);
    }

    private static Matches matching(Job job, ImagePath base, String pattern) {
        List<ImagePath> files = new ArrayList<>();
        if (pattern.chars().noneMatch(c -> GLOB.indexOf(c) >= 0)) {
            Fact<Located> found = job.files().follow(base.resolve(pattern));
            if (found instanceof Fact.Present<Located>) {
                files.add(base.resolve(pattern));
            }
            return new Matches(files, !(found instanceof Fact.Unknown<Located>));
        }
        // What these signs mean differs from tool to tool.
        boolean plain = pattern.chars().noneMatch(c -> "[!(".indexOf(c) >= 0);
        Patterns wanted = Patterns.of(base.resolve(pattern).value());
        boolean complete = collect(job, base.resolve(fixed(pattern)), wanted, files, 0) && plain;
        return new Matches(plain ? files : List.of(), complete);
    }

    /** False when more may lie there than is known. */
    private static boolean collect(Job job, ImagePath at, Patterns wanted, List<ImagePath> into, int depth) {
        Fact<Located> found = job.files().follow(at);
        if (found instanceof Fact.Absent<Located>) {
            return true;
        }
        if (depth > DEEPEST
                || !(found instanceof Fact.Present<Located> here)
                || !(here.value().node() instanceof Directory directory)) {
            return false;
        }
        boolean complete = !(directory.rest() instanceof Rest.Open);
        for (Map.Entry<String, Slot> child : directory.children().entrySet()) {
            ImagePath path = at.child(child.getKey());
            // cpy takes what a dot hides, the others do not.
            boolean hidden = child.getKey().startsWith(".");
            if (child.getKey().equals("node_modules") || hidden) {
                complete &= hidden && !job.program().name().equals("cpy");
            } else if (child.getValue() instanceof Slot.Here entry && entry.node() instanceof Directory) {
                complete &= collect(job, path, wanted, into, depth + 1);
            } else if (child.getValue() instanceof Slot.Here && wanted.matches(path.value())) {
                into.add(path);
            } else if (child.getValue() instanceof Slot.Perhaps) {
                complete = false;
            }
        }
        return complete;
    }

    /** Below the directory, files of such names may have come, in the place of others too. */
    private static void perhaps(Job job, ImagePath to, Predicate<String> names, Set<ImagePath> certain) {
        boolean manifests = names.test("package.json") || names.test("node_modules");
        Set<ImagePath> directories = new TreeSet<>();
        directories(job, to, directories, 0);
        TsOutputs.opened(job, to);
        for (ImagePath directory : directories) {
            if (job.files().follow(directory) instanceof Fact.Present<Located> found
                    && found.value().node() instanceof Directory listed) {
                for (String name : listed.children().keySet()) {
                    ImagePath path = directory.child(name);
                    if (names.test(name) && !certain.contains(path)) {
                        job.files(job.files()
                                .doubt(
                                        path,
                                        new Doubt(true, any -> false),
                                        Reason.BUILD_OUTPUT_NOT_MODELLED,
                                        job.evidence()));
                    }
                }
            }
        }
        if (!manifests) {
            TsOutputs.bare(job, to, directories);
        }
    }

    private static void directories(Job job, ImagePath at, Set<ImagePath> into, int depth) {
        if (depth > DEEPEST
                || !(job.files().follow(at) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Directory directory)) {
            return;
        }
        into.add(at);
        directory.children().forEach((name, slot) -> {
            if (slot instanceof Slot.Here here && here.node() instanceof Directory && !name.equals("node_modules")) {
                directories(job, at.child(name), into, depth + 1);
            }
        });
    }
}
