package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.exec.ScriptRun;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.read.dockerfile.CommandForm;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.read.dockerfile.Word;
import dev.runtimeaudit.read.env.EnvDialect;
import dev.runtimeaudit.read.env.EnvReader;
import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.source.Evidence;
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
 * Finds what a build gives to the step that makes the bundle (Dockerfile reference, "Scope" of ARG; nextjs.org, "Bundling
 * Environment Variables for the Browser"; vite.dev, "Env Variables and Modes").
 *
 * <p>It errs on the side of giving: whatever mentions a name may set it.
 *
 * <p>It is one class although it is long: all ways to give a value are asked for each name.
 */
final class Bundling {

    private static final Set<String> INSTALLERS = Set.of("apk", "apt-get", "apt", "yum", "dnf", "corepack");
    private static final List<String> CONFIGURATIONS = List.of(
            "next.config.js",
            "next.config.mjs",
            "next.config.ts",
            "next.config.cjs",
            "vite.config.ts",
            "vite.config.js",
            "vite.config.mts",
            "vite.config.mjs",
            "package.json");
    /** Packages that put values in when the container starts. */
    private static final List<String> REWRITERS = List.of(
            "next-runtime-env",
            "next-public-env",
            "@import-meta-env/cli",
            "@import-meta-env/unplugin",
            "vite-plugin-runtime-env",
            "vite-plugin-env-runtime",
            "react-env",
            "@beam-australia/react-env",
            "react-inject-env",
            "runtime-env-cra");

    private static final Set<String> EDITORS = Set.of("sed", "envsubst", "perl", "awk", "jq", "runtime-env-cra");

    private final SourceTree tree;
    private final ModuleMap modules;
    private final Service service;
    private final Dockerfile dockerfile;
    private final Entries entries;
    private final Optional<Instruction.Run> step;
    private final Set<Instruction> visible = new LinkedHashSet<>();

    Bundling(SourceTree tree, ModuleMap modules, Service service, Dockerfile dockerfile, Entries entries) {
        this.tree = tree;
        this.modules = modules;
        this.service = service;
        this.dockerfile = dockerfile;
        this.entries = entries;
        this.step = step();
    }

    /** How public names of a service get their values. */
    Bundle bundle() {
        return new Bundle(step.map(Instruction.Run::span), rewritten(), open());
    }

    // --- the step that builds ------------------------------------------------------------------------------------

    private Optional<Instruction.Run> step() {
        Optional<Instruction.Run> found = Optional.empty();
        for (Dockerfile.Stage stage : dockerfile.stages()) {
            List<Instruction> before = new ArrayList<>(inherited(dockerfile, stage));
            for (Instruction instruction : stage.instructions()) {
                if (instruction instanceof Instruction.Run run && isBuilding(run)) {
                    found = Optional.of(run);
                    visible.addAll(before);
                }
                before.add(instruction);
            }
        }
        if (found.isEmpty()) {
            dockerfile.stages().forEach(stage -> visible.addAll(stage.instructions()));
        }
        return found;
    }

    /** What a stage takes over from the stages that it starts from. */
    private static List<Instruction> inherited(Dockerfile dockerfile, Dockerfile.Stage stage) {
        List<Instruction> all = new ArrayList<>();
        String base = stage.from().image().literal();
        for (int i = stage.index() - 1; i >= 0; i--) {
            Dockerfile.Stage other = dockerfile.stages().get(i);
            if (other.name().filter(base::equalsIgnoreCase).isPresent()) {
                all.addAll(inherited(dockerfile, other));
                all.addAll(other.instructions());
                return all;
            }
        }
        return all;
    }

    /** What makes up the image that ships, in the order in which it happens; what is only copied from elsewhere is not in it. */
    static List<Instruction> shipped(Dockerfile dockerfile, Optional<String> target) {
        List<Dockerfile.Stage> stages = dockerfile.stages();
        if (stages.isEmpty()) {
            return List.of();
        }
        Dockerfile.Stage last = stages.stream()
                .filter(stage -> target.isPresent() && stage.name().equals(target))
                .findFirst()
                .orElse(stages.get(stages.size() - 1));
        List<Instruction> all = new ArrayList<>(inherited(dockerfile, last));
        all.addAll(last.instructions());
        return all;
    }

    private static boolean isBuilding(Instruction.Run run) {
        return commands(run.command()).stream().anyMatch(words -> {
            if (words.isEmpty() || INSTALLERS.contains(words.get(0))) {
                return false;
            }
            return words.stream().anyMatch(Bundling::isBuild);
        });
    }

    private static boolean isBuild(String word) {
        String name = word.substring(word.lastIndexOf('/') + 1);
        boolean script = name.endsWith(".sh") || name.endsWith(".js") || name.endsWith(".mjs");
        return name.equals("build")
                || name.startsWith("build:")
                || name.endsWith(":build")
                || name.startsWith("build-")
                || name.endsWith("#build")
                || script && name.contains("build");
    }

    /** The words of the simple commands; one that is not literal is as it is written. */
    private static List<List<String>> commands(CommandForm form) {
        if (form instanceof CommandForm.Exec exec) {
            return List.of(exec.words());
        }
        CommandForm.Shell shell = (CommandForm.Shell) form;
        List<List<String>> all = new ArrayList<>(words(shell.text()));
        shell.heredocs().forEach(heredoc -> all.addAll(words(heredoc.body())));
        return all;
    }

    private static List<List<String>> words(Fragment text) {
        return ShellCommands.of(text).stream().map(Bundling::words).toList();
    }

    private static List<String> words(Command.Simple command) {
        return command.words().stream()
                .map(word -> word.literal().orElse(word.raw()))
                .toList();
    }

    // --- who gives a value to it ---------------------------------------------------------------------------------

    /** Who may give a public name its value while the bundle is built; those that come too late are not effective. */
    List<Variable.Provider> providers(String name) {
        List<Variable.Provider> all = new ArrayList<>();
        for (Instruction instruction : dockerfile.instructions()) {
            boolean reaches = visible.contains(instruction);
            if (instruction instanceof Instruction.Env env) {
                pairs(env.pairs(), name)
                        .forEach(p -> all.add(
                                new Variable.Provider(Kind.BUILD_STAGE, "ENV", isEmpty(p.value()), reaches, p.span())));
            } else if (instruction instanceof Instruction.Arg arg) {
                pairs(arg.pairs(), name)
                        .forEach(p -> all.add(new Variable.Provider(
                                Kind.BUILD_STAGE, "ARG", p.value().isEmpty(), reaches, p.span())));
            } else if (instruction instanceof Instruction.Run run && mentions(run, name)) {
                all.add(new Variable.Provider(Kind.BUILD_STAGE, "RUN", false, true, run.span()));
            } else if (instruction instanceof Instruction.Copy copy
                    && copy.heredocs().stream().anyMatch(h -> h.body().text().contains(name))) {
                all.add(new Variable.Provider(Kind.BUILD_STAGE, "COPY", false, true, copy.span()));
            }
        }
        boolean declared = all.stream().anyMatch(p -> p.what().equals("ARG") && p.effective());
        for (ComposeUse use : service.deployed()) {
            use.service()
                    .build()
                    .flatMap(build -> Optional.ofNullable(build.args().get(name)))
                    .ifPresent(argument -> all.add(
                            new Variable.Provider(Kind.COMPOSE, "build argument", false, declared, argument.at())));
        }
        for (TreePath directory : directories()) {
            for (String file : tree.names(directory)) {
                boolean variables = file.startsWith(".env") && !Documents.isExample(file);
                if (variables) {
                    fromFile(directory.child(file), name).ifPresent(all::add);
                }
            }
        }
        for (TreePath directory : directories()) {
            for (String file : CONFIGURATIONS) {
                tree.read(directory.child(file))
                        .asFile()
                        .filter(text -> text.text().contains(name))
                        .ifPresent(
                                text -> all.add(new Variable.Provider(Kind.FILE, file, false, true, text.span(0, 0))));
            }
        }
        return all;
    }

    /** The value that the build puts in where nobody says otherwise; empty when it is not known. */
    Optional<String> value(String name) {
        Optional<Word> argument = Optional.empty();
        Optional<Word> variable = Optional.empty();
        boolean declared = false;
        for (Instruction instruction : visible) {
            if (instruction instanceof Instruction.Arg arg) {
                for (Instruction.Pair pair : pairs(arg.pairs(), name)) {
                    declared = true;
                    argument = pair.value();
                }
            } else if (instruction instanceof Instruction.Env env) {
                for (Instruction.Pair pair : pairs(env.pairs(), name)) {
                    variable = pair.value();
                }
            }
        }
        if (variable.filter(Word::isLiteral).isPresent()) {
            return variable.map(Word::literal);
        }
        boolean said = service.deployed().stream()
                .flatMap(use -> use.service().build().stream())
                .anyMatch(build -> build.args().containsKey(name));
        if (!declared || said) {
            return Optional.empty();
        }
        return argument.isPresent()
                ? argument.filter(Word::isLiteral).map(Word::literal)
                : variable.flatMap(word -> fallback(word, name));
    }

    /** What {@code ${NAME:-value}} is without the argument. */
    private static Optional<String> fallback(Word word, String name) {
        return word.parts().size() == 1
                        && word.parts().get(0) instanceof Word.Part.Variable reference
                        && reference.name().equals(name)
                        && reference.modifier() == Word.Modifier.DEFAULT_IF_EMPTY
                        && reference.argument().size() == 1
                        && reference.argument().get(0) instanceof Word.Part.Literal literal
                ? Optional.of(literal.text())
                : Optional.empty();
    }

    private Optional<Variable.Provider> fromFile(TreePath path, String name) {
        return tree.read(path)
                .asFile()
                .flatMap(text -> EnvReader.read(text, EnvDialect.NODE)
                        .get(name)
                        .map(found -> new Variable.Provider(
                                Kind.FILE,
                                path.name(),
                                found.value().filter(String::isEmpty).isPresent(),
                                true,
                                found.nameAt())));
    }

    /** From the project up to what the build is given. */
    private List<TreePath> directories() {
        Set<TreePath> all = new LinkedHashSet<>();
        entries.project().ifPresent(project -> {
            for (TreePath above = project; !above.isRoot(); above = above.parent()) {
                all.add(above);
            }
        });
        all.add(service.context());
        all.add(TreePath.ROOT);
        return List.copyOf(all);
    }

    private static List<Instruction.Pair> pairs(List<Instruction.Pair> pairs, String name) {
        return pairs.stream().filter(p -> p.name().literal().equals(name)).toList();
    }

    private static boolean isEmpty(Optional<Word> value) {
        return value.filter(word -> word.isLiteral() && word.literal().isEmpty())
                .isPresent();
    }

    private static boolean mentions(Instruction.Run run, String name) {
        if (run.command() instanceof CommandForm.Exec exec) {
            return exec.words().stream().anyMatch(word -> word.contains(name));
        }
        CommandForm.Shell shell = (CommandForm.Shell) run.command();
        return shell.text().text().contains(name)
                || shell.heredocs().stream().anyMatch(h -> h.body().text().contains(name));
    }

    /** A step that writes or is lent a file of variables may give any. */
    private Optional<Evidence> open() {
        for (Instruction instruction : dockerfile.instructions()) {
            if (instruction instanceof Instruction.Run run) {
                boolean lent = run.mounts().stream()
                        .anyMatch(mount -> mount.value("type").map(Word::literal).stream()
                                .anyMatch(type -> type.equals("secret")));
                if (lent || mentions(run, ".env")) {
                    return Optional.of(Evidence.of(run.span(), "may give variables to the build"));
                }
            } else if (instruction instanceof Instruction.Copy copy
                    && copy.flags().stream().noneMatch(flag -> flag.name().equals("from"))) {
                Optional<Word> file = copy.sources().stream()
                        .filter(word -> isFileOfVariables(word.literal()))
                        .findFirst();
                if (file.isPresent()) {
                    return Optional.of(Evidence.of(file.get().span(), "brings a file of variables to the build"));
                }
            }
        }
        for (TreePath directory : directories()) {
            Optional<SourceFile> manifest =
                    tree.read(directory.child("package.json")).asFile();
            boolean loads = manifest.filter(m -> m.text().contains("dotenv ")
                            || m.text().contains("dotenvx")
                            || m.text().contains("env-cmd")
                            || m.text().contains("infisical")
                            || m.text().contains("doppler"))
                    .isPresent();
            if (loads) {
                return Optional.of(Evidence.of(manifest.get().span(0, 0), "runs what may load variables"));
            }
        }
        return Optional.empty();
    }

    private static boolean isFileOfVariables(String source) {
        String name = source.substring(source.lastIndexOf('/') + 1);
        return name.startsWith(".env");
    }

    // --- who changes it afterwards -------------------------------------------------------------------------------

    private Optional<Evidence> rewritten() {
        for (TreePath directory : directories()) {
            for (String name : REWRITERS) {
                if (modules.dependsOn(directory, name)) {
                    return Optional.of(Evidence.of(
                            Span.wholeFile(directory.child("package.json")),
                            "depends on `%s`, which gives values when it starts".formatted(name)));
                }
            }
        }
        for (Launch launch : service.launches()) {
            for (ScriptRun script : launch.scripts()) {
                Optional<Evidence> found = tree.read(script.at().path())
                        .asFile()
                        .filter(file -> script.isFile())
                        .flatMap(file -> edited(Fragment.of(file)));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        for (Instruction instruction : dockerfile.instructions()) {
            Optional<CommandForm> command = instruction instanceof Instruction.Cmd cmd
                    ? Optional.of(cmd.command())
                    : instruction instanceof Instruction.Entrypoint entrypoint
                            ? Optional.of(entrypoint.command())
                            : Optional.empty();
            if (command.isPresent()) {
                Optional<Evidence> found = starting(command.get());
                if (found.isPresent()) {
                    return found;
                }
            }
            if (instruction instanceof Instruction.Copy copy
                    && copy.destination().raw().contains("docker-entrypoint.d")) {
                return Optional.of(Evidence.of(copy.span(), "brings a script that runs when the container starts"));
            }
        }
        return Optional.empty();
    }

    /** The command of an image: a line of shell, a script of the workspace, or another program. */
    private Optional<Evidence> starting(CommandForm form) {
        if (form instanceof CommandForm.Shell shell) {
            return edited(shell.text());
        }
        CommandForm.Exec exec = (CommandForm.Exec) form;
        for (CommandForm.Argument argument : exec.arguments()) {
            Optional<Evidence> line = argument.text().contains(" ")
                    ? edited(Fragment.of(new SourceFile(
                            argument.span().path(),
                            argument.text(),
                            argument.span().line())))
                    : script(argument.text());
            if (line.isPresent()) {
                return line;
            }
        }
        return Optional.empty();
    }

    /** A script that is copied into the image under a name that the command says. */
    private Optional<Evidence> script(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        if (!last.endsWith(".sh") && !last.contains("entrypoint")) {
            return Optional.empty();
        }
        for (Instruction instruction : dockerfile.instructions()) {
            if (instruction instanceof Instruction.Copy copy) {
                for (Word source : copy.sources()) {
                    Optional<SourceFile> file = service.context()
                            .resolve(source.literal())
                            .filter(path -> !path.isRoot())
                            .flatMap(path -> tree.read(path).asFile());
                    boolean same =
                            file.filter(f -> f.path().name().equals(last)).isPresent()
                                    || copy.destination().literal().endsWith(last);
                    if (same && file.isPresent()) {
                        return edited(Fragment.of(file.get()));
                    }
                }
            }
        }
        return Optional.of(Evidence.of(service.start(), "starts a script that is not seen"));
    }

    /** Whether something in a script may edit what was built; what only touches {@code /etc} does not. */
    private static Optional<Evidence> edited(Fragment text) {
        for (Command.Simple command : ShellCommands.of(text)) {
            List<String> words = words(command);
            if (words.isEmpty()) {
                continue;
            }
            String program = words.get(0).substring(words.get(0).lastIndexOf('/') + 1);
            boolean prefix = words.stream()
                    .anyMatch(w -> w.contains("NEXT_PUBLIC_") || w.contains("VITE_") || w.contains("REACT_APP_"));
            boolean edits = EDITORS.contains(program) || program.startsWith("replace") || program.contains("env.sh");
            List<String> targets = new ArrayList<>(words.subList(1, words.size()));
            command.redirects()
                    .forEach(redirect -> targets.add(redirect.target().raw()));
            boolean elsewhere = targets.stream().anyMatch(t -> t.startsWith("/etc/"))
                    && targets.stream().noneMatch(t -> t.startsWith("/") && !t.startsWith("/etc/"));
            if (prefix || edits && !elsewhere) {
                return Optional.of(Evidence.of(command.span(), "may change the bundle when the container starts"));
            }
        }
        return Optional.empty();
    }
}
