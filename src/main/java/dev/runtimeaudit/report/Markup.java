package dev.runtimeaudit.report;

import java.util.Locale;

/** Writes HTML and SVG: every text and every attribute goes through the escaping here, and nothing else can be written. */
final class Markup {

    private final StringBuilder out = new StringBuilder();

    /** An element with its attributes (name, value, name, value …) and what stands in it. */
    void in(String name, Runnable body, String... attributes) {
        start(name, attributes);
        out.append('>');
        body.run();
        out.append("</").append(name).append(">\n");
    }

    /** An element that holds a text. */
    void text(String name, String text, String... attributes) {
        start(name, attributes);
        out.append('>');
        escape(text);
        out.append("</").append(name).append(">");
    }

    /** An element that holds nothing and has no end tag. */
    void empty(String name, String... attributes) {
        start(name, attributes);
        out.append("/>");
    }

    void text(String text) {
        escape(text);
    }

    /** A sentence in which what stands between backticks is code. */
    void prose(String sentence) {
        boolean code = false;
        for (String part : sentence.split("`", -1)) {
            if (code) {
                text("code", part);
            } else {
                escape(part);
            }
            code = !code;
        }
    }

    /** What the page brings along and this project has written: its style and its script. */
    void own(String name, String content) {
        out.append('<')
                .append(name)
                .append('>')
                .append(content)
                .append("</")
                .append(name)
                .append(">\n");
    }

    private void start(String name, String... attributes) {
        out.append('<').append(name);
        for (int i = 0; i + 1 < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.append(isPrintable(c) ? c : '\uFFFD');
            }
        }
    }

    /** XML 1.0 has no place for the other control characters, not even escaped. */
    private static boolean isPrintable(char c) {
        return c >= ' ' && c != '\uFFFE' && c != '\uFFFF' && !Character.isSurrogate(c)
                || c == '\n'
                || c == '\t'
                || Character.isSurrogate(c);
    }

    /** A name for an anchor: letters, digits and dashes, the same for the same text. */
    static String anchor(String text) {
        StringBuilder anchor = new StringBuilder();
        for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
            anchor.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' ? c : '-');
        }
        return anchor.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
