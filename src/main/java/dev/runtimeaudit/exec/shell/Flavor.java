package dev.runtimeaudit.exec.shell;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.read.shell.Dialect;

/** Which shell it is, and what its version can do. */
record Flavor(Dialect dialect, String version) {

    /** Whether a version has a feature. */
    enum Has {
        YES,
        NO,
        /** The version is not known well enough. */
        UNKNOWN
    }

    static Flavor of(Content.Program program, String calledAs) {
        String version = program.version();
        if (program.name().equals("bash")) {
            String name = calledAs.substring(calledAs.lastIndexOf('/') + 1);
            // bash(1), "If bash is invoked with the name sh, … then enters posix mode"
            boolean posix = name.equals("sh") || name.equals("-sh");
            return new Flavor(posix ? Dialect.BASH_POSIX : Dialect.BASH, version);
        }
        if (program.name().equals("dash")) {
            return new Flavor(Dialect.DASH, version);
        }
        return new Flavor(minor(version) >= 37 ? Dialect.ASH_1_37 : Dialect.ASH, version);
    }

    Flavor posix() {
        return dialect.isBash() ? new Flavor(Dialect.BASH_POSIX, version) : this;
    }

    boolean ash() {
        return dialect.isAsh();
    }

    boolean dash() {
        return dialect == Dialect.DASH;
    }

    boolean bash() {
        return dialect.isBash();
    }

    /** bash in its own mode: the only one whose special built-ins do not end a script when they fail. */
    boolean ownMode() {
        return dialect == Dialect.BASH;
    }

    /** BusyBox from 1.37 on says and does a few things as dash does. */
    boolean newAsh() {
        return dialect == Dialect.ASH_1_37;
    }

    /**
     * {@code set -o pipefail} in dash came with a patch in Debian 0.5.12-7 and upstream with 0.5.13.
     */
    Has pipefail() {
        if (!dash()) {
            return Has.YES;
        }
        int patch = number(2);
        if (version.isEmpty() || patch < 0 || patch == 12 && !version.contains("-")) {
            return Has.UNKNOWN;
        }
        if (patch != 12) {
            return patch > 12 ? Has.YES : Has.NO;
        }
        int revision = digits(version.substring(version.indexOf('-') + 1));
        return revision >= 9 ? Has.YES : revision <= 2 ? Has.NO : Has.UNKNOWN;
    }

    private static int minor(String version) {
        String[] parts = version.split("\\.");
        return parts.length < 2 ? 36 : digits(parts[1]);
    }

    private int number(int index) {
        String[] parts = version.split("\\.");
        return parts.length <= index ? -1 : digits(parts[index]);
    }

    private static int digits(String text) {
        int end = 0;
        while (end < text.length() && end < 6 && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return end == 0 ? -1 : Integer.parseInt(text.substring(0, end));
    }
}
