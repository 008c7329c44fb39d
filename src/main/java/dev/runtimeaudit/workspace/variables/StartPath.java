package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.exec.ScriptRun;
import dev.runtimeaudit.exec.Visit;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.read.env.EnvDialect;
import dev.runtimeaudit.read.env.EnvReader;
import dev.runtimeaudit.read.script.EnvScript;
import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import dev.runtimeaudit.workspace.compose.ShellCommands;
import dev.runtimeaudit.workspace.variables.Variable.Provider.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the way from the image to the process adds to its environment: scripts that export, wrappers, and files of variables
 * that the program loads by itself. Whatever may give a variable is taken to give it.
 *
 * <p>It is one class although it is long: each step of the way adds to what the one before it gave.
 */
final class StartPath {

    private static final Set<String> WRAPPERS = Set.of(
            "dotenv",
            "dotenvx",
            "env-cmd",
            "infisical",
            "doppler",
            "op",
            "chamber",
            "vault",
            "envconsul",
            "sops",
            "berglas",
            "pm2",
            "pm2-runtime");
    private static final Set<String> READ_ELSEWHERE = Set.of(".", "source", "eval", "read");
    private static final Set<String> LOADERS = Set.of(
            "dotenv",
            "dotenv/config",
            "dotenv-flow",
            "dotenv-flow/config",
            "dotenv-expand",
            "dotenv-safe",
            "dotenv-mono",
            "@dotenvx/dotenvx",
            "@nestjs/config",
            "@next/env",
            "custom-env",
            "convict",
            "config",
            "nconf");

    private static final Set<String> PRELOADS = Set.of("-r", "--require", "--import");

    private final SourceTree tree;
    private final Service service;
    private final Graph graph;
    private final Entries entries;
    private Optional<List<Way>> ways = Optional.empty();

    StartPath(SourceTree tree, Service service, Graph graph, Entries entries) {
        this.tree = tree;
        this.service = service;
        this.graph = graph;
        this.entries = entries;
    }

    /** Words of its scripts and commands: what is named there is used. */
    Set<String> words() {
        Set<String> words = new LinkedHashSet<>();
        for (Launch launch : service.launches()) {
            words.addAll(launch.first());
            for (ScriptRun script : launch.scripts()) {
                tree.read(script.at().path()).asFile().ifPresent(file -> words.add(file.text()));
            }
            launch.visits().forEach(visit -> words.addAll(visit.argv()));
        }
        return words;
    }

    List<Variable.Provider> providers(String name) {
        List<Variable.Provider> all = new ArrayList<>();
        for (Way way : ways()) {
            way.scripts().forEach(commands -> all.addAll(exported(commands, name)));
            way.first().forEach(commands -> all.addAll(moved(exported(commands, name), service.start())));
            for (Step step : way.steps()) {
                step.texts()
                        .forEach(commands -> all.addAll(
                                moved(exported(commands, name), step.visit().at())));
                if (isGiven(step.visit(), name)) {
                    all.add(new Variable.Provider(
                            Kind.IMAGE, "start path", false, true, step.visit().at()));
                }
            }
            String assigned = name + "=";
            if (way.words().stream().anyMatch(word -> word.contains(assigned))) {
                all.add(new Variable.Provider(Kind.IMAGE, "start command", false, true, service.start()));
            }
            all.addAll(way.wrappers());
        }
        if (loadsFiles()) {
            for (String file : List.of(".env", ".env.local", ".env.production", ".env.production.local")) {
                all.addAll(file(file, name));
            }
        }
        for (EnvScript script : graph.files().values()) {
            EnvScript.Writes writes = script.writes();
            if (writes.any() || writes.names().contains(name)) {
                all.add(new Variable.Provider(
                        Kind.UNKNOWN_FILE,
                        "what the program sets itself",
                        false,
                        true,
                        Span.wholeFile(script.file().path())));
            }
            writes.files().forEach(file -> all.addAll(file(file, name)));
        }
        return all;
    }

    /**
     * What one launch says, read once for all variables.
     *
     * @param scripts the commands of each script that it runs
     * @param first those of each text that its command line gives to a shell
     * @param words of all its command lines
     * @param wrappers programs that give variables from elsewhere
     */
    private record Way(
            List<List<Command.Simple>> scripts,
            List<List<Command.Simple>> first,
            List<Step> steps,
            Set<String> words,
            List<Variable.Provider> wrappers) {}

    /** @param texts the commands of each text that the command line gives to a shell */
    private record Step(Visit visit, List<List<Command.Simple>> texts) {}

    private List<Way> ways() {
        if (ways.isEmpty()) {
            ways = Optional.of(service.own().stream().map(this::way).toList());
        }
        return ways.get();
    }

    private Way way(Launch launch) {
        List<List<Command.Simple>> scripts = new ArrayList<>();
        for (ScriptRun script : launch.scripts()) {
            if (script.isFile()) {
                tree.read(script.at().path())
                        .asFile()
                        .ifPresent(file -> scripts.add(ShellCommands.of(Fragment.of(file))));
            }
        }
        List<Step> steps = new ArrayList<>();
        Set<String> words = new LinkedHashSet<>(launch.first());
        List<Variable.Provider> wrappers = new ArrayList<>();
        for (Visit visit : launch.visits()) {
            steps.add(new Step(visit, commanded(visit.argv(), service.dockerfile())));
            words.addAll(visit.argv());
            boolean wraps = WRAPPERS.contains(visit.program())
                    || visit.argv().stream().anyMatch(word -> word.startsWith("--env-file") || WRAPPERS.contains(word))
                    || preloaded(visit).stream().anyMatch(word -> word.startsWith(".") || word.startsWith("/"));
            if (wraps) {
                wrappers.add(new Variable.Provider(
                        Kind.UNKNOWN_FILE, "what `" + visit.program() + "` loads", false, true, visit.at()));
            }
        }
        return new Way(scripts, commanded(launch.first(), service.dockerfile()), steps, words, wrappers);
    }

