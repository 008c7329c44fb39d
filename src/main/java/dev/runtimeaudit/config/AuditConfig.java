package dev.runtimeaudit.config;

import dev.runtimeaudit.config.ConfigNode.Fields;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What {@code runtime-audit.yaml} and the POM can say, together.
 *
 * @param apps directories whose children with a Dockerfile are services
 * @param discover false: only the services listed here
 * @param policy whose demands fail the build
 * @param produced what exists before the build of an image
 * @param providedByPlatform environment variables that the deployment gives
 * @param smoke what a real engine is asked with
 */
public record AuditConfig(
        List<TreePath> apps,
        boolean discover,
        List<ServiceConfig> services,
        Policy policy,
        List<Requirement> require,
        List<Assumption> assume,
        List<Produced> produced,
        List<String> providedByPlatform,
        List<ImageConfig> images,
        List<RuleConfig> rules,
        List<SuppressConfig> suppress,
        List<SmokeConfig> smoke) {

    /** What holds when nobody says anything. */
    public static AuditConfig standard() {
        Place nowhere = new Place("the configuration", Span.wholeFile(TreePath.ROOT));
        return of(new Fields(Map.of(), nowhere));
    }

    /** Takes everything out of a tree; whatever cannot be taken is a {@link ConfigurationException}. */
    public static AuditConfig of(Fields tree) {
        return Section.read(tree, "", AuditConfig::of);
    }

    private static AuditConfig of(Section section) {
        List<TreePath> apps = section.treePaths("apps");
        return new AuditConfig(
                apps.isEmpty() ? List.of(TreePath.ROOT.child("apps")) : apps,
                section.flag("discover").orElse(true),
                distinct(
                        "services",
                        section.entries("services", ServiceConfig::of),
                        AuditConfig::key,
                        ServiceConfig::at),
                section.choice("policy", Policy.class).orElse(Policy.AUDIT),
                section.entries("require", Requirement::of),
                section.entries("assume", Assumption::of),
                section.entries("produced", Produced::of),
                section.texts("providedByPlatform"),
                distinct("images", section.entries("images", ImageConfig::of), ImageConfig::image, ImageConfig::at),
                distinct("rules", section.entries("rules", RuleConfig::of), RuleConfig::key, RuleConfig::at),
                section.entries("suppress", SuppressConfig::of),
                section.entries("smoke", SmokeConfig::of));
    }

    private static String key(ServiceConfig service) {
        return service.name().orElseGet(() -> service.dockerfile() + " " + service.target() + service.buildArgs());
    }

    /** One entry for each key: in one file a second is a slip, over another file it is the one that counts. */
    private static <T> List<T> distinct(String list, List<T> entries, Function<T, String> key, Function<T, Span> at) {
        Map<String, T> kept = new LinkedHashMap<>();
        for (T entry : entries) {
            T before = kept.put(key.apply(entry), entry);
            if (before != null && at.apply(before).path().equals(at.apply(entry).path())) {
                throw new ConfigurationException("%s: `%s` has `%s` twice, first at %s."
                        .formatted(at.apply(entry), list, key.apply(entry), at.apply(before)));
            }
        }
        return List.copyOf(kept.values());
    }
}
