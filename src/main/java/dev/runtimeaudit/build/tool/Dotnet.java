package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.DotnetInstrumented;
import dev.runtimeaudit.exec.launcher.DotnetProgram;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code dotnet publish} with {@code -o}: the assembly of the project, and its host, an executable of the same name
 * (learn.microsoft.com, "dotnet publish", ".NET application publishing overview"). What else is published is not listed.
 */
final class Dotnet implements Launcher {

    private static final Set<String> VALUES = Set.of(
            "output",
            "configuration",
            "runtime",
            "framework",
            "verbosity",
            "arch",
            "os",
            "source",
            "manifest",
            "version-suffix",
            "property",
            "self-contained");

    /** With these, the native library comes to lie beside the assembly; {@code dotnet} takes amd64 for x64. */
    private static final Set<String> INSTRUMENTED =
            Set.of("linux-x64", "linux-amd64", "linux-arm64", "linux-musl-x64", "linux-musl-amd64", "linux-musl-arm64");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        job.machine(Effects.of(
                "dotnet", call.arguments(), job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        Line line = Line.of(call.arguments(), "ocrfva", VALUES);
        List<String> operands = line.texts();
        Optional<ImagePath> output = line.text("o", "output").map(job::path);
        boolean publishes = !operands.isEmpty() && operands.get(0).equals("publish") && !line.unclear();
        if (publishes && output.isPresent()) {
            project(job, operands.size() > 1 ? operands.get(1) : ".")
                    .ifPresent(file -> publish(job, line, file, output.get()));
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    /** The project file that is named, or the only one in a directory that is. */
    private static Optional<ImagePath> project(Job job, String word) {
        ImagePath path = job.path(word);
        if (word.endsWith("proj")) {
            return Optional.of(path);
        }
        if (!(job.files().follow(path) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Directory directory)) {
            return Optional.empty();
        }
        List<String> names = directory.children().entrySet().stream()
                .filter(child -> child.getValue() instanceof Slot.Here)
                .map(java.util.Map.Entry::getKey)
                .filter(name -> name.endsWith("proj") || name.endsWith(".sln") || name.endsWith(".slnx"))
                .toList();
        return names.size() == 1 && names.get(0).endsWith("proj")
                ? Optional.of(path.child(names.get(0)))
                : Optional.empty();
    }

    private static void publish(Job job, Line line, ImagePath project, ImagePath output) {
        if (!(job.files().follow(project) instanceof Fact.Present<Located> found)
                || !(found.value().node() instanceof Node.File file)
                || !(file.content().text() instanceof Fact.Present<SourceFile> source)) {
            return;
        }
        String text = withoutComments(source.value().text());
        String name = element(text, "AssemblyName")
                .orElseGet(() -> project.name().substring(0, project.name().lastIndexOf('.')));
        boolean program = text.contains("Microsoft.NET.Sdk.Web")
                || text.contains("Microsoft.NET.Sdk.Worker")
                || element(text, "OutputType").filter("Exe"::equalsIgnoreCase).isPresent();
        if (name.contains("$(") || !program) {
            return;
        }
        boolean alone = is(job, text, "PublishSingleFile") || is(job, text, "PublishAot");
        boolean host = !isNot(job, text, "UseAppHost");
        boolean whole = is(job, text, "SelfContained")
                || is(job, text, "PublishAot")
                || line.has("self-contained", "sc")
                || line.text("self-contained").filter("true"::equals).isPresent();
        String runtime = line.text("r", "runtime")
                .or(() -> element(text, "RuntimeIdentifier"))
                .orElse("");
        job.files(job.files().mkdirs(output, job.made(0755)));
        job.files(Effects.openNames(job.files(), output, Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        if (!alone) {
            put(job, output.child(name + ".dll"), 0644, new Program(DotnetProgram.ASSEMBLY, "", Linkage.UNKNOWN));
        }
        if (host) {
            Linkage libc = runtime.startsWith("linux-musl")
                    ? Linkage.MUSL
                    : runtime.startsWith("linux")
                            ? Linkage.GLIBC
                            : job.machine().libc();
            put(
                    job,
                    output.child(name),
                    0755,
                    new Program(DotnetProgram.HOST, whole ? DotnetProgram.SELF_CONTAINED : "", libc));
        }
        if (!alone && INSTRUMENTED.contains(runtime) && isInstrumented(text)) {
            instrument(job, output);
        }
    }

    /** Whether the package with the script is referred to, with all that it brings. */
    private static boolean isInstrumented(String text) {
        int at = text.indexOf("Include=\"OpenTelemetry.AutoInstrumentation\"");
        int end = at < 0 ? -1 : text.indexOf('>', at);
        int closed = end < 0 || text.charAt(end - 1) == '/' ? end : text.indexOf("</PackageReference>", end);
        int begin = text.lastIndexOf('<', Math.max(at, 0));
        String element = closed < 0 ? "" : text.substring(begin, closed);
        return element.startsWith("<PackageReference") && !element.contains("Assets") && !element.contains("Condition");
    }

    /**
     * What the package copies beside the assembly (opentelemetry-dotnet-instrumentation, {@code nuget/}). NuGet extracts files with mode
     * 0766 without the umask, and a copy keeps it; that others may not execute the script is not relied upon.
     */
    private static void instrument(Job job, ImagePath output) {
        for (String brought : DotnetInstrumented.BESIDE) {
            job.files(job.files()
                    .with(
                            output.child(brought),
                            new Node.File(job.made(0644), new Content.Opaque(Reason.BUILD_OUTPUT_NOT_MODELLED))));
        }
        Meta made = job.made(0744);
        Meta unsettled = new Meta(made.mode(), made.owner(), made.origin(), false);
        job.files(job.files()
                .with(
                        output.child("instrument.sh"),
                        new Node.File(unsettled, new Program(DotnetInstrumented.NAME, "", Linkage.UNKNOWN))));
    }

    private static void put(Job job, ImagePath path, int mode, Program program) {
        job.files(job.files().with(path, new Node.File(job.made(mode), program)));
    }

    /** A property of the project or of the command line that is true. */
    private static boolean is(Job job, String text, String property) {
        return element(text, property).filter("true"::equalsIgnoreCase).isPresent() || given(job, property, "true");
    }

    private static String withoutComments(String xml) {
        StringBuilder kept = new StringBuilder();
        int at = 0;
        while (at < xml.length()) {
            int open = xml.indexOf("<!--", at);
            kept.append(xml, at, open < 0 ? xml.length() : open);
            int close = open < 0 ? -1 : xml.indexOf("-->", open);
            at = close < 0 ? xml.length() : close + "-->".length();
        }
        return kept.toString();
    }

    private static boolean isNot(Job job, String text, String property) {
        return element(text, property).filter("false"::equalsIgnoreCase).isPresent() || given(job, property, "false");
    }

    /** {@code /p:UseAppHost=false}, {@code -p:…}, {@code --property:…}. */
    private static boolean given(Job job, String property, String value) {
        return job.call().arguments().stream()
                .flatMap(word -> Line.text(word).stream())
                .anyMatch(word -> word.contains(":" + property + "=" + value));
    }

    /** The text of the last element of a name, as MSBuild takes the last value. */
    private static Optional<String> element(String text, String name) {
        int open = text.lastIndexOf("<" + name + ">");
        int close = open < 0 ? -1 : text.indexOf("</" + name + ">", open);
        return close < 0
                ? Optional.empty()
                : Optional.of(text.substring(open + name.length() + 2, close).strip());
    }
}
