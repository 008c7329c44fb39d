package dev.runtimeaudit.report;

import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.read.dockerfile.Word;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.Step;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.RuntimeFacts;
import dev.runtimeaudit.workspace.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The stages that the image of a service needs, with what the proofs say of their lines: for drawings and explanations.
 *
 * @param boxes in the order of the Dockerfile; the last one ships
 */
record Stages(List<Box> boxes) {

    /**
     * A stage.
     *
     * @param base what it starts from, as written
     * @param says what the proofs say of that
     * @param parent the box that it starts from, when that is a stage
     */
    record Box(String name, String base, OptionalInt parent, Mark mark, List<String> says, List<Row> rows, Span at) {}

    /**
     * An instruction.
     *
     * @param text its first line
     * @param from the box that it copies from
     * @param says what the proofs say of it
     */
    record Row(Span at, String text, OptionalInt from, Mark mark, List<String> says, boolean matters) {}

    /** What the outcome has to do with a line; the later, the more it matters. */
    enum Mark {
        NONE,
        /** A part of the proof. */
        PROOF,
        /** What is started comes from here. */
        GOOD,
        /** Here it could not be told. */
        OPEN,
        /** Here it breaks. */
        BREAKS
    }

    static Stages of(AuditResult result, Service service) {
        return result.sources()
                .read(service.dockerfile())
                .asFile()
                .map(file -> new Reader(file, service).stages())
                .orElse(new Stages(List.of()));
    }

    boolean isEmpty() {
        return boxes.isEmpty();
    }

    /** Finds the stages that are needed and what is said of their lines. */
    private static final class Reader {

        private final Dockerfile dockerfile;
        private final SourceFile file;
        private final Service service;
        private final Map<Integer, Mark> marks = new TreeMap<>();
        private final Map<Integer, List<String>> says = new TreeMap<>();

        Reader(SourceFile file, Service service) {
            this.file = file;
            this.dockerfile = DockerfileReader.read(file);
            this.service = service;
        }

        Stages stages() {
            Optional<Dockerfile.Stage> target = target();
            if (target.isEmpty()) {
                return new Stages(List.of());
            }
            service.launches().forEach(this::mark);
            service.building().forEach(failure -> {
                mark(failure.evidence(), Mark.PROOF);
                mark(failure.at(), Mark.BREAKS, failure.output());
            });
            service.unread().forEach(problem -> mark(problem.at(), Mark.BREAKS, problem.message()));
            if (service.unread().isEmpty()) {
                RuntimeFacts.of(service).artifact().ifPresent(artifact -> mark(artifact.producer(), Mark.GOOD));
            }
            List<Dockerfile.Stage> needed = needed(target.get());
            return new Stages(needed.stream().map(stage -> box(stage, needed)).toList());
        }

