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
import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.ShellCommands;
import dev.runtimeaudit.workspace.variables.Variable.Provider.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the way from the image to the process adds to its environment: scripts that export, wrappers, and files of variables
 * that the program loads by itself. Whatever may give a variable is taken to give it.
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

    private final SourceTree tree;
    private final Service service;
    private final Graph graph;
    private final Entries entries;

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
        for (Launch launch : service.own().stream().toList()) {
            for (ScriptRun script : launch.scripts()) {
                if (script.isFile()) {
                    tree.read(script.at().path())
                            .asFile()
                            .ifPresent(file -> all.addAll(exported(Fragment.of(file), name)));
                }
            }
            List<String> words = new ArrayList<>(launch.first());
            launch.visits().forEach(visit -> words.addAll(visit.argv()));
            if (words.stream().anyMatch(word -> word.contains(name + "="))) {
                all.add(new Variable.Provider(Kind.IMAGE, "start command", false, true, service.start()));
            }
            for (Visit visit : launch.visits()) {
                boolean wraps = WRAPPERS.contains(visit.program())
                        || visit.argv().stream()
                                .anyMatch(word -> word.startsWith("--env-file") || WRAPPERS.contains(word));
                if (wraps) {
                    all.add(new Variable.Provider(
                            Kind.UNKNOWN_FILE, "what `" + visit.program() + "` loads", false, true, visit.at()));
                }
            }
        }
        if (loadsFiles()) {
            all.addAll(files(name));
        }
        return all;
    }

    private static List<Variable.Provider> exported(Fragment text, String name) {
        List<Variable.Provider> all = new ArrayList<>();
        for (Command.Simple command : ShellCommands.of(text)) {
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
        return bun
                || entries.kind() == Entries.Kind.NEXT
                || graph.externals().stream().anyMatch(external -> LOADERS.contains(external.specifier()));
    }

    /** The files of variables that lie where the program starts. */
    private List<Variable.Provider> files(String name) {
        List<Variable.Provider> all = new ArrayList<>();
        Image image = service.image();
        ImagePath workdir = image.workdir() instanceof Fact.Present<ImagePath> known ? known.value() : ImagePath.ROOT;
        for (String file : List.of(".env", ".env.local", ".env.production", ".env.production.local")) {
            Fact<FileSystem.Located> found = image.files().follow(workdir.resolve(file));
            if (found instanceof Fact.Present<FileSystem.Located> there) {
                if (there.value().node() instanceof Node.File node
                        && node.content() instanceof Content.FromContext source) {
                    source.tree()
                            .read(source.path())
                            .asFile()
                            .flatMap(text ->
                                    EnvReader.read(text, EnvDialect.NODE).get(name))
                            .ifPresent(a -> all.add(new Variable.Provider(Kind.FILE, file, false, true, a.nameAt())));
                } else {
                    all.add(new Variable.Provider(
                            Kind.UNKNOWN_FILE, file + " of the image", false, true, service.start()));
                }
            } else if (found instanceof Fact.Unknown<FileSystem.Located>) {
                all.add(new Variable.Provider(
                        Kind.UNKNOWN_FILE, file + " that may be in the image", false, true, service.start()));
            }
        }
        return all;
    }
}
