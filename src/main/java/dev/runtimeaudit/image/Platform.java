package dev.runtimeaudit.image;

import java.util.Locale;

/** The names of platforms. */
public final class Platform {

    private Platform() {}

    /**
     * What BuildKit makes of the name of a platform of Linux before it tells the build of it (containerd,
     * {@code platforms/database.go}, normalizeArch, and {@code Format}): {@code linux/arm64/v8} is {@code linux/arm64}.
     */
    public static String normal(String written) {
        String[] parts = written.strip().toLowerCase(Locale.ROOT).split("/", 3);
        if (parts.length < 2) {
            return written;
        }
        String variant = parts.length > 2 ? parts[2] : "";
        String rest = switch (parts[1]) {
            case "i386", "386" -> "386";
            case "x86_64", "x86-64", "amd64" ->
                variant.isEmpty() || variant.equals("v1") || !parts[1].equals("amd64") ? "amd64" : "amd64/" + variant;
            case "aarch64", "arm64" ->
                variant.isEmpty() || variant.equals("8") || variant.equals("v8") ? "arm64" : "arm64/" + variant;
            case "armhf" -> "arm/v7";
            case "armel" -> "arm/v6";
            case "arm" -> "arm/" + arm(variant);
            default -> variant.isEmpty() ? parts[1] : parts[1] + "/" + variant;
        };
        return parts[0] + "/" + rest;
    }

    private static String arm(String variant) {
        return switch (variant) {
            case "", "7" -> "v7";
            case "5", "6", "8" -> "v" + variant;
            default -> variant;
        };
    }
}
