package dev.runtimeaudit.read.hcl;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads HCL as far as bake files go (HCL native syntax specification). It never throws on content: what it does not know is
 * an {@link HclExpression.Other}, and reading goes on behind it.
 *
 * <p>It is one class although it is long: an expression can hold every other.
 */
public final class HclReader {

    private static final List<String> OPERATORS =
            List.of("==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%");

    private static final int DEEPEST = 60;

    private final SourceFile file;
    private final String text;
    private int at;
    private int depth;

    private HclReader(SourceFile file, String text) {
        this.file = file;
        this.text = text;
    }

    /** The file as a block without a type. */
    public static HclBlock read(SourceFile file) {
        return new HclReader(file, file.text()).body("", List.of(), Span.wholeFile(file.path()));
    }

    /** A text that stands in quotes: in a JSON file, the strings are templates, too. */
    public static HclExpression template(SourceFile file, String text) {
        return new HclReader(file, text).template(text.length(), false);
    }

    private HclBlock body(String type, List<String> labels, Span span) {
        Map<String, HclExpression> attributes = new LinkedHashMap<>();
        List<HclBlock> blocks = new ArrayList<>();
        depth++;
        while (true) {
            blanks(true);
            if (at >= text.length()) {
                break;
            }
            if (text.charAt(at) == '}') {
                at++;
                break;
            }
            int start = at;
            String name = text.charAt(at) == '"' ? quotedName() : identifier();
            if (name.isEmpty() || depth > DEEPEST) {
                at++;
                continue;
            }
            blanks(false);
            if (peek('=')) {
                at++;
                attributes.put(name, expression());
            } else {
                List<String> names = new ArrayList<>();
                while (at < text.length() && text.charAt(at) != '{' && text.charAt(at) != '\n') {
                    String label = text.charAt(at) == '"' ? quotedName() : identifier();
                    if (label.isEmpty()) {
                        at++;
                    } else {
                        names.add(label);
                    }
                    blanks(false);
                }
                if (peek('{')) {
                    Span head = file.span(start, at);
                    at++;
                    blocks.add(body(name, names, head));
                }
            }
        }
        depth--;
        return new HclBlock(type, labels, attributes, blocks, span);
    }

    private HclExpression expression() {
        if (++depth > DEEPEST) {
            depth--;
            return other();
        }
        HclExpression condition = binary();
        blanks(false);
        if (peek('?')) {
            at++;
            HclExpression then = expression();
            blanks(true);
            if (!peek(':')) {
                depth--;
                return other();
            }
            at++;
            condition = new HclExpression.Conditional(condition, then, expression());
        }
        depth--;
        return condition;
    }

    /** Operators from left to right: no bake file is known that needs their precedence, and mixed ones are not understood. */
    private HclExpression binary() {
        HclExpression left = operand();
        Optional<String> only = Optional.empty();
        while (true) {
            blanks(false);
            Optional<String> operator =
                    OPERATORS.stream().filter(o -> text.startsWith(o, at)).findFirst();
            if (operator.isEmpty()) {
                return left;
            }
            boolean mixed = only.isPresent() && !only.equals(operator);
            only = operator;
            at += operator.get().length();
            HclExpression right = operand();
            left = mixed
                    ? new HclExpression.Other(operator.get())
                    : new HclExpression.Binary(operator.get(), left, right);
        }
    }

    private HclExpression operand() {
        blanks(true);
        if (at >= text.length()) {
            return new HclExpression.Other("");
        }
        char c = text.charAt(at);
        if (c == '"') {
            at++;
            return template(text.length(), true);
        }
        if (text.startsWith("<<", at)) {
            return hereDocument();
        }
        if (c == '[') {
            at++;
            return list();
        }
        if (c == '{') {
            at++;
            return object();
        }
        if (c == '(') {
            at++;
            HclExpression inner = expression();
            blanks(true);
            if (!peek(')')) {
                return other();
            }
            at++;
            return suffixed(inner);
        }
        if (c == '!' || c == '-') {
            at++;
            return new HclExpression.Call(String.valueOf(c), List.of(operand()));
        }
        String name = identifier();
        if (name.isEmpty()) {
            return other();
        }
        if (Character.isDigit(name.charAt(0)) || name.equals("true") || name.equals("false")) {
            return new HclExpression.Literal(name);
        }
        if (name.equals("null")) {
            return new HclExpression.Null();
        }
        if (peek('(')) {
            at++;
            return suffixed(new HclExpression.Call(name, items(')')));
        }
        List<String> path = new ArrayList<>(List.of(name));
        while (peek('.') && at + 1 < text.length() && isNameStart(text.charAt(at + 1))) {
            at++;
            path.add(identifier());
        }
        return suffixed(new HclExpression.Reference(path));
    }

    /** {@code [0]} and {@code .*} behind an operand. */
    private HclExpression suffixed(HclExpression operand) {
        if (peek('[') || peek('.')) {
            return other();
        }
        return operand;
    }

