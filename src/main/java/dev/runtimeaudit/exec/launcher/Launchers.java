package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.shell.ShellLauncher;
import dev.runtimeaudit.exec.tool.Tools;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The programs whose behaviour is known, by the name that the base table and the effects of installers give them. */
public final class Launchers {

    /** Every program that the replay of a start can look into. */
    public static final Map<String, Launcher> ALL = all();

    private Launchers() {}

    private static Map<String, Launcher> all() {
        Map<String, Launcher> all = new TreeMap<>(Tools.ALL);
        all.put("ash", new ShellLauncher());
        all.put("bash", new ShellLauncher());
        all.put("compiled", new Compiled());
        all.put("dash", new ShellLauncher());
        all.put("dumb-init", new DumbInit());
        all.put("env", new Env());
        for (String name : List.of("nice", "nohup", "setsid", "stdbuf")) {
            all.put(name, new Prefix());
        }
        all.put("timeout", new Timeout());
        all.put("tini", new Tini(false));
        all.put("xargs", new Xargs());
        return Map.copyOf(all);
    }
}
