package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.shell.ShellLauncher;
import java.util.Map;

/** The programs whose behaviour is known, by the name that the base table and the effects of installers give them. */
public final class Launchers {

    /** Every program that the replay of a start can look into. */
    public static final Map<String, Launcher> ALL = Map.ofEntries(
            Map.entry("ash", new ShellLauncher()),
            Map.entry("bash", new ShellLauncher()),
            Map.entry("compiled", new Compiled()),
            Map.entry("dash", new ShellLauncher()),
            Map.entry("dumb-init", new DumbInit()),
            Map.entry("env", new Env()),
            Map.entry("tini", new Tini(false)));

    private Launchers() {}
}
