package dev.runtimeaudit.image;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What executes the programs of an image, by the names that platforms, kernels and release files have for it (containerd,
 * {@code platforms/database.go}; uname(2)).
 */
public enum Processor {
    AMD64("x86_64", "amd64 x64", "386 i386 i686 64bit", 62, 3),
    ARM64("aarch64", "arm64 aarch64", "arm armv5 armv6 armv6l armv7 armv7l armhf armel 64bit", 183, 40),
    ARM("armv7l", "arm armv5 armv6 armv6l armv7 armv7l armhf armel", "", 40, 40),
    X86("i686", "386 i386 i686", "", 3, 3),
    PPC64LE("ppc64le", "ppc64le ppc64el", "64bit", 21, 21),
    S390X("s390x", "s390x", "64bit", 22, 22),
    RISCV64("riscv64", "riscv64", "64bit", 243, 243);

    /** Processors that no platform here stands for. */
    private static final Set<String> OTHERS = Set.of("mips64le", "mips64el", "loong64");

    private final String machine;
    private final String own;
    private final String perhaps;
    private final int binary;
    private final int older;

    /**
     * @param machine as {@code uname -m} says it
     * @param own the words of files that are for it
     * @param perhaps the words of files that it may be able to run
     * @param binary e_machine of what is for it (elf(5))
     * @param older that of what it may be able to run
     */
    Processor(String machine, String own, String perhaps, int binary, int older) {
        this.machine = machine;
        this.own = own;
        this.perhaps = perhaps;
        this.binary = binary;
        this.older = older;
    }

    /** That of a platform of Linux: {@code linux/arm/v7}; empty for one that is not known. */
    public static Optional<Processor> of(String platform) {
        String[] parts = Platform.normal(platform).split("/", -1);
        if (parts.length < 2 || !parts[0].equals("linux")) {
            return Optional.empty();
        }
        return switch (parts[1]) {
            case "amd64" -> Optional.of(AMD64);
            case "arm64" -> Optional.of(ARM64);
            case "arm" -> Optional.of(ARM);
            case "386" -> Optional.of(X86);
            case "ppc64le" -> Optional.of(PPC64LE);
            case "s390x" -> Optional.of(S390X);
            case "riscv64" -> Optional.of(RISCV64);
            default -> Optional.empty();
        };
    }

    /** As {@code uname -m} says it. */
    public String machine() {
        return machine;
    }

    /** As {@code dpkg --print-architecture} says it (dpkg, {@code data/cputable}); empty where Debian has several for it. */
    public Optional<String> debian() {
        return switch (this) {
            case AMD64 -> Optional.of("amd64");
            case ARM64 -> Optional.of("arm64");
            case X86 -> Optional.of("i386");
            case PPC64LE -> Optional.of("ppc64el");
            case S390X, RISCV64 -> Optional.of(machine);
            case ARM -> Optional.empty();
        };
    }

    /** As {@code apk --print-arch} says it; empty where Alpine has several for it. */
    public Optional<String> alpine() {
        return switch (this) {
            case X86 -> Optional.of("x86");
            case ARM -> Optional.empty();
            default -> Optional.of(machine);
        };
    }

    /** Whether it may be able to run a binary. */
    public boolean mayRun(int other) {
        return other == binary || other == older;
    }

    boolean isNamed(List<String> words) {
        return words.stream().anyMatch(word -> holds(own, word));
    }

    /** The word by which a file is for another processor; empty where it may be for this one. */
    Optional<String> other(List<String> words) {
        if (isNamed(words) || words.stream().anyMatch(word -> holds(perhaps, word))) {
            return Optional.empty();
        }
        return words.stream().filter(Processor::isOfOne).findFirst();
    }

    static boolean isOfOne(String word) {
        return OTHERS.contains(word) || List.of(values()).stream().anyMatch(one -> holds(one.own, word));
    }

    private static boolean holds(String words, String word) {
        return List.of(words.split(" ")).contains(word);
    }
}
