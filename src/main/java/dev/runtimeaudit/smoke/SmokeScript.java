package dev.runtimeaudit.smoke;

import dev.runtimeaudit.smoke.Smoke.Planned;
import dev.runtimeaudit.smoke.Trial.Expected;
import dev.runtimeaudit.smoke.Trial.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The trials as a shell script, for hosts without Maven: a fixed part, and some lines for each service. */
public final class SmokeScript {

    private static final String FIXED = "smoke-run-images.sh";

    private SmokeScript() {}

    /** @param root the script is run there: paths in it are relative to it */
    public static String of(List<Planned> planned, Path root, Limits limits) {
        return fixed().replace("@grace@", String.valueOf(limits.grace().toSeconds()))
                .replace("@ready@", String.valueOf(limits.ready().toSeconds()))
                .replace("@stop@", String.valueOf(limits.stop().toSeconds()))
                .replace(
                        "@services@",
                        planned.stream().map(each -> service(each, root)).collect(Collectors.joining("\n")));
    }

    private static String fixed() {
        try (InputStream in = SmokeScript.class.getResourceAsStream(FIXED)) {
            if (in == null) {
                throw new IllegalStateException(FIXED + " is not in this jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(FIXED, e);
        }
    }

    private static String service(Planned planned, Path root) {
        Trial trial = planned.trial();
        Expected expected = trial.expected();
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("begin", trial.name(), planned.prediction().shown()));
        trial.image().ifPresent(image -> lines.add(List.of("take", image)));
        trial.build().ifPresent(build -> lines.add(build(build, root)));
        List<String> start = new ArrayList<>(List.of("start"));
        trial.environment().forEach((name, value) -> start.addAll(List.of("--env", name + "=" + value)));
        lines.add(start);
        if (expected.ends()) {
            lines.add(List.of("ends_well"));
        } else {
            lines.add(List.of("stays_up"));
            lines.add(List.of("process"));
            if (expected.nonRoot()) {
                lines.add(List.of("not_root"));
            }
            expected.absent().forEach(command -> lines.add(List.of("lacks", command)));
            if (expected.health().isEmpty()) {
                expected.ports().forEach(port -> lines.add(List.of("listens", String.valueOf(port))));
            } else {
                List<String> healthy = new ArrayList<>(List.of("healthy"));
                healthy.addAll(expected.health());
                lines.add(healthy);
            }
            expected.ready().ifPresent(text -> lines.add(List.of("ready", text)));
            if (expected.stops()) {
                lines.add(List.of("stops"));
            }
        }
        lines.add(List.of("end"));
        return lines.stream()
                .map(words -> words.stream().map(SmokeScript::quoted).collect(Collectors.joining(" ")) + "\n")
                .collect(Collectors.joining());
    }

    private static List<String> build(Trial.Build build, Path root) {
        List<String> words = new ArrayList<>(List.of("build", "--file", below(root, build.dockerfile())));
        build.target().ifPresent(target -> words.addAll(List.of("--target", target)));
        build.arguments().forEach((name, value) -> words.addAll(List.of("--build-arg", name + "=" + value)));
        build.contexts()
                .forEach((name, where) -> words.addAll(List.of(
                        "--build-context",
                        name + "=" + (where.contains("://") ? where : below(root, Path.of(where))))));
        words.add(below(root, build.context()));
        return words;
    }

    private static String below(Path root, Path path) {
        String relative = root.relativize(path.normalize()).toString().replace('\\', '/');
        return relative.isEmpty() ? "." : relative;
    }

    /** As one word for a shell. */
    private static String quoted(String word) {
        boolean isPlain = !word.isEmpty()
                && word.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "_-./:=@,+".indexOf(c) >= 0));
        return isPlain ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
