package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.AssetRead.Base;
import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the files that a script reads by a path that is written down: {@code readFileSync("./x")}, {@code path.join(__dirname, "x")},
 * {@code renderFile(templatePath)}. What is read only on a condition, where a failure is caught, or in a script that asks whether
 * files are there, is left out: nobody can say that it is missed.
 *
 * <p>It is one class although it is long: what is a path, who reads it, and what stands around it are asked of the same tokens.
 */
public final class AssetReads {

    private static final Set<String> READERS = Set.of(
            "readFile",
            "readFileSync",
            "createReadStream",
            "readdir",
            "readdirSync",
            "renderFile",
            "compileFile",
            "readJson",
            "readJsonSync",
            "readJSON",
            "readJSONSync");

    /** What proto files are loaded with (@grpc/proto-loader). */
    private static final Set<String> PROTO_READERS = Set.of("loadSync", "load");

    private static final String PROTO_LOADER = "@grpc/proto-loader";

    /** Options that name what a package reads: drizzle-orm's migrator, the microservices of NestJS. */
    private static final Set<String> KEYS = Set.of("migrationsFolder", "protoPath");

    /** A script that asks has an answer to what is not there. */
    private static final Set<String> ASKING = Set.of(
            "existsSync",
            "exists",
            "access",
            "accessSync",
            "pathExists",
            "pathExistsSync",
            "stat",
            "statSync",
            "lstat",
            "lstatSync");

    /** What makes files does not miss them. */
    private static final Set<String> WRITING = Set.of(
            "writeFile",
            "writeFileSync",
            "createWriteStream",
            "mkdir",
            "mkdirSync",
            "ensureDir",
            "ensureDirSync",
            "outputFile",
            "outputFileSync",
            "chdir");

    private static final Set<String> MODULES = Set.of("path", "Path", "nodePath", "posix");

    /**
     * @param known whether its base is written down, too
     * @param end behind its last token
     */
    private record Path(Base base, String text, boolean whole, boolean known, int end) {}

    private enum Block {
        PLAIN,
        CONDITIONAL,
        CATCHING
    }

    private final SourceFile file;
    private final String source;
    private final List<Token> tokens;
    private final Map<String, Path> names = new HashMap<>();
    private final List<AssetRead> reads = new ArrayList<>();

    private AssetReads(SourceFile file) {
        this.file = file;
        this.source = file.text();
        this.tokens = Tokenizer.tokens(source);
    }

    public static List<AssetRead> of(SourceFile file) {
        return file.once(AssetReads.class, text -> new AssetReads(text).read());
    }

