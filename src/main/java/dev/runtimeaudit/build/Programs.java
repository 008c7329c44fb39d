package dev.runtimeaudit.build;

import dev.runtimeaudit.build.tool.Go;
import dev.runtimeaudit.build.tool.InstallAtStart;
import dev.runtimeaudit.build.tool.NestStart;
import dev.runtimeaudit.build.tool.NxStart;
import dev.runtimeaudit.build.tool.Tools;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.launcher.Launchers;
import java.util.HashMap;
import java.util.Map;

/** Every program that a replay can look into, whether of a RUN or of a start, by the name the model knows it under. */
public final class Programs {

    public static final Map<String, Launcher> ALL = all();

    private Programs() {}

    private static Map<String, Launcher> all() {
        Map<String, Launcher> all = new HashMap<>(Tools.ALL);
        all.putAll(Launchers.ALL);
        all.put("go", new Go());
        all.put("npm", new InstallAtStart(Launchers.ALL));
        all.put("husky", Tools.husky());
        all.put("nest", new NestStart());
        all.put("nx", new NxStart());
        return Map.copyOf(all);
    }
}
