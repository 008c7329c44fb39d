package dev.runtimeaudit.read.shell;

import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads shell text with the grammar of the shell that will run it (POSIX.1-2017, XCU 2; what bash, dash and BusyBox ash
 * add and lack follows their own parsers).
 *
 * <p>A text that nests too deep or is too long ends in a {@link Command.Unparsed}.
 */
public final class ShellReader {

    private final Fragment text;
    private final Grammar grammar;
    private final List<Script.Complete> lines = new ArrayList<>();
    private int readTo;

    private ShellReader(Fragment text, Grammar grammar) {
        this.text = text;
        this.grammar = grammar;
    }

    public static Script read(Fragment text, Dialect dialect) {
        Budget budget = new Budget();
        Grammar grammar = dialect.isBash()
                ? new BashGrammar(Scanner.withLastNewline(text, 1), dialect, budget)
                : new AlmquistGrammar(text, dialect, budget, 1);
        ShellReader reader = new ShellReader(text, grammar);
        if (text.text().length() > Budget.LONGEST) {
            return reader.unparsedRest();
        }
        try {
            return reader.read();
        } catch (Budget.Exceeded exceeded) {
            return reader.unparsedRest();
        }
    }

    /** A text inside another one, whose budget it shares. */
    static Script read(Fragment text, Grammar grammar) {
        return new ShellReader(text, grammar).read();
    }

    private Script read() {
        try {
            for (Optional<Script.Complete> next = grammar.next(); next.isPresent(); next = grammar.next()) {
                next.filter(line -> !line.items().isEmpty()).ifPresent(lines::add);
                readTo = grammar.at();
            }
            return new Script(lines, Optional.empty(), text.span());
        } catch (Rejection rejection) {
            return new Script(lines, Optional.of(rejection.error()), text.span());
        }
    }

    private Script unparsedRest() {
        Span span = text.span(readTo, text.text().length());
        int line = 1
                + (int) text.text().chars().limit(readTo).filter(c -> c == '\n').count();
        Command command = new Command.Unparsed(text.text().substring(readTo), line, span);
        lines.add(new Script.Complete(List.of(new Script.Item(command, false, span)), span, line));
        return new Script(lines, Optional.empty(), text.span());
    }
}
