package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.launcher.Chain;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The go command: {@code go build} writes one executable, {@code go install} one per package into the bin directory
 * (cmd/go documentation, "Compile packages and dependencies" and "Compile and install packages and dependencies").
 */
public final class Go implements Launcher {

    /** The name under which the kernel and the launchers know what a compiler has made. */
    public static final String COMPILED = "compiled";

    /** Programs that build something themselves, by the path of their package; what else is installed is taken as it is. */
    private static final Map<String, String> BUILDERS = Map.of(
            "github.com/caddyserver/xcaddy/cmd/xcaddy", "xcaddy",
            "go.k6.io/xk6", "xk6",
            "go.k6.io/xk6/cmd/xk6", "xk6",
            "go.opentelemetry.io/collector/cmd/builder", "ocb");

    /** Of a package, its tests, or what a comment in the sources asks for. */
    private static final Set<String> RUNS_CODE = Set.of("generate", "run", "test", "tool");

    /** Flags that take the next word when they are written without {@code =}. */
    private static final Set<String> WITH_VALUE = Set.of(
            "-o",
            "-ldflags",
            "-tags",
            "-mod",
            "-modfile",
            "-gcflags",
            "-asmflags",
            "-p",
            "-buildmode",
            "-pkgdir",
            "-toolexec",
            "-overlay",
            "-compiler",
            "-gccgoflags",
            "-installsuffix",
            "-pgo",
            "-C",
            "-covermode",
            "-coverpkg",
            "-buildvcs");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        Line line = Line.of(call.arguments());
        Machine machine = call.machine();
        if (RUNS_CODE.contains(line.subcommand) && replay.world().phase() == World.Phase.START) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        if (line.subcommand.equals("build")) {
            return List.of(End.success(built(machine, line, call)));
        }
        if (line.subcommand.equals("install")) {
            return List.of(End.success(installed(machine, line, call)));
        }
        if (line.lost) {
            return List.of(End.success(Effects.anywhere(machine, Reason.BUILD_OUTPUT_NOT_MODELLED, at(call))));
        }
        if (RUNS_CODE.contains(line.subcommand)) {
            return List.of(End.success(Effects.project(machine, Reason.BUILD_OUTPUT_NOT_MODELLED, at(call))));
        }
        // mod, vet, version, env: what they leave behind is in Go's caches or in the sources.
        return List.of(End.success(machine));
    }

    private static Evidence at(Invocation call) {
        return Evidence.of(call.at(), "runs `" + String.join(" ", call.shown()) + "`");
    }

    private static Machine built(Machine machine, Line line, Invocation call) {
        if (line.outputLost || line.lost && line.output.isEmpty()) {
            return Effects.anywhere(machine, Reason.BUILD_OUTPUT_NOT_MODELLED, at(call));
        }
        ImagePath from = line.directory.map(machine.directory()::resolve).orElse(machine.directory());
        if (line.output.isEmpty()) {
            // of several packages go writes nothing: it only compiles them
            return line.packages.size() > 1 || line.packages.stream().anyMatch(Go::isPattern)
                    ? machine
                    : machine.withFiles(executable(machine, from.resolve(name(machine, from, line)), call));
        }
        ImagePath output = from.resolve(line.output.get());
        Fact<Located> there = machine.files().follow(output);
        boolean intoDirectory = line.output.get().endsWith("/")
                || there instanceof Fact.Present<Located> known && known.value().node() instanceof Node.Directory;
        if (intoDirectory) {
            return into(output, machine, from, line, call);
        }
        if (line.packages.size() > 1 || line.packages.stream().anyMatch(Go::isPattern)) {
            // only a directory takes several: it is one, or go makes it
            return machine.withFiles(machine.files().perhaps(output, Reason.BUILD_OUTPUT_NOT_MODELLED, at(call)));
        }
        return machine.withFiles(executable(machine, output, call));
    }

    private static Machine into(ImagePath output, Machine machine, ImagePath from, Line line, Invocation call) {
        boolean named = !line.lost && line.packages.stream().noneMatch(Go::isPattern);
        FileSystem files = machine.files();
        if (!named) {
            files = files.mkdirs(output, meta(machine, 0755, at(call)))
                    .open(output, Reason.BUILD_OUTPUT_NOT_MODELLED, at(call));
        } else if (line.packages.size() < 2) {
            files = executable(machine, output.child(name(machine, from, line)), call);
        } else {
            for (String each : line.packages) {
                files = executable(machine.withFiles(files), output.child(lastElement(each)), call);
            }
        }
        return machine.withFiles(files);
    }

    /** {@code ./...} stands for packages that nobody has listed (cmd/go, "Package lists and patterns"). */
    private static boolean isPattern(String packages) {
        return packages.contains("...") || packages.equals("all");
    }

    private static Machine installed(Machine machine, Line line, Invocation call) {
        ImagePath bin = value(machine, "GOBIN")
                .map(ImagePath::of)
                .orElseGet(() ->
                        ImagePath.of(value(machine, "GOPATH").orElse("/go")).child("bin"));
        FileSystem files = machine.files();
        if (line.lost || line.packages.stream().anyMatch(Go::isPattern)) {
            return Effects.anywhere(machine, Reason.BUILD_OUTPUT_NOT_MODELLED, at(call));
        }
        for (String wanted : line.packages) {
            String path = wanted.contains("@") ? wanted.substring(0, wanted.indexOf('@')) : wanted;
            files = executable(
                    machine.withFiles(files),
                    bin.child(lastElement(wanted)),
                    BUILDERS.getOrDefault(path, COMPILED),
                    call);
        }
        return machine.withFiles(files);
    }

    private static Optional<String> value(Machine machine, String variable) {
        return machine.environment().get(variable) instanceof Fact.Present<String> set
                        && !set.value().isEmpty()
                ? Optional.of(set.value())
                : Optional.empty();
    }

    private static FileSystem executable(Machine machine, ImagePath path, Invocation call) {
        return executable(machine, path, COMPILED, call);
    }

    private static FileSystem executable(Machine machine, ImagePath path, String program, Invocation call) {
        boolean isStatic = value(machine, "CGO_ENABLED").map("0"::equals).orElse(false);
        Evidence origin = Evidence.of(call.at(), "compiles " + path);
        Meta meta = meta(machine, 0755, origin);
        Content content = new Content.Program(program, "", isStatic ? Linkage.STATIC : Linkage.UNKNOWN);
        return machine.files().with(path, new Node.File(meta, content));
    }

    private static Meta meta(Machine machine, int mode, Evidence origin) {
        Meta.Owner owner =
                new Meta.Owner(machine.identity().uid(), machine.identity().gid());
        return new Meta(OptionalInt.of(mode), Optional.of(owner), origin);
    }

    /** What go names an executable: after the last element of the package's path, or after its first file. */
    private static String name(Machine machine, ImagePath from, Line line) {
        if (line.packages.isEmpty()
                || line.packages.get(0).equals(".")
                || line.packages.get(0).equals("./")) {
            return module(machine, from).map(Go::lastElement).orElse(from.name());
        }
        String first = line.packages.get(0);
        if (first.endsWith(".go")) {
            String file = first.substring(first.lastIndexOf('/') + 1);
            return file.substring(0, file.length() - ".go".length());
        }
        return lastElement(first);
    }

    /** The module path of the go.mod in a directory: {@code module example.org/server}. */
    private static Optional<String> module(Machine machine, ImagePath directory) {
        if (!(machine.files().follow(directory.child("go.mod")) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Node.File file)
                || !(file.content().text() instanceof Fact.Present<SourceFile> text)) {
            return Optional.empty();
        }
        return text.value()
                .text()
                .lines()
                .map(String::strip)
                .filter(l -> l.startsWith("module "))
                .map(l -> l.substring("module ".length()).strip())
                .findFirst();
    }

    /** Without a version ({@code @v1}), a major version ({@code /v2}), or slashes at the end. */
    private static String lastElement(String path) {
        String bare = path.contains("@") ? path.substring(0, path.indexOf('@')) : path;
        List<String> elements = new ArrayList<>(List.of(bare.split("/")));
        int last = elements.size() - 1;
        if (last > 0 && elements.get(last).matches("v[0-9]+")) {
            last--;
        }
        return elements.get(last);
    }

    /** A command line of go, as far as it matters here. */
    private static final class Line {
        private String subcommand = "";
        private Optional<String> output = Optional.empty();
        private Optional<String> directory = Optional.empty();
        private final List<String> packages = new ArrayList<>();
        /** A word that is no option's value is not known: it may be a package, or an option. */
        private boolean lost;
        /** The word behind {@code -o} is not known, or a word behind that, which may be another one. */
        private boolean outputLost;

        static Line of(List<Arg> arguments) {
            Line line = new Line();
            for (int i = 0; i < arguments.size(); i++) {
                String word = arguments.get(i).value() instanceof Value.Known known ? known.text() : "";
                boolean known = arguments.get(i).value() instanceof Value.Known;
                if (line.subcommand.isEmpty() && !word.startsWith("-")) {
                    line.subcommand = word;
                } else if (word.startsWith("-") && known) {
                    String flag = word.startsWith("--") ? word.substring(1) : word;
                    int equals = flag.indexOf('=');
                    String name = equals < 0 ? flag : flag.substring(0, equals);
                    if (equals >= 0) {
                        line.flag(name, flag.substring(equals + 1));
                    } else if (WITH_VALUE.contains(name) && i + 1 < arguments.size()) {
                        i++;
                        line.flag(name, arguments.get(i).value() instanceof Value.Known value ? value.text() : "");
                        line.outputLost |=
                                name.equals("-o") && !(arguments.get(i).value() instanceof Value.Known);
                    }
                } else if (known) {
                    line.packages.add(word);
                } else {
                    line.lost = true;
                    line.outputLost |= line.output.isPresent();
                }
            }
            return line;
        }

        private void flag(String name, String value) {
            if (name.equals("-o")) {
                output = Optional.of(value);
            } else if (name.equals("-C")) {
                directory = Optional.of(value);
            }
        }
    }
}
