package dev.runtimeaudit.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A package that npm's registry offers for download: its address says which one, and in which version (docs.npmjs.com, "package-lock.json"). */
public final class RegistryFile {

    private static final Pattern ADDRESS = Pattern.compile(
            "https?://registry\\.(?:npmjs\\.org|yarnpkg\\.com)/((?:@[a-z0-9][\\w.-]*/)?([a-z0-9][\\w.-]*))/-/\\2-([0-9][\\w.+-]*)\\.tgz");

    private RegistryFile() {}

    /** What lies behind an address; empty where it is none of a package. */
    public static Optional<Content> at(String url) {
        Matcher address = ADDRESS.matcher(url);
        return address.matches()
                ? Optional.of(new Content.Packed(address.group(1), address.group(3)))
                : Optional.empty();
    }
}
