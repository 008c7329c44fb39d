package dev.runtimeaudit.read.script;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The object that a configuration script exports, as far as it is written down as a literal: {@code export default
 * defineConfig({ … })}, {@code export default { … }}, {@code module.exports = { … }}.
 */
public final class ExportedObject {

    /** What stands under a name. */
    public sealed interface Member {

        /** One quoted text, or a {@code path.join} of such. */
        record Text(String text, Span span) implements Member {}

        /** A call of a function with one quoted text: {@code env("DATABASE_URL")}. */
        record CallWithText(String function, String text, Span span) implements Member {}

        /** An expression that is not read. */
        record Other(Span span) implements Member {}

        /** The object has no such member. */
        record None() implements Member {}

        /** The object may have it: it is not written down as a literal, or takes members from elsewhere. */
        record Unclear() implements Member {}
    }

    private final SourceFile file;
    private final Tokens tokens;

    private ExportedObject(SourceFile file, Tokens tokens) {
        this.file = file;
        this.tokens = tokens;
    }

    public static ExportedObject of(SourceFile file) {
        return new ExportedObject(file, Tokens.of(file.text()));
    }

    /** @param names the way to the member, from the outermost object inwards */
    public Member at(String... names) {
        int brace = start();
        if (brace < 0) {
            return new Member.Unclear();
        }
        for (int i = 0; ; i++) {
            Members members = members(brace);
            Integer value = members.starts().get(names[i]);
            if (value == null) {
                return members.open() ? new Member.Unclear() : new Member.None();
            }
            if (i == names.length - 1) {
                return member(value);
            }
            if (!tokens.is(value, "{")) {
                return new Member.Unclear();
            }
            brace = value;
        }
    }

    /** The brace that opens the exported object; negative when it is not written there. */
    private int start() {
        for (int i = 0; i + 2 < tokens.size(); i++) {
            boolean module = tokens.get(i).isWord("export") && tokens.get(i + 1).isWord("default");
            boolean common = tokens.get(i).isWord("module")
                    && tokens.is(i + 1, ".")
                    && tokens.get(i + 2).isWord("exports")
                    && tokens.is(i + 3, "=");
            if (module || common) {
                int at = i + (module ? 2 : 4);
                if (at + 1 < tokens.size() && tokens.get(at).kind() == Token.Kind.WORD && tokens.is(at + 1, "(")) {
                    at += 2;
                }
                return tokens.is(at, "{") ? at : -1;
            }
        }
        return -1;
    }

    /**
     * @param starts where the value of each member begins
     * @param open there may be members that are not listed
     */
    private record Members(Map<String, Integer> starts, boolean open) {}

    private Members members(int brace) {
        Map<String, Integer> starts = new LinkedHashMap<>();
        boolean open = false;
        int at = brace + 1;
        while (at < tokens.size() && !tokens.is(at, "}")) {
            Token name = tokens.get(at);
            boolean named = name.kind() == Token.Kind.WORD || name.kind() == Token.Kind.STRING;
            if (named && tokens.is(at + 1, ":")) {
                starts.put(name.text(), at + 2);
            } else if (named && (tokens.is(at + 1, ",") || tokens.is(at + 1, "}"))) {
                starts.put(name.text(), at);
            } else {
                open = true;
            }
            at = next(at);
        }
        return new Members(starts, open || at >= tokens.size());
    }

    /** Behind the comma that ends a member, or at the brace that ends the object. */
    private int next(int from) {
        int end = end(from);
        return tokens.is(end, ",") ? end + 1 : end;
    }

    /** The comma that ends a member, or the brace that ends the object. */
    private int end(int from) {
        int depth = 0;
        for (int at = from; at < tokens.size(); at++) {
            if (tokens.is(at, "{") || tokens.is(at, "(") || tokens.is(at, "[")) {
                depth++;
            } else if (depth > 0 && (tokens.is(at, "}") || tokens.is(at, ")") || tokens.is(at, "]"))) {
                depth--;
            } else if (depth == 0 && (tokens.is(at, ",") || tokens.is(at, "}"))) {
                return at;
            }
        }
        return tokens.size();
    }

    private Member member(int from) {
        int last = end(from);
        Span span = file.span(
                tokens.get(from).start(), tokens.get(Math.max(from, last - 1)).end());
        if (last - from == 1 && tokens.get(from).kind() == Token.Kind.STRING) {
            return new Member.Text(tokens.get(from).text(), span);
        }
        List<String> texts = texts(from, last);
        String function = function(from, last);
        if (function.equals("join") && !texts.isEmpty()) {
            return new Member.Text(String.join("/", texts), span);
        }
        if (texts.size() == 1 && !function.isEmpty() && tokens.is(from + 1, "(")) {
            return new Member.CallWithText(function, texts.get(0), span);
        }
        return new Member.Other(span);
    }

    /** The name in front of the only pair of parentheses: {@code join} of {@code path.join("a", "b")}. */
    private String function(int from, int last) {
        for (int at = from; at < last - 1; at++) {
            if (tokens.is(at + 1, "(") && tokens.get(at).kind() == Token.Kind.WORD) {
                return tokens.is(last - 1, ")") ? tokens.get(at).text() : "";
            }
        }
        return "";
    }

    /** The texts of a call that is given nothing but texts. */
    private List<String> texts(int from, int last) {
        List<String> texts = new ArrayList<>();
        boolean inside = false;
        for (int at = from; at < last; at++) {
            Token token = tokens.get(at);
            if (!inside) {
                inside = token.is("(");
            } else if (token.kind() == Token.Kind.STRING) {
                texts.add(token.text());
            } else if (!token.is(",") && !(token.is(")") && at == last - 1)) {
                return List.of();
            }
        }
        return texts;
    }
}
