package dev.runtimeaudit.smoke;

import dev.runtimeaudit.smoke.Command.Ran;
import dev.runtimeaudit.smoke.Container.State;
import dev.runtimeaudit.smoke.Observation.Check;
import dev.runtimeaudit.smoke.Observation.Ending;
import dev.runtimeaudit.smoke.Observation.Result;
import dev.runtimeaudit.smoke.Trial.Expected;
import dev.runtimeaudit.smoke.Trial.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Runs trials on an engine and removes whatever they make, also when they fail and when this process is ended: every
 * container and image carries a label of this run, and what carries it at the end goes.
 *
 * <p>It is one class although it is long: whoever makes a container or an image also takes it away.
 */
public final class Runner implements AutoCloseable {

    private static final int LINES_OF_TEXT = 20;
    private static final long MILLIS_BETWEEN = 200;
    private static final int TIMES_TO_SWEEP = 3;
    private static final String LABEL = "dev.runtimeaudit.smoke";

    private final Engine engine;
    private final Path logs;
    private final String run = ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime());
    private final AtomicInteger count = new AtomicInteger();
    private final Thread hook = new Thread(this::abandon, "remove containers");
    private volatile boolean isClosing;

    /** @param logs where what images and containers print is kept */
    public Runner(Engine engine, Path logs) {
        this.engine = engine;
        this.logs = logs;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Runs trials, some at a time; the observations come in the order of the trials. */
    public List<Observation> run(List<Trial> trials, int atATime) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, atATime));
        try {
            List<Future<Observation>> futures = trials.stream()
                    .map(trial -> threads.submit(() -> run(trial)))
                    .toList();
            List<Observation> observations = new ArrayList<>();
            for (Future<Observation> future : futures) {
                observations.add(future.get());
            }
            return observations;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            isClosing |= Thread.currentThread().isInterrupted();
            threads.shutdownNow();
        }
    }

    /** Runs one trial and removes what it made. */
    public Observation run(Trial trial) {
        if (isClosing) {
            return Observation.notTried("the run was ended");
        }
        String own = "runtime-audit-" + run + "-" + count.incrementAndGet();
        try {
            String image = trial.image().orElse("localhost/" + own);
            Optional<Observation> unbuilt = trial.build().flatMap(build -> build(trial, build, image));
            return unbuilt.isPresent() ? unbuilt.get() : start(trial, own, image);
        } catch (UncheckedIOException | IllegalStateException e) {
            return Observation.notTried(String.valueOf(e.getMessage()));
        } finally {
            engine.remove(List.of(own));
            if (trial.image().isEmpty()) {
                engine.ask(Engine.QUICK, "rmi", "--force", "localhost/" + own);
            }
        }
    }

    private Optional<Observation> build(Trial trial, Trial.Build build, String image) {
        Path log = log(trial, ".build.log");
        Ran built = engine.build(build, image, label(), log, trial.limits().build());
        if (built.succeeded()) {
            return Optional.empty();
        }
        if (isClosing) {
            return Optional.of(Observation.notTried("the run was ended"));
        }
        return Optional.of(
                built.code() == Ran.STOPPED
                        ? Observation.notTried("the build took longer than "
                                + trial.limits().build().toSeconds() + " s; see " + log)
                        : new Observation(
                                Ending.NOT_BUILT,
                                built.code(),
                                lastLines(built.output()),
                                List.of(),
                                Optional.of(log)));
    }

    private Observation start(Trial trial, String own, String image) {
        if (isClosing) {
            return Observation.notTried("the run was ended");
        }
        Path log = log(trial, ".log");
        Ran started = engine.start(own, image, label(), trial);
        if (!started.succeeded()) {
            keep(log, started.text());
            Optional<String> host = HostTrouble.in(started.errors());
            if (host.isPresent()) {
                return Observation.notTried("the engine cannot run it here: " + host.get());
            }
            return started.code() == Ran.STOPPED
                    ? Observation.notTried("the engine does not start it: " + started.text())
                    : new Observation(
                            Ending.ENDED, started.code(), lastLines(started.errors()), List.of(), Optional.of(log));
        }
        return watch(trial, new Container(engine, own), log);
    }

    private static Observation watch(Trial trial, Container container, Path log) {
        Limits limits = trial.limits();
        Expected expected = trial.expected();
        Duration wait = expected.ends() ? limits.ready() : limits.grace();
        if (!lasts(wait, () -> !container.state().isRunning())) {
            return ended(container, log);
        }
        List<Check> ready = new ArrayList<>();
        lasts(limits.ready(), () -> {
            ready.clear();
            ready.addAll(ready(container, expected, limits, log));
            return ready.stream().noneMatch(check -> check.result() == Result.FAILED)
                    || !container.state().isRunning();
        });
        if (!container.state().isRunning()) {
            return ended(container, log);
        }
        List<Check> checks = new ArrayList<>();
        checks.add(container.runs(expected.process()));
        if (expected.nonRoot()) {
            checks.add(container.isNotRoot());
        }
        expected.absent().forEach(command -> checks.add(container.lacks(command)));
        checks.addAll(ready);
        List<String> text = lastLines(container.log(log));
        if (expected.stops()) {
            checks.add(container.stops(limits.stop()));
            container.log(log);
        }
        return new Observation(Ending.STAYED_UP, 0, text, checks, Optional.of(log));
    }

    private static List<Check> ready(Container container, Expected expected, Limits limits, Path log) {
        List<Check> checks = new ArrayList<>();
        if (!expected.health().isEmpty()) {
            checks.add(container.isHealthy(expected.health(), limits.ready()));
        } else {
            expected.ports().forEach(port -> checks.add(container.listens(port)));
        }
        expected.ready().ifPresent(text -> {
            boolean isThere = container.log(log).contains(text);
            checks.add(new Check(
                    "ready",
                    isThere ? Result.PASSED : Result.FAILED,
                    isThere ? "its log has `" + text + "`" : "its log has no `" + text + "`"));
        });
        return checks;
    }

    private static Observation ended(Container container, Path log) {
        State state = container.state();
        return new Observation(
                Ending.ENDED, state.exitCode(), lastLines(container.log(log)), List.of(), Optional.of(log));
    }

    /** Whether a time passes without that something happens. */
    private static boolean lasts(Duration time, BooleanSupplier event) {
        long end = System.nanoTime() + time.toNanos();
        do {
            if (event.getAsBoolean()) {
                return false;
            }
            try {
                Thread.sleep(MILLIS_BETWEEN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        } while (System.nanoTime() < end);
        return true;
    }

    private static List<String> lastLines(String text) {
        List<String> lines = text.lines()
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.subList(Math.max(0, lines.size() - LINES_OF_TEXT), lines.size());
    }

    private Path log(Trial trial, String ending) {
        StringBuilder name = new StringBuilder();
        trial.name().toLowerCase(Locale.ROOT).chars().forEach(c -> {
            boolean isPlain = c < 128 && (Character.isLetterOrDigit(c) || "._-".indexOf(c) >= 0);
            name.append(isPlain ? (char) c : '-');
        });
        Path log = logs.resolve(name + ending);
        try {
            Files.createDirectories(logs);
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(log.toString(), e);
        }
        return log;
    }

    private static void keep(Path log, String text) {
        try {
            Files.writeString(log, text + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(log.toString(), e);
        }
    }

    private String label() {
        return LABEL + "=" + run;
    }

    /** What carries this run's label, removed; then whether anything is left. */
    private List<String> sweep() {
        List<String> containers = containers();
        if (!containers.isEmpty()) {
            engine.remove(containers);
        }
        List<String> images = images();
        if (!images.isEmpty()) {
            List<String> words = new ArrayList<>(List.of("rmi", "--force"));
            words.addAll(images);
            engine.ask(Engine.QUICK, words);
        }
        List<String> left = new ArrayList<>(containers());
        left.addAll(images());
        return left;
    }

    private List<String> containers() {
        return ids("ps", "--all", "--quiet", "--filter", "label=" + label());
    }

    private List<String> images() {
        return ids("images", "--quiet", "--filter", "label=" + label());
    }

    private List<String> ids(String... words) {
        return engine.ask(Engine.QUICK, words).output().lines().distinct().toList();
    }

    private void abandon() {
        isClosing = true;
        engine.stopAsking();
        // An engine may go on with what its client asked for before it was stopped.
        for (int i = 0; i < TIMES_TO_SWEEP; i++) {
            sweep();
            try {
                Thread.sleep(MILLIS_BETWEEN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        sweep();
    }

    /** Removes everything. @throws IllegalStateException when something is left behind, with its ids */
    @Override
    public void close() {
        isClosing = true;
        List<String> left = sweep();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // this process is ending, and the hook does the rest
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException(
                    engine.name() + " still has, with the label " + label() + ": " + String.join(", ", left));
        }
    }
}