    private HclExpression list() {
        int start = at;
        blanks(true);
        if (isFor()) {
            at = start;
            return balanced(']');
        }
        return new HclExpression.ListOf(items(']'));
    }

    private boolean isFor() {
        return text.startsWith("for ", at);
    }

    private List<HclExpression> items(char close) {
        List<HclExpression> items = new ArrayList<>();
        while (true) {
            blanks(true);
            if (at >= text.length()) {
                return items;
            }
            if (peek(close)) {
                at++;
                return items;
            }
            if (peek(',')) {
                at++;
                continue;
            }
            int before = at;
            items.add(expression());
            if (at == before) {
                at++;
            }
        }
    }

    private HclExpression object() {
        int start = at;
        blanks(true);
        if (isFor()) {
            at = start;
            return balanced('}');
        }
        List<HclExpression.Field> fields = new ArrayList<>();
        while (true) {
            blanks(true);
            if (at >= text.length()) {
                break;
            }
            if (peek('}')) {
                at++;
                break;
            }
            if (peek(',')) {
                at++;
                continue;
            }
            int before = at;
            HclExpression key = operand();
            if (key instanceof HclExpression.Reference name && name.path().size() == 1) {
                key = new HclExpression.Literal(name.path().get(0));
            }
            blanks(false);
            if (peek('=') || peek(':')) {
                at++;
                fields.add(new HclExpression.Field(key, expression()));
            }
            if (at == before) {
                at++;
            }
        }
        return new HclExpression.ObjectOf(fields);
    }

    /** Up to a quote, or the end; {@code ${…}} and backslashes are seen. */
    private HclExpression template(int end, boolean quoted) {
        List<HclExpression> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        while (at < end) {
            char c = text.charAt(at);
            if (quoted && (c == '"' || c == '\n')) {
                break;
            }
            if (quoted && c == '\\' && at + 1 < end) {
                char escaped = text.charAt(at + 1);
                literal.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
                at += 2;
            } else if (text.startsWith("$${", at) || text.startsWith("%%{", at)) {
                literal.append(c).append('{');
                at += 3;
            } else if (text.startsWith("${", at) || text.startsWith("%{", at)) {
                flush(literal, parts);
                boolean directive = c == '%';
                at += 2;
                HclExpression inner = directive ? new HclExpression.Other("%{") : expression();
                blanks(true);
                if (peek('}')) {
                    at++;
                } else {
                    inner = balanced('}');
                }
                parts.add(inner);
            } else {
                literal.append(c);
                at++;
            }
        }
        if (quoted && peek('"')) {
            at++;
        }
        flush(literal, parts);
        return new HclExpression.Template(parts);
    }

    private static void flush(StringBuilder literal, List<HclExpression> parts) {
        if (literal.length() > 0) {
            parts.add(new HclExpression.Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private HclExpression hereDocument() {
        at += text.startsWith("<<-", at) ? 3 : 2;
        String name = identifier();
        int line = text.indexOf('\n', at);
        if (name.isEmpty() || line < 0) {
            return other();
        }
        int start = line + 1;
        for (int from = start; from < text.length(); ) {
            int next = text.indexOf('\n', from);
            int stop = next < 0 ? text.length() : next;
            if (text.substring(from, stop).strip().equals(name)) {
                at = start;
                HclExpression body = template(from, false);
                at = stop;
                return body;
            }
            from = stop + 1;
        }
        at = text.length();
        return new HclExpression.Other("<<" + name);
    }

    /** Reads over what is not understood, to the end of its line or of the bracket it stands in. */
    private HclExpression other() {
        int start = at;
        int open = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                template(text.length(), true);
                continue;
            }
            boolean closing = c == ')' || c == ']' || c == '}';
            if (open == 0 && (closing || c == '\n' || c == ',')) {
                break;
            }
            open += closing ? -1 : c == '(' || c == '[' || c == '{' ? 1 : 0;
            at++;
        }
        return new HclExpression.Other(text.substring(start, at));
    }

    private HclExpression balanced(char close) {
        int start = at;
        int open = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                template(text.length(), true);
                continue;
            }
            at++;
            if (open == 0 && c == close) {
                break;
            }
            open += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        }
        return new HclExpression.Other(text.substring(start, at));
    }

    private String quotedName() {
        int end = text.indexOf('"', at + 1);
        if (end < 0) {
            at = text.length();
            return "";
        }
        String name = text.substring(at + 1, end);
        at = end + 1;
        return name;
    }

    private String identifier() {
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_-".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_';
    }

    private boolean peek(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private void blanks(boolean lines) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#' || text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                at = end < 0 ? text.length() : end + 2;
            } else if (c == '\n' ? lines : Character.isWhitespace(c)) {
                at++;
            } else {
                return;
            }
        }
    }
}
