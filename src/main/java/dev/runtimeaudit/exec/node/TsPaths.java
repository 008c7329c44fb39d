package dev.runtimeaudit.exec.node;

import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.read.packagejson.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code paths} and {@code baseUrl} of a configuration make of a specifier (typescriptlang.org, "TSConfig Reference"). */
public final class TsPaths {

    private TsPaths() {}

    /** The paths that it may mean, the likeliest first; where a pattern matches, nothing else is looked at. */
    public static List<ImagePath> candidates(String specifier, TsConfig config) {
        TsConfig.Option paths = config.options().get("paths");
        Optional<ImagePath> base = config.path("baseUrl");
        if (paths != null && paths.value() instanceof Json.Members members) {
            Optional<Map.Entry<String, Json>> best = members.all().entrySet().stream()
                    .filter(each -> rest(each.getKey(), specifier).isPresent())
                    .max(Comparator.comparingInt(
                            each -> each.getKey().contains("*") ? each.getKey().indexOf('*') : Integer.MAX_VALUE));
            if (best.isPresent() && best.get().getValue() instanceof Json.Elements targets) {
                List<ImagePath> all = new ArrayList<>();
                String rest = rest(best.get().getKey(), specifier).orElse("");
                for (Json each : targets.all()) {
                    if (each instanceof Json.Text text) {
                        String target = text.text()
                                .text()
                                .replace("${configDir}", config.directory().value())
                                .replace("*", rest);
                        all.add(base.orElse(paths.base()).resolve(target));
                    }
                }
                base.ifPresent(at -> all.add(at.resolve(specifier)));
                return all;
            }
        }
        return base.map(at -> List.of(at.resolve(specifier))).orElse(List.of());
    }

    /**
     * A relative path with as much of its end as an alias has (tsc-alias 1.8, measured).
     *
     * @param full the path of what was made of the file
     * @param target the file that the alias means
     */
    public static String shortened(String full, String specifier, ImagePath target, TsConfig config) {
        for (ImagePath candidate : candidates(specifier, config)) {
            if (target.equals(candidate)) {
                return full;
            }
            if (target.value().startsWith(candidate.value() + "/")) {
                return full.substring(0, full.lastIndexOf('/'));
            }
            if (target.value().startsWith(candidate.value() + ".")) {
                return full.substring(0, full.lastIndexOf('.'));
            }
        }
        return full;
    }

    /** What the star of a pattern stands for; empty when it does not match. */
    private static Optional<String> rest(String pattern, String specifier) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(specifier) ? Optional.of("") : Optional.empty();
        }
        String front = pattern.substring(0, star);
        String back = pattern.substring(star + 1);
        boolean matches = specifier.length() >= front.length() + back.length()
                && specifier.startsWith(front)
                && specifier.endsWith(back);
        return matches
                ? Optional.of(specifier.substring(front.length(), specifier.length() - back.length()))
                : Optional.empty();
    }
}
