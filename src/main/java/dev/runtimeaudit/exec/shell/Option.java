package dev.runtimeaudit.exec.shell;

import java.util.Optional;

/** The options of {@code set} that matter to a replay. */
enum Option {
    ERREXIT('e', "errexit"),
    NOUNSET('u', "nounset"),
    XTRACE('x', "xtrace"),
    NOGLOB('f', "noglob"),
    NOEXEC('n', "noexec"),
    ALLEXPORT('a', "allexport"),
    PIPEFAIL('\0', "pipefail"),
    /** One that changes nothing here: verbose, monitor, hashall… */
    OTHER('\0', "");

    final char letter;
    final String longName;

    Option(char letter, String longName) {
        this.letter = letter;
        this.longName = longName;
    }

    static Optional<Option> of(char letter, Flavor flavor) {
        for (Option option : values()) {
            if (option.letter == letter && letter != '\0') {
                return Optional.of(option);
            }
        }
        String others = flavor.bash() ? "bhkmptvBCEHPTlis" : flavor.dash() ? "IimsVEbCvlq" : "IimsbCvlEVTq";
        return others.indexOf(letter) >= 0 ? Optional.of(OTHER) : Optional.empty();
    }

    static Optional<Option> of(String longName, Flavor flavor) {
        for (Option option : values()) {
            if (option.longName.equals(longName) && option != OTHER) {
                return Optional.of(option);
            }
        }
        String common = " ignoreeof interactive monitor noclobber notify stdin verbose vi emacs nolog debug ";
        String bash =
                " braceexpand errtrace functrace hashall histexpand history interactive-comments keyword onecmd physical posix privileged ";
        return common.contains(" " + longName + " ") || flavor.bash() && bash.contains(" " + longName + " ")
                ? Optional.of(OTHER)
                : Optional.empty();
    }
}
