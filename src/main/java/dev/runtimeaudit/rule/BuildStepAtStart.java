package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reports: The container builds or generates something when it starts. */
public final class BuildStepAtStart implements Rule {

    private static final Card CARD = new Card(
            "build-step-at-start",
            "The container builds or generates something when it starts",
            Severity.MEDIUM,
            true,
            """
                    What a build makes belongs into the image. A container that generates or compiles first starts late, needs
                    its build tools and a writable file system, and does the same work each time.

                    The start path was followed, and a command on it is one that generates or builds: `prisma generate`, `next
                    build`, `nest build`, `tsc` and their like.
                    """,
            "Run the step in the build stage and copy its result.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY package.json ./
                    CMD ["npx", "prisma", "generate"]
                    -- package.json --
                    {"name": "web"}
                    """, "Dockerfile:4"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY server.js ./
                    CMD ["node", "server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return service.launches().stream()
                .filter(launch -> launch.request().world().phase() == World.Phase.START)
                .flatMap(launch -> launch.visits().stream()
                        .filter(visit -> builds(visit.argv()))
                        .map(visit -> new Verdict.Finding(
                                CARD.id(),
                                CARD.severity(),
                                Optional.of(service.name()),
                                visit.at(),
                                step(visit.argv()),
                                "`" + step(visit.argv()) + "` runs each time the container starts",
                                Evidence.of(
                                        visit.at(), "runs `" + String.join(" ", visit.argv()) + "` on the start path"),
                                List.of(launch.request().name()),
                                Optional.empty())));
    }

    /** Words in front of the tool itself. */
    private static final Set<String> THROUGH =
            Set.of("npx", "pnpm", "pnpx", "yarn", "npm", "bunx", "exec", "dlx", "--", "node", "--yes", "-y");

    /** The tools, and which of their subcommands build; none means that the tool does nothing else. */
    private static final Map<String, Set<String>> BUILDERS = Map.ofEntries(
            Map.entry("prisma", Set.of("generate")),
            Map.entry("next", Set.of("build")),
            Map.entry("nest", Set.of("build")),
            Map.entry("nx", Set.of("build")),
            Map.entry("vite", Set.of("build")),
            Map.entry("turbo", Set.of("build")),
            Map.entry("tsc", Set.of()),
            Map.entry("tsup", Set.of()),
            Map.entry("webpack", Set.of()),
            Map.entry("esbuild", Set.of()));

    private static List<String> tool(List<String> argv) {
        int from = 0;
        while (from < argv.size() && THROUGH.contains(name(argv.get(from)))) {
            from++;
        }
        return argv.subList(from, argv.size());
    }

    private static String name(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }

    private static boolean builds(List<String> argv) {
        List<String> tool = tool(argv);
        Set<String> subcommands = tool.isEmpty() ? null : BUILDERS.get(name(tool.get(0)));
        return subcommands != null && (subcommands.isEmpty() || tool.size() > 1 && subcommands.contains(tool.get(1)));
    }

    private static String step(List<String> argv) {
        List<String> tool = tool(argv);
        String name = name(tool.get(0));
        return BUILDERS.getOrDefault(name, Set.of()).isEmpty() ? name : name + " " + tool.get(1);
    }
}
