package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code esbuild} on a command line (esbuild.github.io, "API"): each option is {@code --name}, {@code --name=value} or {@code --name:part}. */
final class Esbuild implements Launcher {

    private static final Set<String> ASKED = Set.of("--version", "--help", "-h");

    private static final Set<String> STAYS = Set.of("--watch", "--serve", "--servedir");

    /** Options of which several may be given, and what the JavaScript interface calls them. */
    private static final Map<String, String> LISTS = Map.of("--external", "external", "--inject", "inject");

    private static final Map<String, String> OBJECTS =
            Map.of("--out-extension", "outExtension", "--banner", "banner", "--loader", "loader", "--alias", "alias");

    private static final Map<String, String> NAMES = Map.of(
            "--entry-names", "entryNames",
            "--chunk-names", "chunkNames",
            "--asset-names", "assetNames",
            "--public-path", "publicPath");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Map<String, Setting> options = new LinkedHashMap<>();
        List<Setting> entries = new ArrayList<>();
        Map<String, Setting> named = new LinkedHashMap<>();
        Map<String, List<Setting>> lists = new LinkedHashMap<>();
        Map<String, Map<String, Setting>> objects = new LinkedHashMap<>();
        for (Arg word : call.arguments()) {
            Optional<String> known = Line.text(word);
            if (known.isEmpty() || STAYS.contains(known.get().split("=", 2)[0])) {
                BundleOutputs.lost(job);
                return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
            }
            String text = known.get();
            if (ASKED.contains(text)) {
                return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
            }
            int equals = text.indexOf('=');
            if (!text.startsWith("-")) {
                if (equals > 0) {
                    named.put(text.substring(0, equals), new Setting.Text(text.substring(equals + 1)));
                } else {
                    entries.add(new Setting.Text(text));
                }
                continue;
            }
            int colon = text.indexOf(':');
            String name = colon > 0 && (equals < 0 || colon < equals)
                    ? text.substring(0, colon)
                    : equals < 0 ? text : text.substring(0, equals);
            String rest = text.length() > name.length() ? text.substring(name.length() + 1) : "";
            String list = LISTS.getOrDefault(name, "");
            String object = OBJECTS.getOrDefault(name, "");
            if (!list.isEmpty()) {
                lists.computeIfAbsent(list, n -> new ArrayList<>()).add(new Setting.Text(rest));
            } else if (!object.isEmpty()) {
                int part = rest.indexOf('=');
                objects.computeIfAbsent(object, n -> new LinkedHashMap<>())
                        .put(rest.substring(0, Math.max(part, 0)), new Setting.Text(rest.substring(part + 1)));
            } else {
                String plain = NAMES.getOrDefault(name, name.substring(name.startsWith("--") ? 2 : 1));
                Setting value = equals < 0 || rest.equals("true")
                        ? new Setting.Flag(true)
                        : rest.equals("false") ? new Setting.Flag(false) : new Setting.Text(rest);
                options.put(plain, value);
            }
        }
        lists.forEach((name, all) -> options.put(name, new Setting.Items(all)));
        objects.forEach((name, all) -> options.put(name, new Setting.Members(all)));
        options.put("entryPoints", named.isEmpty() ? new Setting.Items(entries) : new Setting.Members(named));
        boolean both = !named.isEmpty() && !entries.isEmpty();
        if (both || named.isEmpty() && entries.isEmpty()) {
            BundleOutputs.lost(job);
        } else if (options.containsKey("outfile") || options.containsKey("outdir")) {
            new EsbuildRun(options).write(job);
        }
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }
}
