package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.GradleScript.Block;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.launcher.GradleStart;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code installDist} of Gradle's application plugin makes (docs.gradle.org, "The Application Plugin" and "The Distribution Plugin";
 * {@code CreateStartScripts}): {@code build/install/NAME} with the archives of the program and of all that it needs in {@code lib}, and a
 * script of {@code sh} in {@code bin} that runs its main class. Whoever changes more of it than names is not followed.
 */
final class GradleApplication {

    /** Settings that put it elsewhere, or change what is in it. */
    private static final Pattern OTHERWISE = Pattern.compile(
            "distributionBaseName|executableDir|applicationDistribution|mainModule|buildDir\\s*=|buildDirectory\\s*=|buildDirectory\\.set"
                    + "|\\binstallDist\\b|InstallDist|Sync::class|\\bexclude\\b|applicationDefaultJvmArgs|defaultJvmOpts|unixStartScriptGenerator|unixScript|eachFile");

    /** What a script of the root may change in the projects below. */
    private static final Pattern ABOVE = Pattern.compile(
            "CreateStartScripts|startScripts|\\bapplication\\b|\\bdistributions\\b|buildDir|applicationDefaultJvmArgs|oolchain");

    /** With these Spring opens a port; without, it ends when all is set up. */
    private static final Pattern SPRING = Pattern.compile("spring-boot-starter-(?:web|webflux|jersey)['\":]");

    /** The task that makes the script is changed. */
    private static final Pattern CHANGED =
            Pattern.compile("\\bstartScripts\\b(?!\\.classpath|\\.enabled|\\.get\\(\\)\\.classpath)");

    private static final Pattern DISABLED = Pattern.compile("\\bstartScripts\\.enabled\\s*=\\s*false");

    /** Another task of the same kind: in which group its name stands depends on how it is written. */
    private static final Pattern ANOTHER =
            Pattern.compile("(?:task\\s+(\\w+)\\s*\\(\\s*type\\s*:\\s*CreateStartScripts\\s*\\)"
                    + "|tasks\\.(?:register|create)\\s*\\(\\s*['\"](\\w+)['\"]\\s*,\\s*CreateStartScripts(?:::class(?:\\.java)?)?\\s*\\)"
                    + "|tasks\\.(?:register|create)\\s*<\\s*CreateStartScripts\\s*>\\s*\\(\\s*\"(\\w+)\"\\s*\\))");

    private static final Pattern CLASSPATH = Pattern.compile(
            "(?m)^\\s*classpath\\s*=\\s*(?:tasks\\.)?startScripts(?:\\.get\\(\\))?\\.classpath\\s*;?\\s*$");

    private static final Pattern UNIX = Pattern.compile("(?:fileMode\\s*=|unix\\s*\\()\\s*['\"]?([0-7]{3,4})");

    private static final Pattern LANGUAGE =
            Pattern.compile("(?:JavaLanguageVersion\\.of|jvmToolchain)\\s*\\(\\s*(\\d+)\\s*\\)");

    private static final Pattern INCLUDED = Pattern.compile("(?m)^\\s*include\\b([^\\n]*)");

    private static final Pattern NAME = Pattern.compile("['\"]([\\w:.-]+)['\"]");

    private GradleApplication() {}

    /** @param tasks what is asked of Gradle, in the current directory */
    static void install(Job job, List<String> tasks) {
        Optional<GradleScript> settings = text(job, job.path("settings.gradle.kts"))
                .or(() -> text(job, job.path("settings.gradle")))
                .map(GradleScript::of);
        if (settings.isEmpty()) {
            return;
        }
        ImagePath root = job.machine().directory();
        Map<String, ImagePath> projects = new TreeMap<>();
        projects.put("", root);
        boolean moved = settings.get().text().contains("projectDir")
                || settings.get().text().contains("includeBuild");
        Matcher included = INCLUDED.matcher(moved ? "" : settings.get().text());
        while (included.find()) {
            Matcher name = NAME.matcher(included.group(1));
            while (name.find()) {
                String path = name.group(1).startsWith(":") ? name.group(1) : ":" + name.group(1);
                projects.put(path, job.path(path.substring(1).replace(':', '/')));
            }
        }
        projects.forEach((path, directory) -> {
            boolean asked = tasks.contains("installDist")
                    || tasks.contains(path + ":installDist")
                    || !path.isEmpty() && tasks.contains(path.substring(1) + ":installDist");
            String name = path.isEmpty()
                    ? GradleScript.assigned(settings.get().text(), "rootProject\\.name")
                            .orElse("")
                    : directory.name();
            if (asked && !name.isEmpty()) {
                project(job, directory, name, settings.get().text());
            }
        });
    }

    private static void project(Job job, ImagePath directory, String name, String settings) {
        ImagePath root = job.machine().directory();
        Optional<String> above =
                text(job, root.child("build.gradle.kts")).or(() -> text(job, root.child("build.gradle")));
        boolean changedAbove = !directory.equals(root)
                && above.map(GradleScript::withoutComments)
                        .filter(each -> ABOVE.matcher(each).find())
                        .isPresent();
        Optional<String> text =
                text(job, directory.child("build.gradle.kts")).or(() -> text(job, directory.child("build.gradle")));
        if (text.isEmpty() || changedAbove) {
            return;
        }
        GradleScript script = GradleScript.of(text.get());
        OptionalInt java = java(job, script, settings);
        if (!script.applies("application") || OTHERWISE.matcher(script.text()).find() || java.isEmpty()) {
            return;
        }
        ImagePath home = directory.child("build").child("install").child(name);
        boolean disabled = DISABLED.matcher(script.text()).find();
        if (!disabled && !CHANGED.matcher(script.text()).find()) {
            String body = String.join(
                    "\n", script.under("application").stream().map(Block::body).toList());
            Optional<String> main = GradleScript.assigned(body, "mainClass(?:Name)?")
                    .or(() -> GradleScript.assigned(script.text(), "mainClassName"));
            boolean named = script.text().contains("applicationName");
            Optional<String> called = GradleScript.assigned(body, "applicationName")
                    .or(() -> named ? Optional.empty() : Optional.of(name));
            if (main.isPresent() && called.isPresent()) {
                put(job, script, directory, home.child("bin").child(called.get()), main.get(), java.getAsInt());
            }
        }
        for (Block block : script.blocks()) {
            another(job, script, block, directory, home, java.getAsInt());
        }
    }

