package dev.runtimeaudit.read.yaml;

import dev.runtimeaudit.read.yaml.YamlNode.Scalar;
import dev.runtimeaudit.source.Fragment;

/**
 * Finds where the characters of a scalar's value stand in the file. Indentation, folds, quotes and escapes stand between
 * them; a blank of the value may stand for several characters, or for none.
 */
final class ScalarPlaces {

    private ScalarPlaces() {}

    static Fragment of(Scalar scalar) {
        String value = scalar.text();
        String text = scalar.file().text();
        int end = scalar.to();
        int at = start(scalar, text);
        int[] offsets = new int[value.length() + 1];
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (isBlank(c)) {
                offsets[i] = Math.min(at, end);
                if (at < end && isBlank(text.charAt(at))) {
                    at++;
                }
                continue;
            }
            while (at < end && text.charAt(at) != c) {
                at++;
            }
            if (at >= end) {
                // An escape such as \x41 looks nothing like what it means.
                return Fragment.at(value, scalar.file(), scalar.from());
            }
            offsets[i] = at++;
        }
        offsets[value.length()] = Math.min(at, end);
        return Fragment.of(value, scalar.file(), offsets);
    }

    private static int start(Scalar scalar, String text) {
        int from = scalar.from();
        if (scalar.plain() || from >= scalar.to()) {
            return from;
        }
        char opening = text.charAt(from);
        if (opening == '"' || opening == '\'') {
            return from + 1;
        }
        // A block: its header ends with the line.
        int line = text.indexOf('\n', from);
        return line < 0 ? from : Math.min(line + 1, scalar.to());
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
