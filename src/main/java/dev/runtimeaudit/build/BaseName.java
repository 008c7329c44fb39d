package dev.runtimeaudit.build;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What the name of a base image says about processors. */
final class BaseName {

    private static final Set<String> SINGLE = Set.of(
            "amd64", "i386", "386", "arm64", "arm64v8", "arm32v5", "arm32v6", "arm32v7", "armhf", "aarch64", "ppc64le",
            "s390x", "riscv64");

    private BaseName() {}

    /** Whether it may be an image for a single processor: one of its words is one, or a digest names it. */
    static boolean isForOneProcessor(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.indexOf('@') >= 0
                || lower.contains("x86_64")
                || Stream.of(lower.split("[/:_.-]")).anyMatch(SINGLE::contains);
    }
}
