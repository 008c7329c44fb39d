package dev.runtimeaudit.read.ignore;

import java.util.Optional;

/** The named sets of characters in brackets, which are ASCII only for Go and for git: {@code [:digit:]}. */
final class CharNames {

    private CharNames() {}

    static Optional<Glob.CharTest> test(String name) {
        Glob.CharTest test = switch (name) {
            case "alnum" -> c -> isLetter(c) || isDigit(c);
            case "alpha" -> CharNames::isLetter;
            case "ascii" -> c -> c < 0x80;
            case "blank" -> c -> c == ' ' || c == '\t';
            case "cntrl" -> c -> c < ' ' || c == 0x7f;
            case "digit" -> CharNames::isDigit;
            case "graph" -> c -> c > ' ' && c < 0x7f;
            case "lower" -> c -> c >= 'a' && c <= 'z';
            case "perlspace" -> c -> isSpace(c) && c != 0x0b;
            case "print" -> c -> c >= ' ' && c < 0x7f;
            case "punct" -> c -> c > ' ' && c < 0x7f && !isLetter(c) && !isDigit(c);
            case "space" -> CharNames::isSpace;
            case "upper" -> c -> c >= 'A' && c <= 'Z';
            case "word" -> c -> isLetter(c) || isDigit(c) || c == '_';
            case "xdigit" -> c -> isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            default -> null;
        };
        return Optional.ofNullable(test);
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
