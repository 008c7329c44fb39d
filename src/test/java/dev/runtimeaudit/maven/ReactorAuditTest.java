package dev.runtimeaudit.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.maven.Reactor.Module;
import dev.runtimeaudit.maven.Reactor.Part;
import dev.runtimeaudit.report.Colours;
import dev.runtimeaudit.report.ReportDirectory;
import dev.runtimeaudit.report.ReportFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReactorAuditTest {

    private static final String REPORT = "target/runtime-audit/report.json";

    @TempDir
    Path temporary;

    private Path root;
    private boolean failsOnViolation;
    private final Set<String> ended = Collections.synchronizedSet(new HashSet<>());
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void makeThreeServices() throws IOException {
        root = temporary.toRealPath();
        for (String name : List.of("a", "b", "c")) {
            Files.writeString(
                    Files.createDirectories(root.resolve("apps/" + name)).resolve("Dockerfile"),
                    "FROM scratch\nCMD [\"/server\"]\n");
        }
    }

    @Test
    void modulesJudgeTheirOwnAndTheLastOneJudgesTheRest() throws Exception {
        build(".", "apps/a", "apps/b", "lib");

        assertThat(reported("apps/a")).containsExactly("a");
        assertThat(reported("apps/b")).containsExactly("b");
        assertThat(reported("lib")).containsExactly("c");
        assertThat(reported(".")).containsExactly("a", "b", "c");
    }

    @RepeatedTest(8)
    void whoeverComesLastEachServiceIsJudgedOnce(RepetitionInfo repetition) throws Exception {
        List<String> modules = new ArrayList<>(List.of(".", "apps/a", "apps/b", "lib"));
        Collections.shuffle(modules, new Random(repetition.getCurrentRepetition()));
        SessionLedger ledger = new SessionLedger(keys(modules));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            CyclicBarrier start = new CyclicBarrier(4);
            List<Future<Boolean>> all = new ArrayList<>();
            for (String module : modules) {
                Callable<Boolean> run = () -> {
                    start.await();
                    audit(ledger, module, modules).run();
                    return true;
                };
                all.add(threads.submit(run));
            }
            for (Future<Boolean> each : all) {
                assertThat(each.get(1, TimeUnit.MINUTES)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(ledger.taken()).hasSize(3);
        assertThat(reported(".")).containsExactly("a", "b", "c");
    }

    @Test
    void aModuleThatEndedWithoutRunningIsNotWaitedFor() throws Exception {
        List<String> modules = List.of(".", "apps/a", "apps/b", "lib");
        SessionLedger ledger = new SessionLedger(keys(modules));

        audit(ledger, ".", modules).run();
        ended.add("apps/a"); // say its execution was taken from a build cache
        audit(ledger, "apps/b", modules).run();
        audit(ledger, "lib", modules).run();

        assertThat(reported("lib")).containsExactly("a", "c");
        assertThat(reported(".")).containsExactly("a", "b", "c");
    }

    @Test
    void oneModuleAloneLeavesTheOthersOut() throws Exception {
        List<Module> known = List.of(module("apps/a", Part.AUDITS), module("apps/b", Part.LEFT_OUT));
        SessionLedger ledger = new SessionLedger(keys(List.of("apps/a")));

        audit(ledger, request("apps/a", ""), known).run();

        assertThat(reported("apps/a")).containsExactly("a", "c");
        assertThat(Files.readString(root.resolve(REPORT))).contains("its module apps/b");
        assertThat(said).anyMatch(line -> line.contains("Not audited: b"));
    }

    @Test
    void aBuildThatJudgesNothingFails() throws Exception {
        List<Module> known = List.of(module("lib", Part.AUDITS));
        for (String name : List.of("a", "b", "c")) {
            Files.delete(root.resolve("apps/" + name + "/Dockerfile"));
        }
        SessionLedger ledger = new SessionLedger(keys(List.of("lib")));

        assertThatThrownBy(() -> audit(ledger, request("lib", ""), known).run())
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageContaining("No service was audited in this build")
                .hasMessageContaining("failIfNoServices");
    }

    @Test
    void aSkippedModuleKeepsItsServicesFromBeingJudged() throws Exception {
        List<String> modules = List.of(".", "apps/a", "lib");
        SessionLedger ledger = new SessionLedger(keys(modules));

        audit(ledger, ".", modules).run();
        audit(ledger, request("apps/a", "it says so"), all(modules)).run();
        audit(ledger, "lib", modules).run();

        assertThat(root.resolve("apps/a").resolve(REPORT)).doesNotExist();
        assertThat(reported(".")).containsExactly("b", "c");
        assertThat(said).anyMatch(line -> line.contains("Not audited: a, because it says so"));
    }

    @Test
    void aBuildThatStopsHereReportsWhatItHas() throws Exception {
        failsOnViolation = true;
        Files.writeString(root.resolve("apps/a/Dockerfile"), "FROM node:20-alpine\nCMD [\"pnpm\", \"start\"]\n");
        List<String> modules = List.of(".", "apps/a", "lib");
        SessionLedger ledger = new SessionLedger(keys(modules));

        audit(ledger, ".", modules).run();
        assertThatThrownBy(() -> audit(ledger, "apps/a", modules).run())
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("pnpm");

        assertThat(reported(".")).containsExactly("a");
    }

    @Test
    void reportsThatGetIntoAnImageAreWarnedOf() throws Exception {
        Files.writeString(
                root.resolve("apps/b/Dockerfile"),
                "FROM scratch\nCOPY apps/a/Dockerfile /\nCOPY . .\nCMD [\"/server\"]\n");

        build(".");
        assertThat(said)
                .anyMatch(line -> line.contains("apps/b/Dockerfile:3 takes the reports in target/runtime-audit"));

        said.clear();
        Files.writeString(root.resolve(".dockerignore"), "target\n");
        build(".");
        assertThat(said).noneMatch(line -> line.contains("takes the reports"));
    }

    private void build(String... modules) throws Exception {
        SessionLedger ledger = new SessionLedger(keys(Arrays.asList(modules)));
        for (String module : modules) {
            audit(ledger, module, Arrays.asList(modules)).run();
        }
    }

    private ReactorAudit audit(SessionLedger ledger, String module, List<String> modules) {
        return audit(ledger, request(module, ""), all(modules));
    }

    private ReactorAudit audit(SessionLedger ledger, Request request, List<Module> known) {
        Progress progress = new Progress() {
            @Override
            public boolean hasEnded(String project) {
                return ended.contains(project);
            }

            @Override
            public List<String> unseen() {
                return List.of();
            }
        };
        return new ReactorAudit(
                request,
                new Reactor(root, known),
                ledger,
                progress,
                new SystemStreamLog() {
                    @Override
                    public void info(CharSequence content) {
                        said.add(content.toString());
                    }

                    @Override
                    public void warn(CharSequence content) {
                        said.add(content.toString());
                    }
                },
                Colours.NONE);
    }

    private Request request(String module, String skip) {
        Path directory = root.resolve(module).normalize();
        return new Request(
                key(module),
                module,
                directory,
                skip,
                AuditOptions.of(root),
                new Gate(failsOnViolation, false, false, true),
                new ReportDirectory(directory.resolve("target/runtime-audit")),
                false,
                Set.of(ReportFormat.JSON),
                Optional.empty());
    }

    private List<Module> all(List<String> modules) {
        return modules.stream().map(name -> module(name, Part.AUDITS)).toList();
    }

    private Module module(String name, Part part) {
        return new Module(root.resolve(name).normalize(), name, part);
    }

    private static Set<Executions.Key> keys(List<String> modules) {
        return modules.stream().map(ReactorAuditTest::key).collect(Collectors.toSet());
    }

    private static Executions.Key key(String module) {
        return new Executions.Key(module, "default");
    }

    /** The services of a report, in its order. */
    private List<String> reported(String module) throws IOException {
        String json = Files.readString(root.resolve(module).resolve(REPORT));
        return List.of("a", "b", "c").stream()
                .filter(name -> json.contains("\"dockerfile\" : \"apps/" + name + "/Dockerfile\""))
                .toList();
    }
}
