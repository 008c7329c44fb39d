package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.read.prisma.PrismaSchema;
import dev.runtimeaudit.read.prisma.SchemaReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.ComposeService.EnvFileUse;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import dev.runtimeaudit.workspace.compose.ServiceEnvironment;
import dev.runtimeaudit.workspace.compose.ServiceEnvironment.Provided;
import dev.runtimeaudit.workspace.variables.ServiceVariables.Given;
import dev.runtimeaudit.workspace.variables.Variable.Level;
import dev.runtimeaudit.workspace.variables.Variable.Provider.Kind;
import dev.runtimeaudit.workspace.variables.VariableReader.Read;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings together what the code of each service needs and what its image and its deployments give. */
public final class VariableModel {

    private final SourceTree tree;
    private final List<String> platform;
    private final ModuleMap modules;
    private final Graph.Scripts scripts;

    /** @param platform the variables that the user says the deployment gives */
    public VariableModel(SourceTree tree, List<String> platform) {
        this.tree = tree;
        this.platform = List.copyOf(platform);
        this.modules = new ModuleMap(tree);
        this.scripts = new Graph.Scripts(tree);
    }

    /** The variables of a service that is modelled otherwise. */
    public ServiceVariables of(Service service, Dockerfile dockerfile) {
        if (!service.unread().isEmpty()) {
            return ServiceVariables.NONE;
        }
        Entries entries = Entries.of(
                tree,
                modules,
                service.directory(),
                service.context(),
                service.image(),
                service.own(),
                service.preconditions());
        List<Given> given = given(service);
        Optional<Evidence> open = open(service);
        if (entries.kind() == Entries.Kind.NONE) {
            return new ServiceVariables(
                    List.of(), false, entries.project(), Optional.empty(), given, List.of(), open, false);
        }
        Graph graph = Graph.of(scripts, modules, entries);
        Documents documents = Documents.in(tree, directories(service, entries));
        List<Variable> all = new ArrayList<>();
        List<Read> reads = new ArrayList<>(VariableReader.of(modules, entries, graph));
        for (String name : VariableReader.ofFramework(entries)) {
            Optional<Read> own =
                    reads.stream().filter(r -> r.name().equals(name)).findFirst();
            own.ifPresent(reads::remove);
            reads.add(framework(service, name, own));
        }
        addDatabase(reads, service, entries, graph);
        for (Read read : reads) {
            all.add(variable(read, service, dockerfile, given, documents));
        }
        all.sort((one, other) -> one.name().compareTo(other.name()));
        boolean bundled = entries.kind() == Entries.Kind.NEXT || entries.kind() == Entries.Kind.BROWSER;
        return new ServiceVariables(
                all,
                graph.isComplete(),
                entries.project(),
                entries.start().stream().findFirst(),
                given,
                documents.paths(),
                open,
                bundled);
    }

    private Set<TreePath> directories(Service service, Entries entries) {
        Set<TreePath> directories = new LinkedHashSet<>();
        entries.project().ifPresent(directories::add);
        directories.add(service.directory());
        service.deployed().forEach(use -> directories.add(use.project().directory()));
        directories.add(service.context());
        directories.add(TreePath.ROOT);
        return directories;
    }

    /**
     * What a framework reads in code that it brings itself.
     *
     * @param own what the project's own code says of it
     */
    private static Read framework(Service service, String name, Optional<Read> own) {
        Span at = service.image().environment().names().contains(name)
                ? place(service.image().environment().get(name)).orElse(service.start())
                : service.start();
        List<Variable.Use> uses = new ArrayList<>();
        uses.add(new Variable.Use(Level.PLATFORM, Optional.empty(), false, false, true, false, at));
        own.ifPresent(read -> uses.addAll(read.uses()));
        return new Read(
                name,
                own.map(Read::level).filter(level -> level != Level.OPTIONAL).orElse(Level.PLATFORM),
                own.flatMap(Read::fallback),
                own.map(Read::allowed).orElse(List.of()),
                List.of(),
                Optional.empty(),
                uses);
    }