        private Optional<Dockerfile.Stage> target() {
            List<Dockerfile.Stage> all = dockerfile.stages();
            return service.target()
                    .map(name -> stage(name, all.size()))
                    .orElse(all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1)));
        }

        private Optional<Dockerfile.Stage> stage(String name, int before) {
            String wanted = name.toLowerCase(Locale.ROOT);
            return dockerfile.stages().stream()
                    .filter(each -> each.index() < before)
                    .filter(each -> each.name().filter(wanted::equals).isPresent()
                            || String.valueOf(each.index()).equals(wanted))
                    .max(Comparator.comparingInt(Dockerfile.Stage::index));
        }

        private List<Dockerfile.Stage> needed(Dockerfile.Stage target) {
            TreeSet<Integer> found = new TreeSet<>();
            List<Dockerfile.Stage> todo = new ArrayList<>(List.of(target));
            while (!todo.isEmpty()) {
                Dockerfile.Stage next = todo.remove(todo.size() - 1);
                if (found.add(next.index())) {
                    stage(next.from().image().literal(), next.index()).ifPresent(todo::add);
                    next.instructions()
                            .forEach(each -> source(each)
                                    .flatMap(name -> stage(name, next.index()))
                                    .ifPresent(todo::add));
                }
            }
            return found.stream().map(dockerfile.stages()::get).toList();
        }

        /** What a COPY or a mount of a RUN takes files from. */
        private static Optional<String> source(Instruction instruction) {
            if (instruction instanceof Instruction.Copy copy) {
                return copy.flags().stream()
                        .filter(flag -> flag.name().equals("from"))
                        .flatMap(flag -> flag.value().stream())
                        .map(Word::literal)
                        .findFirst();
            }
            if (instruction instanceof Instruction.Run run) {
                return run.mounts().stream()
                        .flatMap(mount -> mount.value("from").stream())
                        .map(Word::literal)
                        .findFirst();
            }
            return Optional.empty();
        }

        private void mark(Launch launch) {
            Outcome outcome = launch.outcome();
            if (outcome instanceof Outcome.Dies dies) {
                mark(outcome.evidence(), Mark.PROOF);
                mark(dies.failure().at(), Mark.BREAKS, dies.failure().output());
                if (!dies.failure().at().path().equals(file.path())) {
                    mark(
                            launch.request().at(),
                            Mark.BREAKS,
                            dies.failure().at() + " " + Told.predicted(dies.failure()));
                }
            } else if (outcome instanceof Outcome.BuildsNot not) {
                mark(outcome.evidence(), Mark.PROOF);
                mark(not.failure().at(), Mark.BREAKS, not.failure().output());
            } else if (outcome instanceof Outcome.Undecided open
                    && launch.request().name().equals("image")) {
                mark(outcome.evidence(), Mark.PROOF);
                mark(open.at(), Mark.OPEN, open.reason().says());
                if (!open.at().path().equals(file.path())) {
                    mark(
                            launch.request().at(),
                            Mark.OPEN,
                            open.at() + " " + open.reason().says());
                }
            } else if (outcome instanceof Outcome.Starts || outcome instanceof Outcome.Exits) {
                mark(outcome.evidence(), Mark.GOOD);
            }
        }

        private void mark(Evidence evidence, Mark mark) {
            evidence.steps().forEach(step -> mark(step, mark));
        }

        private void mark(Step step, Mark mark) {
            mark(step.at(), mark, step.says());
        }

        private void mark(Span at, Mark mark, String what) {
            if (!at.path().equals(file.path()) || at.equals(Span.wholeFile(file.path())) && mark != Mark.BREAKS) {
                return;
            }
            marks.merge(at.line(), mark, (one, other) -> one.compareTo(other) >= 0 ? one : other);
            List<String> all = says.computeIfAbsent(at.line(), line -> new ArrayList<>());
            if (!what.isEmpty() && !all.contains(what)) {
                all.add(what);
            }
        }

        private Box box(Dockerfile.Stage stage, List<Dockerfile.Stage> needed) {
            String base = stage.from().image().raw();
            List<Row> rows = stage.instructions().stream()
                    .map(each -> row(each, stage, needed))
                    .toList();
            return new Box(
                    stage.name().orElse("stage " + stage.index()),
                    base,
                    index(stage(stage.from().image().literal(), stage.index()), needed),
                    strongest(stage.from().span()),
                    said(stage.from().span()),
                    rows,
                    stage.from().span());
        }

        private Row row(Instruction instruction, Dockerfile.Stage stage, List<Dockerfile.Stage> needed) {
            Span at = instruction.span();
            OptionalInt from = index(source(instruction).flatMap(name -> stage(name, stage.index())), needed);
            Mark mark = strongest(at);
            boolean matters = mark != Mark.NONE
                    || from.isPresent()
                    || instruction instanceof Instruction.Copy
                    || instruction instanceof Instruction.Add
                    || instruction instanceof Instruction.Run
                    || instruction instanceof Instruction.User
                    || instruction instanceof Instruction.Cmd
                    || instruction instanceof Instruction.Entrypoint
                    || instruction instanceof Instruction.Healthcheck;
            return new Row(at, text(at), from, mark, said(at), matters);
        }

        private String text(Span at) {
            String line = file.line(at.line()).strip();
            return (line.endsWith("\\") ? line.substring(0, line.length() - 1).strip() + " …" : line);
        }

        private static OptionalInt index(Optional<Dockerfile.Stage> stage, List<Dockerfile.Stage> needed) {
            return stage.map(needed::indexOf)
                    .filter(i -> i >= 0)
                    .map(OptionalInt::of)
                    .orElse(OptionalInt.empty());
        }

        private Mark strongest(Span at) {
            return marks.entrySet().stream()
                    .filter(each -> each.getKey() >= at.line() && each.getKey() <= at.endLine())
                    .map(Map.Entry::getValue)
                    .max(Comparator.naturalOrder())
                    .orElse(Mark.NONE);
        }

        private List<String> said(Span at) {
            return says.entrySet().stream()
                    .filter(each -> each.getKey() >= at.line() && each.getKey() <= at.endLine())
                    .flatMap(each -> each.getValue().stream())
                    .toList();
        }
    }
}
