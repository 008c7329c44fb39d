package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.yaml.YamlNode.Kind;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;

/**
 * A scalar of the effective model. Its text form shows the place only: the value may be a secret.
 *
 * @param fragment the value as it is when nobody sets a variable, and where its characters come from
 * @param kind what it is
 * @param certainty how far it depends on variables
 * @param base the directory in which a relative path starts that it may hold
 * @param at the place of the value as written
 */
public record ComposeText(Fragment fragment, Kind kind, Certainty certainty, TreePath base, Span at)
        implements ComposeValue {

    /** How far a value depends on the variables that are set where {@code docker compose} runs. */
    public enum Certainty {
        /** It holds no reference. */
        CERTAIN,
        /** It holds references; each has a value, or is but a part of a word. */
        LIKELY,
        /** A word of it, or all of it, is a reference without a value. */
        OPEN
    }

    public String text() {
        return fragment.text();
    }

    public boolean certain() {
        return certainty == Certainty.CERTAIN;
    }

    boolean isNothing() {
        return kind == Kind.NULL;
    }

    boolean isTrue() {
        return kind == Kind.BOOLEAN && text().equals("true");
    }

    /** The part of the value between two offsets. */
    ComposeText part(int from, int to) {
        return new ComposeText(fragment.part(from, to), Kind.STRING, certainty, base, fragment.span(from, to));
    }

    ComposeText as(Kind other, String text) {
        Fragment same = text.equals(text()) ? fragment : Fragment.at(text, fragment.file(), fragment.offset(0));
        return new ComposeText(same, other, certainty, base, at);
    }

    /** A value that comes from a variable of this name, at the place of the name. */
    ComposeText inherited(String value) {
        return new ComposeText(
                Fragment.at(value, fragment.file(), fragment.offset(0)), Kind.STRING, Certainty.LIKELY, base, at);
    }

    @Override
    public String toString() {
        return at.toString();
    }
}