    /** The commands of the texts that a command line gives to a shell: {@code sh -c TEXT}. */
    private static List<List<Command.Simple>> commanded(List<String> argv, TreePath dockerfile) {
        List<List<Command.Simple>> texts = new ArrayList<>();
        for (int i = 1; i + 1 < argv.size(); i++) {
            String word = argv.get(i);
            boolean option = word.startsWith("-") && !word.startsWith("--") && word.endsWith("c");
            if (option) {
                texts.add(ShellCommands.of(Fragment.of(new SourceFile(dockerfile, argv.get(i + 1)))));
            }
        }
        return texts;
    }

    private static List<Variable.Provider> moved(List<Variable.Provider> providers, Span at) {
        return providers.stream()
                .map(p -> new Variable.Provider(p.kind(), p.what(), p.empty(), p.effective(), at))
                .toList();
    }

    /** Whether something on the way has given it to a program that the image alone does not give it to. */
    private boolean isGiven(Visit visit, String name) {
        boolean image = service.image().environment().names().contains(name);
        boolean empty = visit.environment().get(name) instanceof Fact.Present<String> known
                && known.value().isEmpty();
        return !image
                && visit.environment().names().contains(name)
                && !empty
                && !(visit.environment().get(name) instanceof Fact.Absent<String>);
    }

    /** What node loads before the program: {@code -r dotenv/config}. */
    private static List<String> preloaded(Visit visit) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < visit.argv().size(); i++) {
            String word = visit.argv().get(i);
            int sign = word.indexOf('=');
            if (PRELOADS.contains(word) && i + 1 < visit.argv().size()) {
                all.add(visit.argv().get(i + 1));
            } else if (sign > 0 && PRELOADS.contains(word.substring(0, sign))) {
                all.add(word.substring(sign + 1));
            }
        }
        return all;
    }

    private static List<Variable.Provider> exported(List<Command.Simple> commands, String name) {
        List<Variable.Provider> all = new ArrayList<>();
        for (Command.Simple command : commands) {
            boolean assigned =
                    command.assignments().stream().anyMatch(a -> a.name().equals(name))
                            || command.words().stream()
                                    .anyMatch(w -> w.raw().startsWith(name + "=")
                                            || w.raw().contains("{" + name + ":="));
            if (assigned) {
                all.add(new Variable.Provider(Kind.IMAGE, "start script", false, true, command.span()));
            }
            boolean elsewhere = !command.words().isEmpty()
                    && command.words()
                            .get(0)
                            .literal()
                            .filter(READ_ELSEWHERE::contains)
                            .isPresent();
            if (elsewhere) {
                all.add(new Variable.Provider(
                        Kind.UNKNOWN_FILE, "what the start script reads", false, true, command.span()));
            }
        }
        return all;
    }

    private boolean loadsFiles() {
        boolean bun = service.own().stream()
                .flatMap(launch -> launch.visits().stream())
                .anyMatch(visit -> visit.program().equals("bun"));
        boolean preloads = service.own().stream()
                .flatMap(launch -> launch.visits().stream())
                .anyMatch(visit -> preloaded(visit).stream().anyMatch(LOADERS::contains));
        return bun
                || preloads
                || entries.kind() == Entries.Kind.NEXT
                || graph.externals().stream().anyMatch(external -> LOADERS.contains(external.specifier()));
    }

    /** What a file of variables gives that is looked for from where the program starts. */
    private List<Variable.Provider> file(String file, String name) {
        Image image = service.image();
        ImagePath workdir = image.workdir() instanceof Fact.Present<ImagePath> known ? known.value() : ImagePath.ROOT;
        ImagePath path = workdir.resolve(file);
        if (service.deployed().stream().anyMatch(use -> isMounted(use, path))) {
            return List.of(unknown(file + " that a deployment mounts"));
        }
        Fact<FileSystem.Located> found = image.files().follow(path);
        if (found instanceof Fact.Unknown<FileSystem.Located>) {
            return List.of(unknown(file + Variable.Provider.PERHAPS));
        }
        if (!(found instanceof Fact.Present<FileSystem.Located> there)) {
            return List.of();
        }
        if (!(there.value().node() instanceof Node.File node && node.content() instanceof Content.FromContext source)) {
            return List.of(unknown(file + " of the image"));
        }
        return source
                .tree()
                .read(source.path())
                .asFile()
                .flatMap(text -> EnvReader.read(text, EnvDialect.NODE).get(name))
                .map(a -> new Variable.Provider(Kind.FILE, file, false, true, a.nameAt()))
                .stream()
                .toList();
    }

    private Variable.Provider unknown(String what) {
        return new Variable.Provider(Kind.UNKNOWN_FILE, what, false, true, service.start());
    }

    /** Whether a deployment puts something of its own at a path, or at a directory above it. */
    private static boolean isMounted(ComposeUse use, ImagePath path) {
        return use.service().mounts().stream()
                .map(mount -> mount.target().text())
                .anyMatch(target -> !target.startsWith("/")
                        || path.toString().equals(target)
                        || path.toString().startsWith(target.endsWith("/") ? target : target + "/"));
    }
}