    private List<AssetRead> read() {
        boolean asks = tokens.stream()
                .anyMatch(token ->
                        token.kind() == Kind.WORD && (ASKING.contains(token.text()) || WRITING.contains(token.text())));
        if (asks) {
            return List.of();
        }
        constants();
        boolean protos = tokens.stream()
                .anyMatch(token -> token.kind() == Kind.STRING && token.text().equals(PROTO_LOADER));
        Deque<Block> blocks = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (is(i, "{")) {
                blocks.push(block(i));
            } else if (is(i, "}")) {
                blocks.poll();
            } else if (blocks.stream().allMatch(block -> block == Block.PLAIN)) {
                boolean reader = READERS.contains(word(i)) || protos && PROTO_READERS.contains(word(i));
                if (reader && is(i + 1, "(")) {
                    called(i);
                } else if (KEYS.contains(word(i)) && is(i + 1, ":")) {
                    note(i, path(i + 2).filter(path -> ends(path.end())));
                }
            }
        }
        return List.copyOf(reads);
    }

    private void called(int i) {
        Optional<Path> path = path(i + 2).filter(found -> is(found.end(), ",") || is(found.end(), ")"));
        int close = closing(i + 1);
        boolean caught = is(close + 1, ".") && word(close + 2).equals("catch");
        boolean handled = is(close + 1, ".") && word(close + 2).equals("then");
        boolean callsBack = is(close - 1, "}") && !word(i).endsWith("Sync") && !word(i).equals("renderFile");
        if (!caught && !handled && !callsBack) {
            note(i, path);
        }
    }

    private void note(int i, Optional<Path> path) {
        boolean names = path.filter(found -> isName(found.text())).isPresent();
        if (names && !isConditional(i)) {
            Path found = path.get();
            reads.add(new AssetRead(
                    found.base(),
                    found.text(),
                    found.whole(),
                    word(i),
                    file.span(tokens.get(i).start(), tokens.get(i).end())));
        }
    }

    /** Whether a path says more than where it begins. */
    private static boolean isName(String text) {
        for (String name : text.split("/")) {
            if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
                return true;
            }
        }
        return false;
    }

    // --- what stands around it -----------------------------------------------------------------------------------

    private Block block(int open) {
        String before = word(open - 1);
        if (before.equals("try")) {
            return Block.CATCHING;
        }
        if (before.equals("else") || before.equals("catch")) {
            return Block.CONDITIONAL;
        }
        if (!is(open - 1, ")")) {
            return Block.PLAIN;
        }
        int depth = 0;
        for (int i = open - 1; i >= 0; i--) {
            depth += is(i, ")") ? 1 : is(i, "(") ? -1 : 0;
            if (depth == 0) {
                return Set.of("if", "switch", "catch", "while").contains(word(i - 1)) ? Block.CONDITIONAL : Block.PLAIN;
            }
        }
        return Block.PLAIN;
    }

    /** Whether something in its statement decides over it. */
    private boolean isConditional(int at) {
        for (int i = at - 1; i >= 0 && !is(i, ";") && !is(i, "{") && !is(i, "}"); i--) {
            boolean decides = is(i, "?") || is(i, "&&") || is(i, "||") || is(i, "??");
            if (decides || word(i).equals("if") || word(i).equals("else")) {
                return true;
            }
        }
        return false;
    }

    private int closing(int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += is(i, "(") ? 1 : is(i, ")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return tokens.size();
    }

    // --- paths ---------------------------------------------------------------------------------------------------

    /** The constants that hold paths; one whose name is declared twice is none. */
    private void constants() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i + 3 < tokens.size(); i++) {
            boolean declares = word(i).equals("const") || word(i).equals("let") || word(i).equals("var");
            if (!declares || word(i + 1).isEmpty()) {
                continue;
            }
            String name = word(i + 1);
            if (!seen.add(name)) {
                names.remove(name);
                continue;
            }
            int value = is(i + 2, "=") ? i + 3 : is(i + 2, ":") && is(i + 4, "=") ? i + 5 : -1;
            if (word(i).equals("const") && value > 0) {
                path(value).filter(path -> path.known() && ends(path.end())).ifPresent(path -> names.put(name, path));
            }
        }
    }

    private boolean ends(int i) {
        return i >= tokens.size()
                || is(i, ";")
                || is(i, ",")
                || is(i, "}")
                || is(i, ")")
                || tokens.get(i).kind() == Kind.WORD;
    }

    private Optional<Path> path(int i) {
        if (i >= tokens.size()) {
            return Optional.empty();
        }
        Token token = tokens.get(i);
        if (token.kind() == Kind.STRING) {
            boolean relative = !token.text().isEmpty()
                    && !token.text().startsWith("/")
                    && token.text().indexOf(':') < 0
                    && token.text().indexOf('\n') < 0;
            return relative
                    ? Optional.of(new Path(Base.WORKING_DIRECTORY, token.text(), true, false, i + 1))
                    : Optional.empty();
        }
        if (token.kind() == Kind.TEMPLATE) {
            return template(token, i);
        }
        if (token.isWord("__dirname")) {
            return Optional.of(new Path(Base.SCRIPT_DIRECTORY, "", true, true, i + 1));
        }
        if (isWorkingDirectory(i)) {
            return Optional.of(new Path(Base.WORKING_DIRECTORY, "", true, true, i + 5));
        }
        if (token.kind() == Kind.WORD && MODULES.contains(token.text()) && is(i + 1, ".")) {
            return joined(i + 2, true);
        }
        if (token.isWord("join") || token.isWord("resolve")) {
            return joined(i, false);
        }
        boolean alone =
                token.kind() == Kind.WORD && !is(i + 1, ".") && !is(i + 1, "(") && !is(i + 1, "[") && !is(i + 1, "+");
        return Optional.ofNullable(alone ? names.get(token.text()) : null)
                .map(named -> new Path(named.base(), named.text(), named.whole(), true, i + 1));
    }

    /** {@code process.cwd()} */
    private boolean isWorkingDirectory(int i) {
        return word(i).equals("process")
                && is(i + 1, ".")
                && word(i + 2).equals("cwd")
                && is(i + 3, "(")
                && is(i + 4, ")");
    }

    /** {@code ${process.cwd()}/a/${b}} */
    private Optional<Path> template(Token token, int i) {
        String text = source.substring(token.start() + 1, Math.max(token.start() + 1, token.end() - 1));
        Base base = Base.WORKING_DIRECTORY;
        boolean known = false;
        for (String start : List.of("${process.cwd()}/", "${__dirname}/")) {
            if (text.startsWith(start)) {
                base = start.contains("__dirname") ? Base.SCRIPT_DIRECTORY : base;
                text = text.substring(start.length());
                known = true;
            }
        }
        int hole = text.indexOf("${");
        String written =
                hole < 0 ? text : text.substring(0, text.substring(0, hole).lastIndexOf('/') + 1);
        boolean relative = !written.isEmpty() && !written.startsWith("/") && written.indexOf(':') < 0;
        return relative ? Optional.of(new Path(base, written, hole < 0, known, i + 1)) : Optional.empty();
    }

    /** {@code path.join(base, "a", "b")}; as far as its words are written down. */
    private Optional<Path> joined(int i, boolean ofModule) {
        boolean joins = word(i).equals("join") || word(i).equals("resolve");
        if (!joins || !is(i + 1, "(")) {
            return Optional.empty();
        }
        int close = closing(i + 1);
        Optional<Path> first = path(i + 2);
        if (first.isEmpty() || !ofModule && !first.get().known()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(first.get().text());
        boolean whole = first.get().whole();
        int at = first.get().end();
        while (whole && is(at, ",") && at + 1 < close) {
            Token next = tokens.get(at + 1);
            boolean plain = next.kind() == Kind.STRING && (is(at + 2, ",") || is(at + 2, ")"));
            if (plain && next.text().startsWith("/") && word(i).equals("resolve")) {
                return Optional.empty();
            }
            Optional<Path> part = plain || next.kind() != Kind.TEMPLATE ? Optional.empty() : template(next, at + 1);
            whole = plain;
            if (plain || part.isPresent()) {
                text.append(text.length() == 0 ? "" : "/")
                        .append(plain ? next.text() : part.get().text());
            }
            at += 2;
        }
        boolean readToItsEnd = whole && (at == close || is(at, ",") && at + 1 == close);
        return Optional.of(new Path(first.get().base(), text.toString(), readToItsEnd, true, close + 1));
    }

    private String word(int i) {
        return i >= 0 && i < tokens.size() && tokens.get(i).kind() == Kind.WORD
                ? tokens.get(i).text()
                : "";
    }

    private boolean is(int i, String punctuator) {
        return i >= 0 && i < tokens.size() && tokens.get(i).is(punctuator);
    }
}
