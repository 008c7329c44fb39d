package dev.runtimeaudit.image;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of an image, as {@code FROM} and {@code COPY --from} take it (distribution/reference, "Grammar").
 *
 * @param repository without Docker Hub's host and its {@code library/}: "node", "oven/bun", "gcr.io/distroless/static"
 * @param tag "latest" where neither tag nor digest is given; empty when there is only a digest
 * @param digest {@code sha256:…}
 */
public record Reference(String repository, Optional<String> tag, Optional<String> digest) {

    /** Docker Hub under its other names, and mirrors that keep its paths. */
    private static final List<String> HUB = List.of(
            "docker.io/",
            "index.docker.io/",
            "registry-1.docker.io/",
            "registry.hub.docker.com/",
            "mirror.gcr.io/",
            "public.ecr.aws/docker/");

    /** Empty when Docker does not take the text for the name of an image. */
    public static Optional<Reference> parse(String text) {
        String rest = text;
        Optional<String> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(rest.substring(at + 1));
            rest = rest.substring(0, at);
        }
        Optional<String> tag = Optional.empty();
        int colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
        if (colon >= 0) {
            tag = Optional.of(rest.substring(colon + 1));
            rest = rest.substring(0, colon);
            if (!isTag(tag.get())) {
                return Optional.empty();
            }
        }
        if (!isRepository(rest)) {
            return Optional.empty();
        }
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = Optional.of("latest");
        }
        return Optional.of(new Reference(familiar(rest), tag, digest));
    }

    private static String familiar(String repository) {
        String name = repository;
        for (String host : HUB) {
            if (name.startsWith(host)) {
                name = name.substring(host.length());
                break;
            }
        }
        return name.startsWith("library/") ? name.substring("library/".length()) : name;
    }

    private static boolean isTag(String text) {
        return !text.isEmpty()
                && text.length() <= 128
                && text.charAt(0) != '.'
                && text.charAt(0) != '-'
                && text.chars().allMatch(c -> isAlphanumeric(c) || c == '_' || c == '.' || c == '-');
    }

    private static boolean isRepository(String text) {
        String[] parts = text.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            boolean host = i == 0
                    && parts.length > 1
                    && (part.contains(".") || part.contains(":") || part.equals("localhost"));
            if (part.isEmpty() || !host && !part.equals(part.toLowerCase(Locale.ROOT))) {
                return false;
            }
            boolean plain = part.chars()
                    .allMatch(c -> isAlphanumeric(c) || c == '.' || c == '_' || c == '-' || host && c == ':');
            if (!plain || !isAlphanumeric(part.charAt(0)) || !isAlphanumeric(part.charAt(part.length() - 1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    @Override
    public String toString() {
        return repository
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
