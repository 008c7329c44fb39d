package dev.runtimeaudit.report;

import dev.runtimeaudit.build.BuiltImage;
import dev.runtimeaudit.build.BuiltImage.Folded;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.read.dockerfile.Word;
import dev.runtimeaudit.source.Step;
import dev.runtimeaudit.workspace.Service;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files and the commands that a verdict rests on, in the stage that ships and in those that it copies them from, and what
 * becomes of them from one instruction to the next.
 */
final class Watched {

    private static final int MOST = 12;

    private static final Set<Cause> ABOUT_COMMANDS = Set.of(Cause.COMMAND_NOT_FOUND, Cause.INTERPRETER_NOT_FOUND);

    private final BuiltImage built;
    private final Map<Integer, Set<ImagePath>> paths = new TreeMap<>();
    private final Set<String> commands = new LinkedHashSet<>();

    private Watched(BuiltImage built) {
        this.built = built;
    }

    static Watched of(Service service, BuiltImage built) {
        Watched watched = new Watched(built);
        if (!built.stages().isEmpty()) {
            watched.look(service);
        }
        return watched;
    }

    private void look(Service service) {
        Set<ImagePath> ships = new LinkedHashSet<>();
        for (Launch launch : service.launches()) {
            launch.first().stream().limit(1).forEach(this::command);
            launch.first().forEach(word -> file(word, ships));
            launch.visits().forEach(visit -> {
                visit.argv().stream().limit(1).forEach(this::command);
                visit.argv().forEach(word -> file(word, ships));
            });
            Stream.concat(Stream.of(launch.outcome()), launch.then().stream()).forEach(outcome -> {
                failure(outcome).ifPresent(failure -> subject(failure, ships));
                outcome.evidence().steps().stream()
                        .map(Step::says)
                        .flatMap(Watched::quoted)
                        .filter(word -> word.startsWith("/"))
                        .forEach(word -> file(word, ships));
            });
        }
        service.building().forEach(failure -> subject(failure, ships));
        int last = built.stages().size() - 1;
        watch(last, ships.stream().limit(MOST).toList());
    }

    private static Optional<Failure> failure(Outcome outcome) {
        if (outcome instanceof Outcome.Dies dies) {
            return Optional.of(dies.failure());
        }
        return outcome instanceof Outcome.BuildsNot not ? Optional.of(not.failure()) : Optional.empty();
    }

    private void subject(Failure failure, Set<ImagePath> into) {
        if (ABOUT_COMMANDS.contains(failure.cause())) {
            command(failure.subject());
        } else {
            file(failure.subject(), into);
        }
    }

    private void command(String word) {
        if (isWord(word) && !word.contains("/") && commands.size() < MOST) {
            commands.add(word);
        }
    }

    /** A word that may name a file: one with a slash, or of the working directory. */
    private void file(String word, Set<ImagePath> into) {
        Image image = shipped();
        if (!isWord(word) || word.contains("://") || !(image.workdir() instanceof Fact.Present<ImagePath> here)) {
            return;
        }
        if (!word.contains("/") && command(word, image) instanceof Fact.Present<ImagePath>) {
            return;
        }
        ImagePath path = here.value().resolve(word);
        boolean isNamed = word.contains("/") || word.contains(".");
        boolean isThere = image.files().follow(path) instanceof Fact.Present<Located>;
        if (!path.isRoot() && (isNamed || isThere)) {
            into.add(path);
        }
    }

    private static boolean isWord(String word) {
        return !word.isBlank()
                && !word.startsWith("-")
                && word.chars().noneMatch(c -> Character.isWhitespace(c) || "<>$*`\"';|&=".indexOf(c) >= 0);
    }

    private static Stream<String> quoted(String sentence) {
        String[] parts = sentence.split("`", -1);
        return Stream.iterate(1, i -> i < parts.length, i -> i + 2).map(i -> parts[i]);
    }

    private Image shipped() {
        return built.stages().get(built.stages().size() - 1).image();
    }

    /** Watches files of a stage, and whatever they are copied from. */
    private void watch(int index, List<ImagePath> files) {
        Set<ImagePath> here = paths.computeIfAbsent(index, i -> new LinkedHashSet<>());
        List<ImagePath> fresh = files.stream().filter(here::add).toList();
        if (fresh.isEmpty()) {
            return;
        }
        BuiltImage.Stage stage = built.stages().get(index);
        index(stage.syntax().from().image().literal(), index).ifPresent(parent -> watch(parent, fresh));
        for (Folded step : stage.steps()) {
            if (step.instruction() instanceof Instruction.Copy copy) {
                from(copy).flatMap(name -> index(name, index)).ifPresent(source -> {
                    Image image = built.stages().get(source).image();
                    fresh.forEach(path -> watch(source, copied(copy, step.after(), path, image)));
                });
            }
        }
    }

