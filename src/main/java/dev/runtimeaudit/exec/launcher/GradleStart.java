package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Permissions;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The script that Gradle's {@code CreateStartScripts} writes (gradle, {@code unixStartScript.txt}; read at 6 to 9): a program of
 * {@code sh}, {@code uname}, {@code xargs}, {@code sed} and {@code tr} that runs the {@code java} of {@code JAVA_HOME}, or of PATH, with
 * the archives in {@code ../lib}. The program serves where its main class is written to, where that Java is not older than what it is
 * compiled for, and where all that the environment demands of it is there.
 */
public final class GradleStart implements Launcher {

    /** The name under which the model knows one; its version is the release of Java, and the variables that it cannot do without. */
    public static final String NAME = "gradle-start";

    /** Older scripts do without some of them. */
    private static final List<String> TOOLS = List.of("sh", "uname", "xargs", "sed", "tr");

    /** Calls that do not come back, or leave a thread that keeps the program up, as the libraries for it name them. */
    private static final Pattern SERVES = Pattern.compile("\\.\\s*awaitTermination\\s*\\(\\s*\\)"
            + "|\\bembeddedServer\\s*\\([^;]*?wait\\s*=\\s*true|EngineMain\\s*\\.\\s*main\\s*\\("
            + "|Micronaut\\s*\\.\\s*(?:run|build)\\s*\\(|Quarkus\\s*\\.\\s*run\\s*\\(|Javalin\\s*\\.\\s*create\\s*\\([^;]*\\.\\s*start\\s*\\("
            + "|HttpServer\\s*\\.\\s*create\\s*\\([\\s\\S]*\\.\\s*start\\s*\\(");

    private static final Pattern SPRING =
            Pattern.compile("SpringApplication\\s*\\.\\s*run\\s*\\(|\\brunApplication\\s*<");

    private static final Pattern STRING = Pattern.compile("\"(?:\\\\.|[^\"\\\\\\n])*\"");

    /** The words of the command line, of which there are none, are looked at. */
    private static final Pattern ARGUMENTS = Pattern.compile("\\b(?:args|argv|arguments)\\s*(?:\\.|\\[|\\?)");

    /** What ends it on purpose. */
    private static final Pattern ENDS =
            Pattern.compile("System\\s*\\.\\s*exit\\s*\\(|exitProcess\\s*\\(|\\.\\s*halt\\s*\\(");

    private static final Pattern ASKED =
            Pattern.compile("System\\s*\\.\\s*getenv\\s*\\(\\s*(?:\"([A-Za-z_]\\w*)\")?[^)]*\\)");

    private static final Pattern AGENT = Pattern.compile("-javaagent:([^=\\s]+)");

    /** Options that every Java since 8 knows; one that it does not know ends it. */
    private static final Pattern SIZES = Pattern.compile(
            "-X(?:mx|ms|ss)\\d+[kKmMgG]?|-XX:(?:Max|Min|Initial)RAMPercentage=\\d+(?:\\.\\d+)?"
                    + "|-XX:\\+(?:ExitOnOutOfMemoryError|HeapDumpOnOutOfMemoryError|UseContainerSupport|UseG1GC|UseSerialGC|UseParallelGC)");

    /** Variables whose text java takes options from. */
    private static final List<String> OPTIONS = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS");

