package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.AssetRead.Base;
import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the files that a script reads by a path that is written down: {@code readFileSync("./x")}, {@code path.join(__dirname, "x")},
 * {@code renderFile(templatePath)}. What is read only on a condition, behind a
 * place where its function may have ended, where a failure is caught or handed on, by something that is not proven to read files,
 * or in a script that asks whether files are there, is left out: nobody can say that it is missed.
 *
 * <p>It is one class although it is long: what is a path and who reads it are asked of the same tokens.
 */
public final class AssetReads {

    private static final Set<String> READERS = Set.of(
            "readFile",
            "readFileSync",
            "createReadStream",
            "readdir",
            "readdirSync",
            "readJson",
            "readJsonSync",
            "readJSON",
            "readJSONSync");

    private static final Set<String> FILE_MODULES =
            Set.of("fs", "node:fs", "fs/promises", "node:fs/promises", "fs-extra", "graceful-fs");

    private static final Set<String> TEMPLATE_READERS = Set.of("renderFile", "compileFile");
    private static final Set<String> TEMPLATE_MODULES = Set.of("ejs", "pug", "jade", "swig", "swig-templates");

    /** What proto files are loaded with (@grpc/proto-loader). */
    private static final Set<String> PROTO_READERS = Set.of("loadSync", "load");

    private static final Set<String> PROTO_MODULES = Set.of("@grpc/proto-loader");

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

    private final SourceFile file;
    private final String source;
    private final Tokens tokens;
    private final Surroundings surroundings;
    private final Map<String, Path> names = new HashMap<>();
    private final List<AssetRead> reads = new ArrayList<>();

    private AssetReads(SourceFile file) {
        this.file = file;
        this.source = file.text();
        this.surroundings = Surroundings.of(file);
        this.tokens = surroundings.tokens();
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
        Bindings files = new Bindings(tokens, FILE_MODULES);
        Bindings templates = new Bindings(tokens, TEMPLATE_MODULES);
        Bindings protos = new Bindings(tokens, PROTO_MODULES);
        for (int i = 0; i < tokens.size(); i++) {
            boolean reader = READERS.contains(tokens.word(i)) && files.isBound(i)
                    || TEMPLATE_READERS.contains(tokens.word(i)) && templates.isBound(i)
                    || PROTO_READERS.contains(tokens.word(i)) && protos.isBound(i);
            if (reader && tokens.is(i + 1, "(")) {
                called(i);
            } else if (KEYS.contains(tokens.word(i)) && tokens.is(i + 1, ":")) {
                note(i, path(i + 2).filter(path -> ends(path.end())));
            }
        }
        return List.copyOf(reads);
    }

    private void called(int i) {
        Optional<Path> path = path(i + 2).filter(found -> tokens.is(found.end(), ",") || tokens.is(found.end(), ")"));
        int close = tokens.closing(i + 1);
        boolean handled = tokens.is(close + 1, ".") && tokens.word(close + 2).equals("then");
        boolean streams = tokens.word(i).equals("createReadStream") && isStreamHandled();
        if (!handled && !streams && !callsBack(i, path.map(Path::end).orElse(close), close)) {
            note(i, path);
        }
    }

    /** Whether its last argument is a function, which is given the error. */
    private boolean callsBack(int i, int from, int close) {
        if (tokens.word(i).endsWith("Sync") || tokens.word(i).equals("createReadStream")) {
            return false;
        }
        for (int at = from; at < close; at++) {
            if (tokens.is(at, "=>") || tokens.word(at).equals("function")) {
                return true;
            }
        }
        // Data or options stand there, too: they are told by their place, and by the await.
        boolean named = tokens.is(close - 2, ",") && !tokens.word(close - 1).isEmpty() && close - 2 >= from;
        boolean second = close - 2 == from;
        boolean awaited = awaits(i);
        return named && !awaited && !(TEMPLATE_READERS.contains(tokens.word(i)) && second);
    }

    private boolean awaits(int i) {
        int at = i;
        while (tokens.is(at - 1, ".")) {
            at -= 2;
        }
        return tokens.word(at - 1).equals("await");
    }

