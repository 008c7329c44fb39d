package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Fragment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The parts that every instruction has.
 *
 * @param line the whole of it, continuation lines joined
 * @param keyword as written
 * @param flags {@code --name=value} each, quotes and escapes taken off
 * @param arguments the rest, white space at its ends taken off
 */
record Statement(Fragment line, Fragment keyword, List<Fragment> flags, Fragment arguments) {

    private static final Set<String> WITH_HEREDOCS = Set.of("run", "copy", "add");

    static Statement split(Fragment text, char escape) {
        Fragment line = Words.trim(text);
        List<Fragment> halves = Words.firstAndRest(line);
        if (halves.size() == 1) {
            int end = line.text().length();
            return new Statement(line, line, List.of(), line.part(end, end));
        }
        List<Fragment> flags = new ArrayList<>();
        Fragment arguments = takeFlags(halves.get(1), escape, flags);
        return new Statement(line, halves.get(0), flags, Words.trim(arguments));
    }

    /** The keyword in lower case. */
    String name() {
        return keyword.text().toLowerCase(Locale.ROOT);
    }

    /** Whether {@code <<EOF} in it means anything: not in a JSON form, but in the trigger of an {@code ONBUILD}. */
    boolean mayHoldHeredocs(char escape) {
        Statement bearer = name().equals("onbuild") ? split(arguments, escape) : this;
        return WITH_HEREDOCS.contains(bearer.name()) && JsonArray.read(bearer.arguments) instanceof JsonArray.None;
    }

    private static Fragment takeFlags(Fragment text, char escape, List<Fragment> flags) {
        Fragment bytes = bytes(text);
        String all = bytes.text();
        int at = 0;
        while (true) {
            while (at < all.length() && GoText.isSpace(all.charAt(at))) {
                at++;
            }
            if (!all.startsWith("--", at)) {
                return from(text, bytes.offset(at));
            }
            FragmentBuilder flag = new FragmentBuilder(text.file());
            at = takeFlag(bytes, at, escape, flag);
            if (flag.text().equals("--")) {
                return from(text, bytes.offset(at));
            }
            flags.add(flag.build(bytes.offset(at)));
        }
    }

    /** BuildKit looks for flags byte by byte, and takes each byte for a character of Latin-1. */
    private static Fragment bytes(Fragment text) {
        String all = text.text();
        if (all.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        FragmentBuilder bytes = new FragmentBuilder(text.file());
        for (int i = 0; i < all.length(); i++) {
            int c = all.codePointAt(i);
            for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                bytes.add((char) (b & 0xff), text.offset(i));
            }
            i += Character.charCount(c) - 1;
        }
        return bytes.build(text.offset(all.length()));
    }

    /** What stands from a place in the file on. */
    private static Fragment from(Fragment text, int offset) {
        int end = text.text().length();
        int at = 0;
        while (at < end && text.offset(at) < offset) {
            at++;
        }
        return text.part(at, end);
    }

    private static int takeFlag(Fragment bytes, int from, char escape, FragmentBuilder flag) {
        String all = bytes.text();
        char quote = 0;
        int at = from;
        while (at < all.length() && (quote != 0 || !GoText.isSpace(all.charAt(at)))) {
            char c = all.charAt(at);
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (c == escape && at + 1 == all.length()) {
                quote = 0;
            } else {
                at += c == escape ? 1 : 0;
                flag.add(all.charAt(at), bytes.offset(at));
            }
            at++;
        }
        return at;
    }
}
