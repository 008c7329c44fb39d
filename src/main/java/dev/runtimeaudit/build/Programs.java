package dev.runtimeaudit.build;

import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.launcher.Launchers;
import java.util.Map;

/** Every program that a replay can look into, whether of a RUN or of a start. */
public final class Programs {

    public static final Map<String, Launcher> ALL = Launchers.ALL;

    private Programs() {}
}
