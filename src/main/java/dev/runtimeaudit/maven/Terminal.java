package dev.runtimeaudit.maven;

import dev.runtimeaudit.report.Colours;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;

/**
 * Whether what is logged is read in colours. Maven decides the same for itself (MavenCli, {@code style.color}), but lets no plugin
 * ask in the same way in all its versions.
 *
 * @param style {@code always}, {@code never} or {@code auto}, as {@code -Dstyle.color} says
 * @param isInteractive not {@code --batch-mode}
 * @param isTerminal somebody looks at the output
 */
record Terminal(Optional<String> style, Map<String, String> environment, boolean isInteractive, boolean isTerminal) {

    static Colours colours(MavenSession session) {
        return new Terminal(
                        Optional.ofNullable(session.getUserProperties().getProperty("style.color")),
                        System.getenv(),
                        session.getRequest().isInteractiveMode(),
                        isLookedAt())
                .colours();
    }

    /** Whoever sets NO_COLOR to anything wants none (no-color.org). */
    Colours colours() {
        if (style.filter("always"::equals).isPresent()) {
            return Colours.ANSI;
        }
        boolean isOff = style.filter(word -> !word.equals("auto")).isPresent()
                || !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "dumb").equals("dumb")
                || hasLogFile(environment.getOrDefault("MAVEN_CMD_LINE_ARGS", ""));
        return isTerminal && isInteractive && !isOff ? Colours.ANSI : Colours.NONE;
    }

    /** Maven's own scripts say how they were called. */
    private static boolean hasLogFile(String arguments) {
        return (" " + arguments + " ").contains(" -l ") || arguments.contains("--log-file");
    }

    /** From Java 22 on there is a console also where nobody looks; there it says so. */
    @SuppressWarnings("SystemConsoleNull") // both kinds of Java are asked
    private static boolean isLookedAt() {
        java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(
                    java.io.Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return true; // before 22, a console is a terminal
        }
    }
}
