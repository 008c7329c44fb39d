package dev.runtimeaudit.exec.launcher;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a module of python imports when it is loaded, read by its lines and blocks (docs.python.org, "Lexical analysis" and "The
 * import statement"): nothing is evaluated.
 *
 * @param imports those that are executed when the module is: not in functions, not in what only a type checker reads
 * @param code all of it, without comments and without what stands in quotes
 */
record PythonSource(List<Import> imports, String code) {

    /**
     * One import.
     *
     * @param module with its leading dots
     * @param names what is imported from it; empty for a plain {@code import}
     * @param optional it may fail: it stands in a {@code try}
     * @param main only when the module is the program
     */
    record Import(String module, List<String> names, boolean optional, boolean main) {
        Import {
            names = List.copyOf(names);
        }
    }

    private enum Block {
        PLAIN,
        OPTIONAL,
        MAIN,
        DEFERRED
    }

    private record Open(int indent, Block kind) {}

    static PythonSource read(String text) {
        List<Import> imports = new ArrayList<>();
        Deque<Open> open = new ArrayDeque<>();
        StringBuilder code = new StringBuilder();
        for (String line : logical(text)) {
            code.append(line).append('\n');
            String statement = line.strip();
            if (statement.isEmpty()) {
                continue;
            }
            int indent = line.length() - line.stripLeading().length();
            while (!open.isEmpty() && open.peek().indent >= indent) {
                open.pop();
            }
            boolean deferred = open.stream().anyMatch(block -> block.kind == Block.DEFERRED);
            if (!deferred) {
                boolean optional = open.stream().anyMatch(block -> block.kind == Block.OPTIONAL);
                boolean main = open.stream().anyMatch(block -> block.kind == Block.MAIN);
                for (String part : statement.split(";")) {
                    read(part.strip(), optional, main, imports);
                }
            }
            if (statement.endsWith(":")) {
                open.push(new Open(indent, kind(statement)));
            }
        }
        return new PythonSource(List.copyOf(imports), code.toString());
    }

    private static Block kind(String header) {
        if (header.startsWith("def ") || header.startsWith("async def ") || header.contains("TYPE_CHECKING")) {
            return Block.DEFERRED;
        }
        if (header.startsWith("try") || header.startsWith("except")) {
            return Block.OPTIONAL;
        }
        return header.startsWith("if __name__") ? Block.MAIN : Block.PLAIN;
    }

    private static void read(String statement, boolean optional, boolean main, List<Import> into) {
        if (statement.startsWith("import ")) {
            for (String module : statement.substring("import ".length()).split(",")) {
                into.add(new Import(first(module), List.of(), optional, main));
            }
        } else if (statement.startsWith("from ") && statement.contains(" import")) {
            String module = statement
                    .substring("from ".length(), statement.indexOf(" import"))
                    .strip();
            String rest = statement.substring(statement.indexOf(" import") + " import".length());
            List<String> names = new ArrayList<>();
            for (String name : rest.replace('(', ' ').replace(')', ' ').split(",")) {
                if (!name.isBlank()) {
                    names.add(first(name));
                }
            }
            into.add(new Import(module, names, optional, main));
        }
    }

    /** Without {@code as name}. */
    private static String first(String text) {
        return text.strip().split("\\s+", 2)[0];
    }

    /** Lines as the interpreter puts them together, what is quoted left empty, comments left out. */
    private static List<String> logical(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int depth = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '#') {
                while (i < text.length() && text.charAt(i) != '\n') {
                    i++;
                }
                continue;
            }
            if (c == '"' || c == '\'') {
                i = behind(text, i);
                line.append("''");
                continue;
            }
            if (c == '\\' && i + 1 < text.length() && (text.charAt(i + 1) == '\n' || text.charAt(i + 1) == '\r')) {
                i += text.charAt(i + 1) == '\r' ? 3 : 2;
                continue;
            }
            depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            if (c == '\n' && depth <= 0) {
                lines.add(line.toString());
                line.setLength(0);
                depth = 0;
            } else {
                line.append(c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
            }
            i++;
        }
        lines.add(line.toString());
        return lines;
    }

    /** The place behind a text in quotes that begins here. */
    private static int behind(String text, int at) {
        char quote = text.charAt(at);
        boolean triple = text.startsWith(String.valueOf(quote).repeat(3), at);
        int i = at + (triple ? 3 : 1);
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\') {
                i += 2;
            } else if (triple && text.startsWith(String.valueOf(quote).repeat(3), i)) {
                return i + 3;
            } else if (!triple && (c == quote || c == '\n')) {
                return c == '\n' ? i : i + 1;
            } else {
                i++;
            }
        }
        return text.length();
    }
}
