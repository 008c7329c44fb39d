package dev.runtimeaudit.workspace.health;

import java.util.Optional;

/** Numbers of ports in texts. */
final class Ports {

    private static final int HIGHEST = 65_535;

    private Ports() {}

    /** Empty for what is no number, or none of a port. */
    static Optional<Integer> number(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int number = Integer.parseInt(text);
        return number > 0 && number <= HIGHEST ? Optional.of(number) : Optional.empty();
    }
}
