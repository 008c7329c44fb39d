package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.Java;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code mvn package} and {@code gradle build}, as far as the name of the archive is written down that they make of a project of one
 * module (maven.apache.org, "POM Reference"; docs.gradle.org, "Jar"; the plugins of Spring Boot and Shadow). What else they leave is
 * not listed.
 */
final class JavaBuild implements Launcher {

    private static final Set<String> PACKAGES = Set.of("package", "verify", "install", "deploy");

    /** Settings that give the archive another name. */
    private static final List<String> RENAMING = List.of(
            "archiveFileName",
            "archiveBaseName",
            "archiveClassifier",
            "archiveVersion",
            "archiveAppendix",
            "archivesName",
            "archivesBaseName",
            "destinationDirectory");

    private final boolean maven;

    JavaBuild(boolean maven) {
        this.maven = maven;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        job.machine(Effects.of(
                maven ? "mvn" : "gradle",
                call.arguments(),
                job.machine(),
                Reason.BUILD_OUTPUT_NOT_MODELLED,
                job.evidence()));
        Line line = maven
                ? Line.of(call.arguments(), "fPDlplrs", Set.of("file", "activate-profiles", "define", "projects"))
                : Line.of(call.arguments(), "pPDbc", Set.of("project-dir", "build-file", "settings-file"));
        boolean elsewhere = line.unclear()
                || line.value("f", "file", "p", "project-dir", "b", "build-file", "pl", "projects")
                        .isPresent();
        if (!elsewhere) {
            archive(job, line.texts()).ifPresent(path -> put(job, path));
            if (!maven) {
                GradleApplication.install(job, line.texts());
            }
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }

    private static void put(Job job, ImagePath path) {
        job.files(job.files().mkdirs(path.parent(), job.made(0755)));
        job.files(Effects.openNames(job.files(), path.parent(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        job.files(job.files()
                .with(path, new Node.File(job.made(0644), new Program(Java.ARCHIVE, "", Linkage.UNKNOWN))));
    }

    private Optional<ImagePath> archive(Job job, List<String> goals) {
        return maven ? maven(job, goals) : gradle(job, goals);
    }

    // --- maven ---------------------------------------------------------------------------------------------------

    private static Optional<ImagePath> maven(Job job, List<String> goals) {
        Optional<String> pom = text(job, "pom.xml");
        boolean executable = pom.filter(p -> p.contains("spring-boot-maven-plugin") || p.contains("<mainClass>"))
                .isPresent();
        if (!executable || goals.stream().noneMatch(PACKAGES::contains)) {
            return Optional.empty();
        }
        String whole = pom.get();
        String own =
                without(without(without(without(whole, "dependencies"), "dependencyManagement"), "profiles"), "build");
        String project = without(own, "parent");
        Optional<String> artifact = element(project, "artifactId");
        Optional<String> version = element(project, "version")
                .or(() -> section(own, "parent").flatMap(parent -> element(parent, "version")));
        boolean jar = element(project, "packaging").map("jar"::equals).orElse(true);
        if (artifact.isEmpty() || version.isEmpty() || !jar) {
            return Optional.empty();
        }
        String name = section(whole, "build")
                .flatMap(build -> element(build, "finalName"))
                .orElse("${project.artifactId}-${project.version}")
                .replace("${project.artifactId}", artifact.get())
                .replace("${artifactId}", artifact.get())
                .replace("${project.version}", version.get())
                .replace("${version}", version.get());
        return name.contains("$")
                ? Optional.empty()
                : Optional.of(job.path("target").child(name + ".jar"));
    }

    private static Optional<String> section(String xml, String name) {
        int open = xml.indexOf("<" + name + ">");
        int close = open < 0 ? -1 : xml.indexOf("</" + name + ">", open);
        return close < 0 ? Optional.empty() : Optional.of(xml.substring(open, close));
    }

    private static String without(String xml, String name) {
        String rest = xml;
        for (Optional<String> found = section(rest, name); found.isPresent(); found = section(rest, name)) {
            rest = rest.replace(found.get() + "</" + name + ">", "");
        }
        return rest;
    }

    private static Optional<String> element(String xml, String name) {
        return section(xml, name)
                .map(found -> found.substring(name.length() + 2).strip());
    }

    // --- gradle --------------------------------------------------------------------------------------------------

    private static Optional<ImagePath> gradle(Job job, List<String> tasks) {
        Optional<String> build = text(job, "build.gradle.kts").or(() -> text(job, "build.gradle"));
        Optional<String> settings = text(job, "settings.gradle.kts").or(() -> text(job, "settings.gradle"));
        Optional<String> name = settings.flatMap(text -> assigned(text, "rootProject.name"));
        boolean renamed = build.isEmpty() || RENAMING.stream().anyMatch(build.get()::contains);
        if (name.isEmpty() || renamed) {
            return Optional.empty();
        }
        boolean all = tasks.contains("build") || tasks.contains("assemble");
        boolean boot = build.get().contains("org.springframework.boot") && (all || tasks.contains("bootJar"));
        boolean shadow = build.get().contains("shadow") && (all || tasks.contains("shadowJar"));
        String version = assigned(build.get(), "version")
                .or(() -> text(job, "gradle.properties").flatMap(text -> assigned(text, "version")))
                .map(number -> "-" + number)
                .orElse("");
        if (boot == shadow) {
            return Optional.empty();
        }
        return Optional.of(job.path("build/libs").child(name.get() + version + (shadow ? "-all" : "") + ".jar"));
    }

    /** {@code name = "value"}, {@code name 'value'}, {@code name=value} at the beginning of a line. */
    private static Optional<String> assigned(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .map(rest -> rest.startsWith("=") ? rest.substring(1).strip() : rest)
                .map(rest -> rest.replace("\"", "").replace("'", ""))
                .filter(rest -> !rest.isEmpty()
                        && rest.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_'))
                .findFirst();
    }

    private static Optional<String> text(Job job, String name) {
        return job.files().follow(job.path(name)) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File file
                        && file.content().text() instanceof Fact.Present<SourceFile> text
                ? Optional.of(text.value().text())
                : Optional.empty();
    }
}