    /** A script that a task of the project's own makes, and that the distribution takes in. */
    private static void another(
            Job job, GradleScript script, Block block, ImagePath directory, ImagePath home, int java) {
        Matcher matcher = ANOTHER.matcher(block.head());
        if (block.path().size() != 1 || !matcher.matches()) {
            return;
        }
        String task = Optional.ofNullable(matcher.group(1))
                .or(() -> Optional.ofNullable(matcher.group(2)))
                .orElseGet(() -> matcher.group(3));
        Pattern from =
                Pattern.compile("(?m)^\\s*from\\s*\\(?\\s*(?:tasks\\.(?:named\\s*\\(\\s*)?['\"]?)?" + task + "\\b");
        boolean taken = script.blocks().stream()
                .filter(each -> each.path().size() == 4
                        && each.path().subList(0, 3).equals(List.of("distributions", "main", "contents"))
                        && each.head().matches("into\\s*\\(\\s*['\"]bin['\"]\\s*\\)"))
                .anyMatch(each -> from.matcher(each.body()).find() && isExecutable(each.body()));
        Optional<String> main = GradleScript.assigned(block.body(), "mainClass(?:Name)?");
        Optional<String> name = GradleScript.assigned(block.body(), "applicationName");
        if (taken
                && main.isPresent()
                && name.isPresent()
                && CLASSPATH.matcher(block.body()).find()) {
            put(job, script, directory, home.child("bin").child(name.get()), main.get(), java);
        }
    }

    /** A mode that is given lets everybody execute it. */
    private static boolean isExecutable(String body) {
        Matcher modes = UNIX.matcher(body);
        boolean all = true;
        while (modes.find()) {
            all &= (Integer.parseInt(modes.group(1), 8) & 0111) == 0111;
        }
        return all;
    }

    private static void put(Job job, GradleScript script, ImagePath directory, ImagePath to, String main, int java) {
        boolean spring = SPRING.matcher(script.text()).find();
        ImagePath home = to.parent().parent();
        Optional<String> needs = source(job, directory, main)
                .map(GradleScript::withoutComments)
                .flatMap(text -> GradleStart.needs(text, spring));
        if (needs.isEmpty()) {
            return;
        }
        job.files(job.files().mkdirs(home.child("bin"), job.made(0755)).mkdirs(home.child("lib"), job.made(0755)));
        for (String made : List.of("bin", "lib")) {
            job.files(
                    Effects.openNames(job.files(), home.child(made), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        }
        Program program = new Program(GradleStart.NAME, (java + " " + needs.get()).strip(), Linkage.UNKNOWN);
        job.files(job.files().with(to, new Node.File(job.made(0755), program)));
    }

    /** The text of the main class, where it is written like others: {@code FooKt} is the file {@code Foo.kt}. */
    private static Optional<String> source(Job job, ImagePath directory, String main) {
        String path = main.replace('.', '/');
        ImagePath sources = directory.child("src").child("main");
        List<ImagePath> candidates = new ArrayList<>();
        candidates.add(sources.child("java").resolve(path + ".java"));
        if (path.endsWith("Kt")) {
            String file = path.substring(0, path.length() - 2) + ".kt";
            candidates.add(sources.child("kotlin").resolve(file));
            candidates.add(
                    sources.child("kotlin").child(ImagePath.of("/" + file).name()));
        }
        return candidates.stream()
                .flatMap(candidate -> text(job, candidate).stream())
                .filter(text -> text.contains("static void main(") || text.contains("fun main("))
                .findFirst();
    }

    /**
     * The release of Java that it is compiled for: that of a toolchain, which must be the one that is there, or be fetched by the resolver that
     * the settings name (docs.gradle.org, "Toolchains for JVM projects"); or of the compiler.
     */
    private static OptionalInt java(Job job, GradleScript script, String settings) {
        Matcher language = LANGUAGE.matcher(script.text());
        int most = 0;
        while (language.find()) {
            most = Math.max(most, Integer.parseInt(language.group(1)));
        }
        boolean unread = script.text().contains("oolchain") && most == 0;
        OptionalInt here = GradleStart.java(job.machine());
        boolean found = most == 0 || settings.contains("foojay-resolver") || here.equals(OptionalInt.of(most));
        if (unread || !found) {
            return OptionalInt.empty();
        }
        return most > 0 ? OptionalInt.of(most) : here;
    }

    /** Whether Gradle finds a Java to run with. */
    static boolean hasJava(Job job) {
        return job.machine().environment().get("JAVA_HOME") instanceof Fact.Present<String>
                || Kernel.onPath("java", job.machine()) instanceof Fact.Present<ImagePath>;
    }

    /** What stood in a file when Gradle began. */
    private static Optional<String> text(Job job, ImagePath path) {
        return job.call().machine().files().follow(path) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File file
                        && file.content().likely().text() instanceof Fact.Present<SourceFile> text
                ? Optional.of(text.value().text())
                : Optional.empty();
    }
}
