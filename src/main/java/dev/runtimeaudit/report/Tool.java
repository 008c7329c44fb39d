package dev.runtimeaudit.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The name and version of this plugin, from its own build. */
final class Tool {

    static final String NAME = "runtime-audit";

    /** As Maven is told whose goal it is to run. */
    static final String COORDINATES = "dev.runtimeaudit:runtime-audit-maven-plugin";

    private Tool() {}

    static String version() {
        try (InputStream in = Tool.class.getResourceAsStream("/dev/runtimeaudit/report/tool.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("tool.properties", e);
        }
    }
}
