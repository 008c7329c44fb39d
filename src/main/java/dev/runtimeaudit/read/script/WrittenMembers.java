package dev.runtimeaudit.read.script;

import dev.runtimeaudit.source.SourceFile;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * The members of objects that some script of a program writes after the object is made: another one may stand there when it is
 * called (ECMA-262, 13.15, 20.1.2).
 */
final class WrittenMembers {

    private static final Set<String> SIGNS = Set.of("=", "??=", "||=", "&&=");

    /** They give an object members that it has in other ones. */
    private static final Set<String> GIVING =
            Set.of("assign", "extend", "defineProperties", "setPrototypeOf", "defaults", "merge", "mixin");

    private final Set<String> names = new HashSet<>();
    private boolean all;

    WrittenMembers(Collection<SourceFile> files) {
        files.stream().map(Outline::of).forEach(this::find);
    }

    /** Whether a member may have been written by somebody else than who made the object. */
    boolean mayBe(String name) {
        return all || names.contains(name);
    }

    private void find(Outline text) {
        for (int k = 1; k < text.size(); k++) {
            if (text.isDot(k - 1) && text.isWord(k)) {
                member(text, k);
            } else if (text.string(k).isPresent() && text.is(k - 1, "[") && isWritten(text, k + 2)) {
                names.add(text.string(k).get());
            } else if (text.isWord(k) && !text.isWord(k - 1, "function")) {
                given(text, k);
            }
        }
    }

    private void member(Outline text, int k) {
        boolean exports = text.isWord(k - 2, "exports");
        if (isWritten(text, k + 1) && !exports) {
            String name = text.token(k).text();
            boolean module = name.equals("exports") && text.isWord(k - 2, "module");
            all |= name.equals("prototype") || name.equals("__proto__");
            if (!module) {
                names.add(name);
            }
        }
        given(text, k);
    }

    /** {@code Object.assign(a, …)}, {@code Object.defineProperty(a, "name", …)}, {@code Reflect.set(a, "name", …)} */
    private void given(Outline text, int k) {
        if (!text.is(k + 1, "(")) {
            return;
        }
        String call = text.token(k).text();
        boolean gives = GIVING.contains(call) && !text.is(k + 2, "{");
        boolean one = call.equals("defineProperty") || call.equals("set") && text.isWord(k - 2, "Reflect");
        if (one) {
            int comma = k + 2;
            while (comma < text.partner(k + 1) && !(text.is(comma, ",") && text.around(comma) == k + 1)) {
                comma++;
            }
            text.string(comma + 1).ifPresentOrElse(names::add, () -> all = true);
        }
        all |= gives;
    }

    private static boolean isWritten(Outline text, int behind) {
        return SIGNS.stream().anyMatch(sign -> text.is(behind, sign));
    }
}
