package dev.runtimeaudit.image;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What executes the programs of an image, by the names that platforms, kernels and release files have for it (containerd,
 * {@code platforms/database.go}; uname(2)).
 */
public enum Processor {
    AMD64("x86_64", Set.of("amd64", "x64"), Set.of("386", "i386", "i686", "64bit"), 62, 3),
    ARM64(
            "aarch64",
            Set.of("arm64", "aarch64"),
            Set.of("arm", "armv5", "armv6", "armv6l", "armv7", "armv7l", "armhf", "armel", "64bit"),
            183,
            40),
    ARM("armv7l", Set.of("arm", "armv5", "armv6", "armv6l", "armv7", "armv7l", "armhf", "armel"), Set.of(), 40),
    X86("i686", Set.of("386", "i386", "i686"), Set.of(), 3),
    PPC64LE("ppc64le", Set.of("ppc64le", "ppc64el"), Set.of("64bit"), 21),
    S390X("s390x", Set.of("s390x"), Set.of("64bit"), 22),
    RISCV64("riscv64", Set.of("riscv64"), Set.of("64bit"), 243);

    private final String machine;
    private final Set<String> own;
    private final Set<String> perhaps;
    private final List<Integer> binaries;

    /**
     * @param machine as {@code uname -m} says it
     * @param own the words of files that are for it
     * @param perhaps the words of files that it may be able to run
     * @param binaries e_machine of what it may be able to run (elf(5))
     */
    Processor(String machine, Set<String> own, Set<String> perhaps, Integer... binaries) {
        this.machine = machine;
        this.own = Set.copyOf(own);
        this.perhaps = Set.copyOf(perhaps);
        this.binaries = List.of(binaries);
    }

    /** That of a platform of Linux: {@code linux/arm/v7}; empty for one that is not known. */
    public static Optional<Processor> of(String platform) {
        String[] parts = platform.strip().toLowerCase(Locale.ROOT).split("/", -1);
        if (parts.length < 2 || !parts[0].equals("linux")) {
            return Optional.empty();
        }
        return switch (parts[1]) {
            case "amd64", "x86_64" -> Optional.of(AMD64);
            case "arm64", "aarch64" -> Optional.of(ARM64);
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

    /** Whether it may be able to run a binary. */
    public boolean mayRun(int binary) {
        return binaries.contains(binary);
    }

    boolean isNamed(List<String> words) {
        return words.stream().anyMatch(own::contains);
    }

    /** The word by which a file is for another processor; empty where it may be for this one. */
    Optional<String> other(List<String> words) {
        if (isNamed(words) || words.stream().anyMatch(perhaps::contains)) {
            return Optional.empty();
        }
        return words.stream()
                .filter(word ->
                        List.of(values()).stream().anyMatch(one -> one.own.contains(word)) || word.startsWith("mips"))
                .findFirst();
    }
}