    private static Optional<String> from(Instruction.Copy copy) {
        return copy.flags().stream()
                .filter(flag -> flag.name().equals("from"))
                .flatMap(flag -> flag.value().stream())
                .map(Word::literal)
                .findFirst();
    }

    /** The stage of a name or number, among those that were built in front of another. */
    private Optional<Integer> index(String name, int before) {
        for (int i = before - 1; i >= 0; i--) {
            BuiltImage.Stage stage = built.stages().get(i);
            if (stage.syntax().name().filter(name::equalsIgnoreCase).isPresent()
                    || String.valueOf(stage.syntax().index()).equals(name)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** Where a file comes from that a COPY puts there, as far as its words say so. */
    private static List<ImagePath> copied(Instruction.Copy copy, Image image, ImagePath path, Image source) {
        if (!(image.workdir() instanceof Fact.Present<ImagePath> workdir)
                || !copy.destination().isLiteral()) {
            return List.of();
        }
        ImagePath to = workdir.value().resolve(copy.destination().literal());
        if (!path.equals(to) && !path.isIn(to)) {
            return List.of();
        }
        String below = path.equals(to) ? "" : path.below(to);
        List<ImagePath> found = new ArrayList<>();
        for (Word word : copy.sources()) {
            ImagePath from = ImagePath.ROOT.resolve(word.isLiteral() ? word.literal() : ".");
            for (ImagePath one : List.of(below.isEmpty() ? from : from.resolve(below), from)) {
                boolean sameName = below.isEmpty() || below.equals(one.name()) || !one.equals(from);
                if (!one.isRoot() && sameName && !(source.files().follow(one) instanceof Fact.Absent<Located>)) {
                    found.add(one);
                }
            }
        }
        return found.stream().distinct().toList();
    }

    /** What a stage starts with: the commands and the files among those that are watched. */
    List<String> base(int index) {
        BuiltImage.Stage stage = built.stages().get(index);
        Image image =
                stage.steps().isEmpty() ? stage.image() : stage.steps().get(0).before();
        List<String> lines = new ArrayList<>();
        for (String command : commands) {
            lines.add(command(command, command(command, image)));
        }
        for (ImagePath path : paths.getOrDefault(index, Set.of())) {
            if (image.files().follow(path) instanceof Fact.Present<Located> found) {
                lines.add("+ " + path + ": " + node(found.value().node()));
            }
        }
        return lines;
    }

    /** What a step does to what is watched, a line for each. */
    List<String> effects(int index, Folded step) {
        List<String> lines = new ArrayList<>();
        for (String command : commands) {
            Fact<ImagePath> after = command(command, step.after());
            if (!command(command, after).equals(command(command, command(command, step.before())))) {
                lines.add(command(command, after));
            }
        }
        for (ImagePath path : paths.getOrDefault(index, Set.of())) {
            Fact<Located> before = step.before().files().follow(path);
            Fact<Located> after = step.after().files().follow(path);
            effect(path, before, after).ifPresent(lines::add);
        }
        return lines;
    }

    private static Optional<String> effect(ImagePath path, Fact<Located> before, Fact<Located> after) {
        if (after instanceof Fact.Present<Located> now) {
            if (!(before instanceof Fact.Present<Located> was)) {
                return Optional.of("+ " + path + ": " + node(now.value().node()));
            }
            boolean same = node(was.value().node()).equals(node(now.value().node()))
                    && was.value()
                            .node()
                            .meta()
                            .origin()
                            .equals(now.value().node().meta().origin());
            return same
                    ? Optional.empty()
                    : Optional.of("~ " + path + ": now " + node(now.value().node()));
        }
        if (after instanceof Fact.Absent<Located>) {
            return before instanceof Fact.Absent<Located> ? Optional.empty() : Optional.of("- " + path + " is gone");
        }
        Fact.Unknown<Located> open = (Fact.Unknown<Located>) after;
        boolean same = before instanceof Fact.Unknown<Located> was && was.reason() == open.reason();
        return same
                ? Optional.empty()
                : Optional.of("? " + path + ": " + open.reason().says());
    }

    private static Fact<ImagePath> command(String command, Image image) {
        return Kernel.onPath(command, Machine.of(image));
    }

    private static String command(String command, Fact<ImagePath> found) {
        return found.fold(
                present -> "+ `" + command + "` is " + present.value(),
                absent -> "- `" + command + "` is not on PATH",
                unknown -> "? `" + command + "`: " + unknown.reason().says());
    }

    private static String node(Node node) {
        String what = node instanceof Node.Directory ? "directory" : node instanceof Node.Link ? "link" : "file";
        Meta meta = node.meta();
        return what
                + (meta.mode().isPresent() ? ", mode " + octal(meta.mode().getAsInt()) : "")
                + meta.owner()
                        .map(owner -> ", owner " + owner.uid() + ":" + owner.gid())
                        .orElse("");
    }

    private static String octal(int mode) {
        return String.format(Locale.ROOT, "%04o", mode);
    }
}