    /**
     * The variables that a main class asks for, where it is written to serve; empty where it is not.
     *
     * @param source its text without comments
     * @param spring a program of Spring opens a port
     */
    public static Optional<String> needs(String source, boolean spring) {
        String code = STRING.matcher(source).replaceAll("\"\"");
        boolean serves =
                SERVES.matcher(code).find() || spring && SPRING.matcher(code).find();
        if (!serves || ENDS.matcher(code).find() || ARGUMENTS.matcher(code).find()) {
            return Optional.empty();
        }
        TreeSet<String> names = new TreeSet<>();
        Matcher asked = ASKED.matcher(source);
        while (asked.find()) {
            if (asked.group(1) == null) {
                return Optional.empty();
            }
            names.add(asked.group(1));
        }
        return Optional.of(String.join(",", names));
    }

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        Machine machine = call.machine();
        String[] words = program.version().split(" ", 2);
        OptionalInt java = java(machine);
        boolean serves = call.last()
                && replay.world().phase() == World.Phase.START
                && call.arguments().isEmpty()
                && java.isPresent()
                && java.getAsInt() >= Integer.parseInt(words[0])
                && TOOLS.stream().allMatch(tool -> Kernel.onPath(tool, machine) instanceof Fact.Present<ImagePath>)
                && hasArchives(call)
                && Stream.concat(
                                OPTIONS.stream(),
                                machine.environment().names().stream().filter(name -> name.endsWith("_OPTS")))
                        .allMatch(name -> isHarmless(machine, name))
                && (words.length == 1
                        || Stream.of(words[1].split(","))
                                .noneMatch(name -> machine.environment().get(name) instanceof Fact.Absent<String>));
        return serves ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /** The release of the Java that such a script runs; empty where none is proven to be there, or which it is. */
    public static OptionalInt java(Machine machine) {
        Fact<String> home = machine.environment().get("JAVA_HOME");
        Fact<ImagePath> path =
                home instanceof Fact.Present<String> named && !named.value().isEmpty()
                        ? Fact.present(ImagePath.of(named.value()).child("bin").child("java"))
                        : Kernel.onPath("java", machine);
        return path instanceof Fact.Present<ImagePath> at
                        && machine.files().follow(at.value()) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File file
                        && file.content().on(machine.processor()) instanceof Program program
                        && program.name().equals("java")
                ? release(program.version())
                : OptionalInt.empty();
    }

    private static OptionalInt release(String version) {
        Matcher number = Pattern.compile("(?:1\\.)?(\\d{1,3})(?:\\D.*)?").matcher(version);
        return number.matches() ? OptionalInt.of(Integer.parseInt(number.group(1))) : OptionalInt.empty();
    }

    /** Whether {@code ../lib} is beside it, links followed, where its user may read. */
    private static boolean hasArchives(Invocation call) {
        Machine machine = call.machine();
        Fact<ImagePath> self = call.sought().indexOf('/') >= 0
                ? Fact.present(machine.directory().resolve(call.sought()))
                : Kernel.onPath(call.sought(), machine);
        if (!(self instanceof Fact.Present<ImagePath> at)
                || !(machine.files().follow(at.value()) instanceof Fact.Present<Located> found)) {
            return false;
        }
        ImagePath archives = found.value().path().parent().parent().child("lib");
        return machine.files().follow(archives) instanceof Fact.Present<Located> there
                && there.value().node() instanceof Node.Directory
                && Permissions.of(there.value().node(), Permissions.Right.EXECUTE, machine.identity())
                        instanceof Fact.Present<Node>;
    }

    /** Whether options that are known name no agent that is not there, and nothing that ends it. */
    private static boolean isHarmless(Machine machine, String variable) {
        if (!(machine.environment().get(variable) instanceof Fact.Present<String> options)) {
            return true;
        }
        Matcher agents = AGENT.matcher(options.value());
        while (agents.find()) {
            ImagePath agent = machine.directory().resolve(agents.group(1));
            if (!(machine.files().follow(agent) instanceof Fact.Present<Located> found)
                    || !(Permissions.of(found.value().node(), Permissions.Right.READ, machine.identity())
                            instanceof Fact.Present<Node>)) {
                return false;
            }
        }
        return Stream.of(options.value().strip().split("\\s+"))
                .allMatch(word -> word.isEmpty()
                        || word.startsWith("-javaagent:")
                        || word.startsWith("-D")
                        || SIZES.matcher(word).matches());
    }
}
