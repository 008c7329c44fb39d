package dev.runtimeaudit.workspace.health;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Visit;
import dev.runtimeaudit.exec.node.OwnScripts;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.launch.Outcome;
import dev.runtimeaudit.read.script.Listen;
import dev.runtimeaudit.read.script.Listen.Operand;
import dev.runtimeaudit.read.script.Listens;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the server of a service listens, as far as that is written down.
 *
 * <p>It is one class although it is long: the servers of frameworks and of scripts answer one question.
 *
 * @param port empty when it is not known
 * @param certain whether the port cannot be another one
 * @param sole whether nothing else in the container may serve
 * @param main whether no other process may serve, and this is what the main file of a program of bun exports: whatever else opens a
 *     port in it opens another one
 */
public record Listener(
        Reach reach, Optional<Integer> port, boolean certain, boolean sole, boolean main, Evidence evidence) {

    /** Who can reach it. */
    public enum Reach {
        /** Everybody, over both versions of IP. */
        ALL,
        /** Everybody, over IPv4 alone. */
        IPV4,
        /** The container itself. */
        LOOPBACK,
        /** Whoever uses the name or the address of the container, which is not its loopback interface. */
        CONTAINER_NAME,
        UNKNOWN
    }

    private static final Set<String> RUNTIMES = Set.of("node", "bun");

    /** Programs that may serve beside it. */
    private static final Set<String> OTHERS = Set.of(
            "caddy",
            "compiled",
            "deno",
            "haproxy",
            "java",
            "locust",
            "mongod",
            "mysqld",
            "nginx",
            "nginx-unprivileged",
            "php-fpm",
            "postgres",
            "python3",
            "redis-server",
            "supervisord",
            "traefik");

    private static final Set<String> FASTIFY = Set.of("fastify", "@nestjs/platform-fastify");

    private static final int NEXT_PORT = 3000;

    /** The first version whose server takes HOSTNAME for its address; earlier ones listen everywhere. */
    private static final List<Integer> NEXT_BY_NAME = List.of(13, 4, 19);

    /**
     * What a launch runs in the end.
     *
     * @param last the process
     * @param all it, and those before it
     */
    private record Running(Visit last, List<Visit> all, ImagePath main, Machine machine) {

        static Optional<Running> of(Image image, Launch start) {
            List<Visit> all = start.visits().stream()
                    .filter(visit -> RUNTIMES.contains(visit.program()) || isStandalone(visit, image))
                    .toList();
            if (all.isEmpty()) {
                return Optional.empty();
            }
            Visit last = all.get(all.size() - 1);
            return (RUNTIMES.contains(last.program())
                            ? script(last)
                            : last.argv().stream().findFirst())
                    .map(main -> new Running(
                            last,
                            all,
                            last.directory().resolve(main),
                            Machine.of(image).withDirectory(last.directory())));
        }

        /** A program that has its runtime, and its sources, in it. */
        private static boolean isStandalone(Visit visit, Image image) {
            return visit.program().equals("compiled")
                    && visit.argv().stream()
                            .findFirst()
                            .filter(name -> name.indexOf('/') >= 0)
                            .isPresent()
                    && image.files()
                                    .follow(visit.directory()
                                            .resolve(visit.argv().get(0)))
                            instanceof Fact.Present<Located> here
                    && here.value().node() instanceof Node.File file
                    && file.content().likely() instanceof Content.Standalone;
        }

        /** Whether its main file is executed by bun. */
        boolean isOfBun() {
            return last.program().equals("bun") || last.program().equals("compiled");
        }

        /** Which version of Next.js its server is of, where it is one. */
        Optional<String> next() {
            return machine.files().follow(main) instanceof Fact.Present<Located> here
                            && here.value().node() instanceof Node.File file
                            && file.content().likely() instanceof Content.Server server
                            && server.framework().equals("next")
                    ? Optional.of(server.version())
                    : Optional.empty();
        }
    }

    /** The only server that a launch starts; empty when there is none that is known, or several. */
    public static Optional<Listener> of(Image image, Launch start) {
        return of(image, start, true);
    }

    /** @param given whether variables may come from files that are not there; false where the deployment does without them */
    static Optional<Listener> of(Image image, Launch start, boolean given) {
        return Running.of(image, start).flatMap(running -> {
            Visit last = running.last();
            Optional<String> next = running.next();
            if (next.isEmpty()) {
                return scripted(running, start);
            }
            boolean several = running.all().stream()
                    .anyMatch(visit -> !visit.environment()
                            .get("HOSTNAME")
                            .equals(last.environment().get("HOSTNAME")));
            return several ? Optional.empty() : Optional.of(next(last, image, start, next.get(), given));
        });
    }

    /** The program's own scripts; empty for what a framework has built. */
    public static Optional<OwnScripts> scripts(Image image, Launch start) {
        return Running.of(image, start)
                .filter(running -> running.next().isEmpty())
                .map(running -> OwnScripts.of(running.main(), running.machine()));
    }

    private static Optional<String> script(Visit visit) {
        List<String> words = visit.argv();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            boolean runs = word.equals("run") && visit.program().equals("bun");
            if (word.equals("-r") || word.equals("--require") || word.equals("--import")) {
                i++;
            } else if (word.startsWith("-e") || word.startsWith("-p") || word.startsWith("<")) {
                return Optional.empty();
            } else if (!runs && !word.startsWith("-")) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }

    /**
     * Next.js' own server: {@code process.env.HOSTNAME || '0.0.0.0'}, and engines give each container its name as HOSTNAME
     * (Next.js 15.1, {@code build/utils.ts}; vercel/next.js issue 54093).
     *
     * @param version as far as it is known
     * @param given whether a file of variables that is not there may give it
     */
    private static Listener next(Visit visit, Image image, Launch start, String version, boolean given) {
        boolean named = image.environment().names().contains("HOSTNAME")
                || start.request().environment().names().contains("HOSTNAME");
        Fact<String> host = visit.environment().get("HOSTNAME");
        // A file of variables that is not there may give it.
        boolean open = given
                && !start.request().name().equals("image")
                && start.request().environment().isOpen();
        Reach reach = host instanceof Fact.Present<String> known
                ? reach(known.value())
                : named || open ? Reach.UNKNOWN : Reach.CONTAINER_NAME;
        reach = takesName(version) ? reach : Reach.UNKNOWN;
        Fact<String> port = visit.environment().get("PORT");
        boolean silent = !visit.environment().names().contains("PORT");
        Optional<Integer> number = port instanceof Fact.Present<String> known
                ? Ports.number(known.value())
                : silent ? Optional.of(NEXT_PORT) : Optional.empty();
        boolean certain = !(port instanceof Fact.Unknown<String>);
        Evidence evidence = Evidence.of(
                visit.at(),
                reach == Reach.CONTAINER_NAME
                        ? "starts Next.js' server, which listens at HOSTNAME: the engine sets it to the name of the container"
                        : "starts Next.js' server");
        return new Listener(reach, number, certain, false, false, evidence);
    }

    private static boolean takesName(String version) {
        String[] parts = version.split("[.-]");
        for (int i = 0; i < NEXT_BY_NAME.size(); i++) {
            Optional<Integer> part = i < parts.length ? Ports.number(parts[i]) : Optional.empty();
            int number = part.orElse(0);
            if (number != NEXT_BY_NAME.get(i)) {
                return number > NEXT_BY_NAME.get(i);
            }
        }
        return true;
    }

    private static Reach reach(String host) {
        return switch (host) {
            case "0.0.0.0" -> Reach.IPV4;
            case "", "::", "[::]" -> Reach.ALL;
            case "localhost", "127.0.0.1", "::1" -> Reach.LOOPBACK;
            default -> Reach.UNKNOWN;
        };
    }

    /** What the program's own files say; only where they open one port. */
    private static Optional<Listener> scripted(Running running, Launch start) {
        Visit visit = running.last();
        OwnScripts scripts = OwnScripts.of(running.main(), running.machine());
        List<Listen> all = new ArrayList<>();
        boolean fastify = false;
        for (SourceFile file : scripts.files()) {
            boolean first = file.equals(scripts.files().get(0));
            for (Listen listen : Listens.of(file)) {
                if (listen.way() == Listen.Way.EXPORT && !(first && running.isOfBun())) {
                    continue;
                }
                if (isPort(listen)) {
                    all.add(listen);
                    fastify |= isFastify(file);
                }
            }
        }
        // What bun's main file exports is the server of the program, whatever else opens a port for a while.
        List<Listen> exported =
                all.stream().filter(listen -> listen.way() == Listen.Way.EXPORT).toList();
        boolean only = all.size() == 1;
        if (exported.size() == 1) {
            all = exported;
        }
        if (all.size() != 1) {
            return Optional.empty();
        }
        Listen listen = all.get(0);
        Environment environment = visit.environment();
        Optional<Integer> port =
                listen.port().flatMap(p -> value(p, environment)).flatMap(Ports::number);
        boolean certain = listen.port()
                .filter(p ->
                        p.variable().isEmpty() || environment.get(p.variable().get()) instanceof Fact.Present<String>)
                .isPresent();
        Reach reach;
        if (listen.hasHost()) {
            reach = listen.host()
                    .flatMap(h -> value(h, environment))
                    .map(Listener::reach)
                    .orElse(Reach.UNKNOWN);
        } else if (listen.way() == Listen.Way.LISTEN || listen.way() == Listen.Way.LISTEN_OBJECT) {
            reach = fastify ? Reach.LOOPBACK : Reach.ALL;
        } else {
            reach = Reach.UNKNOWN; // the runtime's default
        }
        boolean sole = only
                && scripts.complete()
                && scripts.packages().stream().allMatch(PackageFacts::isQuiet)
                && scripts.files().stream().allMatch(Listens::namesNoOtherPort)
                && alone(start, running.all());
        if (reach == Reach.LOOPBACK && !isFixed(listen.host(), environment)) {
            reach = Reach.UNKNOWN; // it may be told otherwise
        }
        return Optional.of(new Listener(
                reach,
                port,
                certain && sole,
                sole,
                listen.way() == Listen.Way.EXPORT && alone(start, running.all()),
                Evidence.of(listen.at(), "opens the port")
                        .because(start.request().at(), "starts it")));
    }

    /** Whether nothing else runs in the container that might serve. */
    private static boolean alone(Launch start, List<Visit> running) {
        // Behind a build that fails, what the image would do.
        boolean starts = Stream.concat(Stream.of(start.outcome()), start.then().stream())
                .filter(outcome -> !(outcome instanceof Outcome.BuildsNot))
                .findFirst()
                .filter(Outcome.Starts.class::isInstance)
                .isPresent();
        return starts
                && running.stream().map(Visit::argv).distinct().count() == 1
                && start.visits().stream()
                        .noneMatch(visit -> OTHERS.contains(visit.program()) && !running.contains(visit));
    }

    /** Not the path of a socket, and not the name of a channel. */
    private static boolean isPort(Listen listen) {
        return listen.port()
                .flatMap(Operand::literal)
                .filter(text -> Ports.number(text).isEmpty())
                .isEmpty();
    }

    /** Fastify listens at localhost unless it is told otherwise (fastify.dev, "Server", "listen"). */
    private static boolean isFastify(SourceFile file) {
        return ModuleUses.of(file).stream().anyMatch(use -> FASTIFY.contains(use.specifier()));
    }

    /** Whether nothing that is given to the container can change it. */
    private static boolean isFixed(Optional<Operand> operand, Environment environment) {
        return operand.flatMap(Operand::variable)
                .filter(name -> environment.get(name) instanceof Fact.Unknown<String>)
                .isEmpty();
    }

    /** What is given, or else what is written down. */
    private static Optional<String> value(Operand operand, Environment environment) {
        if (operand.variable().isPresent()) {
            String name = operand.variable().get();
            if (environment.get(name) instanceof Fact.Present<String> given) {
                return Optional.of(given.value());
            }
            if (environment.names().contains(name)) {
                return Optional.empty();
            }
        }
        return operand.literal();
    }
}