    /** What the Prisma client of a program connects with: the first query needs it, making the client does not. */
    private void addDatabase(List<Read> reads, Service service, Entries entries, Graph graph) {
        for (Graph.External external : graph.externals()) {
            boolean client = external.specifier().equals("@prisma/client")
                    && List.of("PrismaClient", "*", "default").stream().anyMatch(external.names()::contains);
            if (!client) {
                continue;
            }
            Set<TreePath> directories = new LinkedHashSet<>();
            for (TreePath above = external.from().parent(); !above.isRoot(); above = above.parent()) {
                directories.add(above);
            }
            entries.project().ifPresent(directories::add);
            directories.add(service.context());
            directories.add(TreePath.ROOT);
            Optional<SourceFile> schema = directories.stream()
                    .flatMap(d -> List.of("prisma/schema.prisma", "schema.prisma").stream()
                            .flatMap(name -> d.resolve(name).stream()))
                    .flatMap(path -> tree.read(path).asFile().stream())
                    .findFirst();
            if (schema.isPresent()) {
                SchemaReader.read(schema.get()).datasources().stream()
                        .flatMap(source -> source.setting("url").stream())
                        .filter(url -> url.kind() == PrismaSchema.Kind.ENV)
                        .forEach(url -> addUse(reads, url.texts().get(0), url.span()));
                return;
            }
        }
    }

    private static void addUse(List<Read> reads, String name, Span at) {
        Variable.Use use = new Variable.Use(Level.FIRST_USE, Optional.empty(), false, false, true, true, at);
        Optional<Read> own = reads.stream().filter(r -> r.name().equals(name)).findFirst();
        own.ifPresent(reads::remove);
        List<Variable.Use> uses = new ArrayList<>(own.map(Read::uses).orElse(List.of()));
        uses.add(use);
        Level level = own.map(Read::level)
                .filter(l -> l == Level.STARTUP || l == Level.FIRST_USE)
                .orElse(Level.FIRST_USE);
        reads.add(new Read(
                name,
                level,
                own.flatMap(Read::fallback),
                own.map(Read::allowed).orElse(List.of()),
                List.of(),
                Optional.empty(),
                uses));
    }

    private static Optional<Span> place(Fact<String> fact) {
        return fact.evidence().steps().stream().findFirst().map(step -> step.at());
    }

    private Variable variable(
            Read read, Service service, Dockerfile dockerfile, List<Given> given, Documents documents) {
        List<Variable.Provider> providers = new ArrayList<>();
        boolean built = read.level() == Level.BUILD;
        if (built) {
            providers.addAll(builders(dockerfile, read.name()));
        }
        for (Given each : given) {
            if (each.name().equals(read.name())) {
                Variable.Provider p = each.provider();
                providers.add(new Variable.Provider(p.kind(), p.what(), p.empty(), !built, p.at()));
            }
        }
        Optional<Documents.Entry> documented = documents.get(read.name());
        documented.ifPresent(entry ->
                providers.add(new Variable.Provider(Kind.DOCUMENTATION, "documented", false, false, entry.at())));
        if (!built) {
            for (ComposeUse use : service.deployed()) {
                unknownFiles(use).forEach(providers::add);
            }
        }
        if (platform.contains(read.name())) {
            providers.add(new Variable.Provider(Kind.PLATFORM, "providedByPlatform", false, true, service.start()));
        }
        Evidence evidence = Evidence.NONE;
        for (Variable.Use use : read.uses()) {
            evidence = evidence.because(use.at(), says(use));
        }
        return new Variable(
                read.name(),
                read.level(),
                read.fallback(),
                read.allowed(),
                read.group(),
                read.condition(),
                documented.flatMap(Documents.Entry::purpose),
                read.uses(),
                providers,
                evidence);
    }