    /** Whether the script listens to errors of streams. */
    private boolean isStreamHandled() {
        for (int i = 0; i + 2 < tokens.size(); i++) {
            boolean listens = (tokens.word(i).equals("on") || tokens.word(i).equals("once"))
                    && tokens.is(i + 1, "(")
                    && tokens.get(i + 2).kind() == Kind.STRING
                    && tokens.get(i + 2).text().equals("error");
            if (listens || tokens.word(i).equals("pipeline")) {
                return true;
            }
        }
        return false;
    }

    private void note(int i, Optional<Path> path) {
        if (path.filter(found -> isName(found.text())).isEmpty()) {
            return;
        }
        Surroundings.Standing standing = surroundings.of(i);
        if (!standing.conditional() && !standing.tried()) {
            Path found = path.get();
            reads.add(new AssetRead(
                    found.base(),
                    found.text(),
                    found.whole(),
                    tokens.word(i),
                    standing.atLoad(),
                    standing.owners(),
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

    // --- paths ---------------------------------------------------------------------------------------------------

    /** The constants that hold paths; one whose name is declared twice is none. */
    private void constants() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i + 3 < tokens.size(); i++) {
            boolean declares = tokens.word(i).equals("const")
                    || tokens.word(i).equals("let")
                    || tokens.word(i).equals("var");
            if (!declares || tokens.word(i + 1).isEmpty()) {
                continue;
            }
            String name = tokens.word(i + 1);
            if (!seen.add(name)) {
                names.remove(name);
                continue;
            }
            int value = tokens.is(i + 2, "=") ? i + 3 : tokens.is(i + 2, ":") && tokens.is(i + 4, "=") ? i + 5 : -1;
            if (tokens.word(i).equals("const") && value > 0) {
                path(value).filter(path -> path.known() && ends(path.end())).ifPresent(path -> names.put(name, path));
            }
        }
    }

    private boolean ends(int i) {
        return i >= tokens.size()
                || tokens.is(i, ";")
                || tokens.is(i, ",")
                || tokens.is(i, "}")
                || tokens.is(i, ")")
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
        if (token.kind() == Kind.WORD && MODULES.contains(token.text()) && tokens.is(i + 1, ".")) {
            return joined(i + 2, true);
        }
        if (token.isWord("join") || token.isWord("resolve")) {
            return joined(i, false);
        }
        boolean alone = token.kind() == Kind.WORD
                && !tokens.is(i + 1, ".")
                && !tokens.is(i + 1, "(")
                && !tokens.is(i + 1, "[")
                && !tokens.is(i + 1, "+");
        return Optional.ofNullable(alone ? names.get(token.text()) : null)
                .map(named -> new Path(named.base(), named.text(), named.whole(), true, i + 1));
    }

    /** {@code process.cwd()} */
    private boolean isWorkingDirectory(int i) {
        return tokens.word(i).equals("process")
                && tokens.is(i + 1, ".")
                && tokens.word(i + 2).equals("cwd")
                && tokens.is(i + 3, "(")
                && tokens.is(i + 4, ")");
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
        boolean joins = tokens.word(i).equals("join") || tokens.word(i).equals("resolve");
        if (!joins || !tokens.is(i + 1, "(")) {
            return Optional.empty();
        }
        int close = tokens.closing(i + 1);
        Optional<Path> first = path(i + 2);
        if (first.isEmpty() || !ofModule && !first.get().known()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(first.get().text());
        boolean whole = first.get().whole();
        int at = first.get().end();
        while (whole && tokens.is(at, ",") && at + 1 < close) {
            Token next = tokens.get(at + 1);
            boolean plain = next.kind() == Kind.STRING && (tokens.is(at + 2, ",") || tokens.is(at + 2, ")"));
            if (plain && next.text().startsWith("/") && tokens.word(i).equals("resolve")) {
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
        boolean readToItsEnd = whole && (at == close || tokens.is(at, ",") && at + 1 == close);
        return Optional.of(new Path(first.get().base(), text.toString(), readToItsEnd, true, close + 1));
    }
}
