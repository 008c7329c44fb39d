package dev.runtimeaudit.exec.launcher;

import java.util.Optional;

/** Whether a version lies in a range of node-semver (github.com/npm/node-semver, "Ranges"): the plain forms, by numbers only. */
final class VersionRange {

    private VersionRange() {}

    /** Empty when the range is of a form that is not read, or the version is not known well enough to tell. */
    static Optional<Boolean> accepts(String range, String version) {
        if (!version.matches("\\d+(\\.\\d+){0,2}")) {
            return Optional.empty();
        }
        boolean some = false;
        for (String alternative : range.split("\\|\\|", -1)) {
            Optional<Boolean> one = all(alternative.strip(), version);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            some |= one.get();
        }
        return Optional.of(some);
    }

    private static Optional<Boolean> all(String comparators, String version) {
        if (comparators.isEmpty() || comparators.equals("*")) {
            return Optional.of(true);
        }
        boolean every = true;
        for (String comparator : comparators.replaceAll("([<>=^~]+)\\s+", "$1").split("\\s+")) {
            Optional<Boolean> one = one(comparator, version);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            every &= one.get();
        }
        return Optional.of(every);
    }

    private static Optional<Boolean> one(String comparator, String version) {
        String operator = comparator.replaceAll("[^<>=^~].*$", "");
        String bound =
                comparator.substring(operator.length()).replaceFirst("^v", "").replaceAll("(\\.[xX*])+$", "");
        if (!bound.matches("\\d+(\\.\\d+){0,2}")) {
            return Optional.empty();
        }
        int[] wanted = numbers(bound);
        int[] given = numbers(version);
        int shared = Math.min(wanted.length, given.length);
        int compared = 0;
        for (int i = 0; i < shared && compared == 0; i++) {
            compared = Integer.compare(given[i], wanted[i]);
        }
        boolean sure = compared != 0 || given.length >= wanted.length;
        return switch (operator) {
            case ">=" -> compared == 0 && !sure ? Optional.empty() : Optional.of(compared >= 0);
            case "<" -> compared == 0 && !sure ? Optional.empty() : Optional.of(compared < 0);
            case ">" -> compared == 0 && !sure ? Optional.empty() : Optional.of(compared > 0);
            case "<=" -> compared == 0 && !sure ? Optional.empty() : Optional.of(compared <= 0);
            case "^" ->
                given[0] != wanted[0] || wanted[0] == 0
                        ? wanted[0] == 0 ? Optional.empty() : Optional.of(false)
                        : sure ? Optional.of(compared >= 0) : Optional.empty();
            case "", "=" -> compared == 0 && !sure ? Optional.empty() : Optional.of(compared == 0);
            default -> Optional.empty();
        };
    }

    private static int[] numbers(String version) {
        String[] parts = version.split("\\.");
        int[] numbers = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            numbers[i] = parts[i].length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(parts[i]);
        }
        return numbers;
    }
}
