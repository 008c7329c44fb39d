import dev.runtimeaudit.Audit;
import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.ConfigYaml;
import dev.runtimeaudit.report.ReportDirectory;
import dev.runtimeaudit.report.ReportFormat;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;

/**
 * Audits one tree after the other. Each line has a tree, a configuration or nothing, and the directory of the report, with tabs between
 * them; the answer says how it went, the directory, and the milliseconds or what went wrong.
 */
public final class AuditAll {

    private AuditAll() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split("\t", -1);
            long started = System.nanoTime();
            String answer;
            try {
                audit(Path.of(parts[0]), parts[1], Path.of(parts[2]));
                answer = "ok\t" + parts[2] + "\t" + (System.nanoTime() - started) / 1_000_000;
            } catch (IOException | RuntimeException | StackOverflowError e) {
                StringWriter trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace));
                String text = trace.toString().replace("\n", " | ");
                answer = "error\t" + parts[2] + "\t" + text.substring(0, Math.min(1500, text.length()));
            }
            System.out.println(answer);
            System.out.flush();
        }
    }

    private static void audit(Path tree, String configuration, Path report) throws IOException {
        AuditOptions options = AuditOptions.of(tree.toRealPath());
        if (!configuration.isEmpty()) {
            SourceFile yaml = new SourceFile(
                    TreePath.of("runtime-audit.yaml").orElseThrow(), Files.readString(Path.of(configuration)));
            options = options.with(AuditConfig.of(ConfigYaml.read(yaml, yaml.path().value())));
        }
        Files.createDirectories(report);
        new ReportDirectory(report).write(Audit.run(options), EnumSet.of(ReportFormat.JSON));
    }
}
