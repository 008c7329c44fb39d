package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether all modules that a program of python loads are there (docs.python.org, "The import system"): those of the workspace are
 * followed, those of the standard library are known, the rest must be installed. What is not proven to be there leaves the
 * question open; nothing is proven to be missing.
 *
 * <p>It is one class although it is long: packages, files and names of a program lead to each other.
 */
final class PythonModules {

    private static final int MOST = 400;

    /** Calls that serve, or work until they are stopped, as the servers and libraries for it name them. */
    private static final List<String> SERVES = List.of(
            "uvicorn.run(",
            "serve_forever(",
            "wait_for_termination(",
            "run_app(",
            "app.run(",
            "mcp.run(",
            ".launch(",
            "run_forever(",
            "start_server(",
            "HTTPServer(",
            "start_consuming(",
            "while True:",
            "socketio.run(",
            "run_polling(",
            ".serve(");

    private static final Set<String> STANDARD = standard();

    private final Machine machine;
    private final Optional<PythonPlace> place;
    private final List<ImagePath> roots;
    private final Evidence start;
    private final Set<ImagePath> seen = new HashSet<>();
    private boolean serves;

    /** @param roots where modules of the workspace are looked for: the directory of the program, PYTHONPATH */
    PythonModules(Machine machine, Optional<PythonPlace> place, List<ImagePath> roots, Evidence start) {
        this.machine = machine;
        this.place = place;
        this.roots = new ArrayList<>(roots);
        this.start = start;
        if (machine.environment().get("PYTHONPATH") instanceof Fact.Present<String> more) {
            for (String directory : more.value().split(":")) {
                this.roots.add(machine.directory().resolve(directory.isEmpty() ? "." : directory));
            }
        }
    }

    /** Whether something that was loaded serves. */
    boolean serves() {
        return serves;
    }

    /** Loads the program itself. */
    Optional<Doubt> program(ImagePath path) {
        return module(path, List.of(), true);
    }

    /** Runs a module of the workspace, or the {@code __main__} of a package, as the program. */
    Optional<Doubt> run(String name) {
        List<String> parts = List.of(name.split("\\."));
        List<String> inside = parts.subList(0, parts.size() - 1);
        if (!inside.isEmpty()) {
            Optional<Doubt> doubt = load(String.join(".", inside));
            if (doubt.isPresent()) {
                return doubt;
            }
        }
        for (ImagePath root : roots) {
            ImagePath at = root.resolve(String.join("/", parts));
            Step step = step(at.parent(), at.name());
            if (step == Step.MODULE) {
                return module(at.parent().child(at.name() + ".py"), inside, true);
            }
            if (step == Step.PACKAGE) {
                Optional<Doubt> doubt = load(name);
                return doubt.isPresent() ? doubt : module(at.child("__main__.py"), parts, true);
            }
        }
        return doubt(name, installedEvidence());
    }

    /** Loads what a module of this name is; empty when it and all that it imports is there. */
    Optional<Doubt> load(String name) {
        List<String> parts = List.of(name.split("\\."));
        for (ImagePath root : roots) {
            Step first = step(root, parts.get(0));
            if (first == Step.UNKNOWN && !isElsewhere(parts)) {
                return doubt(
                        name, machine.files().follow(root.child(parts.get(0))).evidence());
            }
            if (first == Step.MODULE || first == Step.PACKAGE || first == Step.NAMESPACE) {
                return below(root, parts);
            }
        }
        return isElsewhere(parts) ? Optional.empty() : doubt(name, installedEvidence());
    }

    private boolean isElsewhere(List<String> parts) {
        return STANDARD.contains(parts.get(0)) || isInstalled(parts);
    }

    private enum Step {
        MODULE,
        PACKAGE,
        NAMESPACE,
        ABSENT,
        UNKNOWN
    }

    private Step step(ImagePath directory, String name) {
        Fact<Located> asDirectory = machine.files().follow(directory.child(name));
        Fact<Located> asFile = machine.files().follow(directory.child(name + ".py"));
        if (asDirectory instanceof Fact.Present<Located> there && there.value().node() instanceof Node.Directory) {
            Fact<Located> initial = machine.files().follow(directory.child(name).child("__init__.py"));
            if (initial instanceof Fact.Present<Located>) {
                return Step.PACKAGE;
            }
            return asFile instanceof Fact.Present<Located>
                    ? Step.MODULE
                    : initial instanceof Fact.Absent<Located> ? Step.NAMESPACE : Step.UNKNOWN;
        }
        if (asFile instanceof Fact.Present<Located>) {
            return Step.MODULE;
        }
        boolean absent = asFile instanceof Fact.Absent<Located> && !(asDirectory instanceof Fact.Unknown<Located>);
        return absent ? Step.ABSENT : Step.UNKNOWN;
    }

