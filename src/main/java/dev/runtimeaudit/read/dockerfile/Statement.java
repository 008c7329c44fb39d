package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Fragment;
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
        String all = text.text();
        int at = 0;
        while (true) {
            while (at < all.length() && isSpace(all.charAt(at))) {
                at++;
            }
            if (!all.startsWith("--", at)) {
                return text.part(at, all.length());
            }
            FragmentBuilder flag = new FragmentBuilder(text.file());
            at = takeFlag(text, at, escape, flag);
            if (flag.text().equals("--")) {
                return text.part(at, all.length());
            }
            flags.add(flag.build(text.offset(at)));
        }
    }

    private static int takeFlag(Fragment text, int from, char escape, FragmentBuilder flag) {
        String all = text.text();
        char quote = 0;
        int at = from;
        while (at < all.length() && (quote != 0 || !isSpace(all.charAt(at)))) {
            char c = all.charAt(at);
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (c == escape && at + 1 == all.length()) {
                quote = 0;
            } else {
                at += c == escape ? 1 : 0;
                flag.add(all.charAt(at), text.offset(at));
            }
            at++;
        }
        return at;
    }

    /** White space among flags; BuildKit looks at bytes here. */
    private static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r') || c == ' ';
    }
}