    private static String says(Variable.Use use) {
        String what = use.read() ? "reads it" : "names it as required";
        if (use.fallback().isPresent()) {
            return what + ", with a default";
        }
        return switch (use.level()) {
            case STARTUP -> use.read() ? "needs it when the process starts" : what;
            case FIRST_USE -> use.checked() ? "refuses to go on without it" : "reads it without a default";
            case BUILD -> "is replaced by its value when it is built";
            case PLATFORM -> "is where the framework gets it from";
            case OPTIONAL -> what + ", and goes on without it";
            case UNKNOWN -> "gives it to something that may need it at once";
        };
    }

    // --- who gives it --------------------------------------------------------------------------------------------

    private List<Given> given(Service service) {
        List<Given> all = new ArrayList<>();
        Environment environment = service.image().environment();
        for (String name : environment.names()) {
            Optional<Span> at =
                    place(environment.get(name)).filter(span -> span.path().equals(service.dockerfile()));
            if (at.isPresent() && !(environment.get(name) instanceof Fact.Absent<String>)) {
                Optional<String> value = environment.get(name) instanceof Fact.Present<String> known
                        ? Optional.of(known.value())
                        : Optional.empty();
                Variable.Provider provider = new Variable.Provider(
                        Kind.IMAGE, "ENV", value.filter(String::isEmpty).isPresent(), true, at.get());
                all.add(new Given(name, provider, value.flatMap(Hosts::of)));
            }
        }
        for (ComposeUse use : service.deployed()) {
            ServiceEnvironment deployed = use.service().environment();
            for (Provided each : deployed.variables()) {
                boolean file = each.source() == ServiceEnvironment.Source.ENV_FILE;
                Variable.Provider provider = new Variable.Provider(
                        file ? Kind.FILE : Kind.COMPOSE,
                        file ? "env_file" : "environment",
                        each.value().filter(String::isEmpty).isPresent() && each.certain(),
                        true,
                        each.at());
                all.add(new Given(each.name(), provider, each.value().flatMap(Hosts::of)));
            }
        }
        return all;
    }

    private List<Variable.Provider> unknownFiles(ComposeUse use) {
        List<Variable.Provider> all = new ArrayList<>();
        for (EnvFileUse file : use.service().envFiles()) {
            boolean known = file.file().filter(modules::isFile).isPresent();
            if (!known) {
                String path = file.file().map(TreePath::value).orElse("a file");
                all.add(new Variable.Provider(
                        Kind.UNKNOWN_FILE,
                        "env_file " + path + " (not in the workspace)",
                        false,
                        true,
                        file.path().at()));
            }
        }
        return all;
    }

    private static Optional<Evidence> open(Service service) {
        for (ComposeUse use : service.deployed()) {
            if (use.service().environment().open().isPresent()) {
                return use.service().environment().open();
            }
            if (!use.project().complete()) {
                return Optional.of(Evidence.of(use.service().at(), "is in a file that others may be merged with"));
            }
        }
        return Optional.empty();
    }

    /** Where a stage of the build, or a file that the bundler reads, gives it. */
    private List<Variable.Provider> builders(Dockerfile dockerfile, String name) {
        List<Variable.Provider> all = new ArrayList<>();
        for (Instruction instruction : dockerfile.instructions()) {
            if (instruction instanceof Instruction.Env env) {
                env.pairs().stream()
                        .filter(p -> p.name().literal().equals(name))
                        .forEach(p -> all.add(new Variable.Provider(Kind.BUILD_STAGE, "ENV", false, true, p.span())));
            } else if (instruction instanceof Instruction.Arg arg) {
                arg.pairs().stream()
                        .filter(p -> p.name().literal().equals(name))
                        .forEach(p -> all.add(new Variable.Provider(
                                Kind.BUILD_STAGE, "ARG", p.value().isEmpty(), true, p.span())));
            }
        }
        return all;
    }
}
