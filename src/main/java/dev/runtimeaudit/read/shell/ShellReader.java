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

    private ShellReader() {}

    public static Script read(Fragment text, Dialect dialect) {
        Grammar grammar = new AlmquistGrammar(text, dialect, new Budget(), 1);
        return read(text, grammar);
    }

    private static Script read(Fragment text, Grammar grammar) {
        List<Script.Complete> lines = new ArrayList<>();
        int start = 0;
        if (text.text().length() > Budget.LONGEST) {
            lines.add(unparsed(text, start));
            return new Script(lines, Optional.empty(), text.span());
        }
        try {
            for (Optional<Script.Complete> next = grammar.next(); next.isPresent(); next = grammar.next()) {
                next.filter(line -> !line.items().isEmpty()).ifPresent(lines::add);
                start = grammar.at();
            }
        } catch (Rejection rejection) {
            return new Script(lines, Optional.of(rejection.error()), text.span());
        } catch (Budget.Exceeded exceeded) {
            lines.add(unparsed(text, start));
        }
        return new Script(lines, Optional.empty(), text.span());
    }

    private static Script.Complete unparsed(Fragment text, int start) {
        int end = text.text().length();
        Span span = text.span(start, end);
        int line = 1
                + (int) text.text().chars().limit(start).filter(c -> c == '\n').count();
        Command command = new Command.Unparsed(text.text().substring(start), line, span);
        return new Script.Complete(List.of(new Script.Item(command, false, span)), span, line);
    }
}