    /** A module of the workspace, with the packages that it lies in. */
    private Optional<Doubt> below(ImagePath root, List<String> parts) {
        ImagePath at = root;
        for (int i = 0; i < parts.size(); i++) {
            Step step = step(at, parts.get(i));
            ImagePath here = at.child(parts.get(i));
            List<String> inside = parts.subList(0, i + 1);
            if (step == Step.MODULE) {
                return i == parts.size() - 1
                        ? module(at.child(parts.get(i) + ".py"), parts.subList(0, i), false)
                        : doubt(String.join(".", parts), start);
            }
            if (step == Step.PACKAGE) {
                Optional<Doubt> doubt = module(here.child("__init__.py"), inside, false);
                if (doubt.isPresent()) {
                    return doubt;
                }
            } else if (step != Step.NAMESPACE) {
                return doubt(
                        String.join(".", parts), machine.files().follow(here).evidence());
            }
            at = here;
        }
        return Optional.empty();
    }

    /** @param inside the package that a module belongs to, by its names */
    private Optional<Doubt> module(ImagePath path, List<String> inside, boolean main) {
        if (!seen.add(path)) {
            return Optional.empty();
        }
        if (seen.size() > MOST) {
            return Optional.of(new Doubt(Reason.OVER_BUDGET, start));
        }
        Fact<Located> found = machine.files().follow(path);
        if (!(found instanceof Fact.Present<Located> there)
                || !(there.value().node() instanceof Node.File file)
                || !(file.content().text() instanceof Fact.Present<SourceFile> text)) {
            return Optional.of(new Doubt(
                    Reason.FILE_CONTENT_NOT_KNOWN,
                    Evidence.of(start.steps().get(0).at(), "loads `" + path + "`")
                            .because(found.evidence())));
        }
        PythonSource source = PythonSource.read(text.value().text());
        serves |= SERVES.stream().anyMatch(source.code()::contains);
        for (PythonSource.Import one : source.imports()) {
            if (one.optional() || one.main() && !main) {
                continue;
            }
            Optional<Doubt> doubt = one.module().startsWith(".") ? relative(one, inside) : absolute(one);
            if (doubt.isPresent()) {
                return doubt;
            }
        }
        return Optional.empty();
    }

    private Optional<Doubt> relative(PythonSource.Import one, List<String> inside) {
        int dots = 0;
        while (dots < one.module().length() && one.module().charAt(dots) == '.') {
            dots++;
        }
        if (dots > inside.size()) {
            return doubt(one.module(), start);
        }
        String base = String.join(".", inside.subList(0, inside.size() - dots + 1));
        String rest = one.module().substring(dots);
        String module = rest.isEmpty() ? base : base + "." + rest;
        return absolute(new PythonSource.Import(module, one.names(), one.optional(), one.main()));
    }

    private Optional<Doubt> absolute(PythonSource.Import one) {
        Optional<Doubt> doubt = load(one.module());
        if (doubt.isPresent() && one.names().isEmpty()) {
            return doubt;
        }
        // from package import module; what is no module of it is taken to be one of its names.
        List<String> parts = List.of(one.module().split("\\."));
        boolean ofWorkspace = roots.stream()
                .map(root -> step(root, parts.get(0)))
                .anyMatch(step -> step != Step.ABSENT && step != Step.UNKNOWN);
        if (!ofWorkspace && doubt.isPresent()) {
            // from namespace import package
            boolean all = one.names().stream().allMatch(name -> isInstalled(joined(parts, name)));
            return all ? Optional.empty() : doubt;
        }
        for (String name : one.names()) {
            Optional<ImagePath> directory = directory(parts);
            boolean module = directory
                    .map(at -> step(at, name))
                    .filter(step -> step == Step.MODULE || step == Step.PACKAGE)
                    .isPresent();
            Optional<Doubt> more = module ? load(one.module() + "." + name) : Optional.empty();
            if (more.isPresent()) {
                return more;
            }
        }
        return doubt;
    }

    private static List<String> joined(List<String> parts, String name) {
        List<String> all = new ArrayList<>(parts);
        all.add(name);
        return all;
    }

    /** The directory of a package of the workspace. */
    private Optional<ImagePath> directory(List<String> parts) {
        for (ImagePath root : roots) {
            ImagePath at = root.resolve(String.join("/", parts));
            if (machine.files().follow(at) instanceof Fact.Present<Located> there
                    && there.value().node() instanceof Node.Directory) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    /** Down through packages without a file of their own to one that is installed. */
    private boolean isInstalled(List<String> parts) {
        if (place.isEmpty()) {
            return false;
        }
        ImagePath at = place.get().packages();
        for (String part : parts) {
            at = at.child(part);
            if (machine.files().follow(at.child("__init__.py")) instanceof Fact.Present<Located>) {
                return true;
            }
        }
        return false;
    }

    private Evidence installedEvidence() {
        return place.map(there -> machine.files().follow(there.packages()).evidence())
                .orElse(Evidence.NONE);
    }

    private Optional<Doubt> doubt(String module, Evidence evidence) {
        return Optional.of(new Doubt(
                Reason.INSTALLED_MODULES_NOT_MODELLED,
                Evidence.of(start.steps().get(0).at(), "imports `" + module + "`")
                        .because(evidence)));
    }

    private static Set<String> standard() {
        try (InputStream in = PythonModules.class.getResourceAsStream("python-modules.txt")) {
            if (in == null) {
                throw new IllegalStateException("python-modules.txt is not beside its reader");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> List.of(line.strip().split(" ")).stream())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("python-modules.txt", e);
        }
    }
}
