package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.env.EnvFile;
import dev.runtimeaudit.read.prisma.PrismaSchema;
import dev.runtimeaudit.read.prisma.SchemaReader;
import dev.runtimeaudit.read.script.EnvScript;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.compose.ComposeProject;
import dev.runtimeaudit.workspace.compose.ComposeService.EnvFileUse;
import dev.runtimeaudit.workspace.compose.ComposeUse;
import dev.runtimeaudit.workspace.compose.ServiceEnvironment;
import dev.runtimeaudit.workspace.compose.ServiceEnvironment.Provided;
import dev.runtimeaudit.workspace.variables.ServiceVariables.Given;
import dev.runtimeaudit.workspace.variables.Variable.Level;
import dev.runtimeaudit.workspace.variables.Variable.Provider.Kind;
import dev.runtimeaudit.workspace.variables.VariableReader.Read;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Brings together what the code of each service needs and what its image and its deployments give.
 *
 * <p>It is one class although it is long: each of its steps adds to what the one before has found of the same service.
 */
public final class VariableModel {

    private final SourceTree tree;
    private final List<String> platform;
    private final ModuleMap modules;
    private final Graph.Scripts scripts;
    private final Map<TreePath, EnvFile> documenting = new TreeMap<>();

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
        Optional<Evidence> open = open(service);
        if (entries.kind() == Entries.Kind.NONE) {
            return new ServiceVariables(
                    List.of(),
                    false,
                    false,
                    entries.project(),
                    Optional.empty(),
                    given(service, Optional.empty()),
                    List.of(),
                    open,
                    Optional.empty(),
                    Set.of(),
                    Asked.NOTHING,
                    Secrets.of(tree, dockerfile, service.target(), service.image(), entries.project()),
                    List.of(),
                    Map.of());
        }
        Graph graph = Graph.of(scripts, modules, entries);
        Documents documents = Documents.in(tree, directories(service, entries));
        documents.files().forEach(file -> documenting.putIfAbsent(file.text().path(), file.file()));
        boolean bundled = entries.kind() == Entries.Kind.NEXT || entries.kind() == Entries.Kind.BROWSER;
        Optional<Bundling> bundling =
                bundled ? Optional.of(new Bundling(tree, modules, service, dockerfile, entries)) : Optional.empty();
        StartPath path = new StartPath(tree, service, graph, entries);
        List<Given> given = given(service, bundling);
        List<Variable> all = new ArrayList<>();
        VariableReader reader = VariableReader.of(modules, entries, graph);
        List<Read> reads = new ArrayList<>(reader.all());
        for (String name : VariableReader.ofFramework(entries)) {
            Optional<Read> own =
                    reads.stream().filter(r -> r.name().equals(name)).findFirst();
            own.ifPresent(reads::remove);
            reads.add(framework(service, name, own));
        }
        addDatabase(reads, service, entries, graph);
        for (Read read : reads) {
            all.add(variable(read, service, bundling, path, given, documents));
        }
        all.sort((one, other) -> one.name().compareTo(other.name()));
        return new ServiceVariables(
                all,
                graph.isComplete(),
                graph.files().values().stream()
                        .allMatch(script -> script.dynamic().isEmpty() && !script.passed()),
                entries.project(),
                entries.start().stream().findFirst(),
                given,
                documents.paths(),
                open,
                bundling.map(Bundling::bundle),
                path.words(),
                reader.asked(),
                Secrets.of(tree, dockerfile, service.target(), service.image(), entries.project()),
                entries.kind() == Entries.Kind.NODE
                        ? graph.files().values().stream().map(EnvScript::file).toList()
                        : List.of(),
                entries.kind() == Entries.Kind.NODE ? graph.links() : Map.of());
    }

    /** What the files say that document variables of services, once these are known. */
    public List<Documented> documented(List<Service> services, List<ComposeProject> projects) {
        Set<String> used = new HashSet<>();
        for (Service service : services) {
            service.variables().all().forEach(variable -> used.add(variable.name()));
        }
        projects.forEach(project -> project.services()
                .forEach(each -> each.environment().variables().stream()
                        .filter(given -> given.source() != ServiceEnvironment.Source.ENV_FILE)
                        .forEach(given -> used.add(given.name()))));
        Set<String> open = new TreeSet<>();
        documenting.values().forEach(file -> file.assignments().forEach(a -> open.add(a.name())));
        open.removeAll(used);
        open.removeIf(WellKnown::isReadByOthers);
        Optional<Set<String>> mentioned = open.isEmpty() ? Optional.of(Set.of()) : Mentions.of(tree, Set.copyOf(open));
        List<Documented> all = new ArrayList<>();
        documenting
                .values()
                .forEach(file -> file.assignments().forEach(a -> {
                    boolean named = !open.contains(a.name())
                            || mentioned.map(names -> names.contains(a.name())).orElse(true);
                    all.add(new Documented(a.name(), a.nameAt(), named));
                }));
        return all;
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
        uses.add(new Variable.Use(
                Level.PLATFORM, Optional.empty(), false, false, true, false, false, false, Optional.empty(), at));
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
        Variable.Use use = new Variable.Use(
                Level.FIRST_USE, Optional.empty(), false, false, true, true, false, true, Optional.empty(), at);
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
            Read read,
            Service service,
            Optional<Bundling> bundling,
            StartPath path,
            List<Given> given,
            Documents documents) {
        List<Variable.Provider> providers = new ArrayList<>();
        boolean built = read.level() == Level.BUILD;
        if (built) {
            bundling.ifPresent(b -> providers.addAll(b.providers(read.name())));
        } else {
            providers.addAll(path.providers(read.name()));
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

    private static List<Given> given(Service service, Optional<Bundling> bundling) {
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
                all.add(new Given(name, provider, value.flatMap(Address::of), value.isPresent(), false));
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
                boolean unlike = each.certain()
                        && bundling.flatMap(b -> b.value(each.name()))
                                .filter(built -> !each.value().equals(Optional.of(built)))
                                .isPresent();
                all.add(new Given(each.name(), provider, each.value().flatMap(Address::of), each.certain(), unlike));
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
}
