package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The programs that a script of node starts (nodejs.org, "Child process").
 *
 * @param all those that are written down
 * @param others whether there may be more, of which nothing is known
 */
public record StartedPrograms(List<Started> all, boolean others) {

    public StartedPrograms {
        all = List.copyOf(all);
    }

    /**
     * @param line what a shell gets, or the program alone; as far as it is written down
     * @param whole whether that is all of it
     * @param shell it goes through a shell
     * @param certain it is started as soon as the script runs
     */
    public record Started(Fragment line, boolean whole, boolean shell, boolean certain) {}

    private static final Set<String> SHELL = Set.of("exec", "execSync");

    private static final Set<String> DIRECT = Set.of("spawn", "spawnSync", "execFile", "execFileSync", "fork");

    /** What they are called where a file takes them from their module. */
    private static final Set<String> MODULES = Set.of("child_process", "node:child_process");

    /** Packages that start programs, or install packages, in ways of their own. */
    private static final Set<String> STARTERS = Set.of(
            "@npmcli/arborist",
            "@npmcli/run-script",
            "concurrently",
            "cross-spawn",
            "execa",
            "nano-spawn",
            "npm",
            "nypm",
            "pacote",
            "pnpm",
            "shelljs",
            "tinyexec",
            "worker_threads",
            "zx",
            "zx/globals",
            "@antfu/ni",
            "@pnpm/exec",
            "@actions/exec",
            "ansi-exec",
            "dax",
            "dax-sh",
            "bun",
            "nx",
            "gulp",
            "pm2",
            "npm-run-all",
            "@manypkg/cli");

    /** Whether it may start programs without node's own module for that. */
    static boolean startsInOtherWays(SourceFile file) {
        return ModuleUses.of(file).stream().anyMatch(StartedPrograms::isStarter)
                || file.text().contains("Bun.")
                || file.text().contains("Deno.");
    }

    private static boolean isStarter(ModuleUse use) {
        return STARTERS.contains(use.specifier()) || use.specifier().startsWith("execa");
    }

    public static StartedPrograms of(SourceFile file) {
        return of(file, List.of(file));
    }

    /** @param all the scripts that may call its functions, this one among them */
    public static StartedPrograms of(SourceFile file, List<SourceFile> all) {
        List<ModuleUse> uses = ModuleUses.of(file);
        boolean starters = uses.stream().anyMatch(StartedPrograms::isStarter);
        boolean starts = uses.stream().anyMatch(use -> MODULES.contains(use.specifier()));
        // A name that is worked out may be that of any module; Bun and Deno start programs by names of their own.
        boolean dynamic = file.text().contains("child_process") && !starts
                || file.text().contains("Bun.")
                || file.text().contains("Deno.");
        if (!starts) {
            return new StartedPrograms(List.of(), starters || dynamic);
        }
        List<Token> tokens = Tokenizer.tokens(file.text());
        List<Started> started = new ArrayList<>();
        boolean others = starters || dynamic;
        int depth = 0;
        boolean imports = false;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            depth += token.is("{") || token.is("(") || token.is("[") ? 1 : 0;
            depth -= token.is("}") || token.is(")") || token.is("]") ? 1 : 0;
            if (token.kind() == Kind.TEMPLATE) {
                String written = file.text().substring(token.start(), token.end());
                others |= Stream.concat(SHELL.stream(), DIRECT.stream()).anyMatch(written::contains);
                continue;
            }
            boolean quoted = i > 0 && tokens.get(i - 1).is("[") && token.kind() == Kind.STRING;
            others |= quoted && (SHELL.contains(token.text()) || DIRECT.contains(token.text()));
            boolean named =
                    token.kind() == Kind.WORD && (SHELL.contains(token.text()) || DIRECT.contains(token.text()));
            imports = isImport(tokens, i) || imports && !endsImport(tokens, i);
            if (imports && named) {
                others |= i + 1 < tokens.size() && tokens.get(i + 1).isWord("as");
            }
            if (!named || imports) {
                continue;
            }
            if (i + 1 >= tokens.size() || !tokens.get(i + 1).is("(")) {
                others |= !taken(tokens, i);
                continue;
            }
            Token argument = i + 2 < tokens.size() ? tokens.get(i + 2) : token;
            boolean text = argument.kind() == Kind.STRING || argument.kind() == Kind.TEMPLATE;
            if (!text) {
                Optional<List<Started>> given = given(tokens, i, file, all);
                given.ifPresent(started::addAll);
                others |= given.isEmpty();
                continue;
            }
            int start = argument.start() + 1;
            int end = argument.end() - 1;
            boolean whole = argument.kind() == Kind.STRING
                    && i + 3 < tokens.size()
                    && (tokens.get(i + 3).is(",") || tokens.get(i + 3).is(")"));
            if (argument.kind() == Kind.TEMPLATE) {
                int dollar = file.text().indexOf("${", start);
                end = dollar < 0 ? end : Math.min(end, dollar);
            }
            // Escapes would have to be taken off: what is written is not what runs.
            whole &= file.text().substring(start, Math.max(start, end)).indexOf('\\') < 0;
            started.add(new Started(
                    Fragment.at(file.text().substring(start, Math.max(start, end)), file, start),
                    whole,
                    SHELL.contains(token.text()),
                    depth == 0 && startsStatement(tokens, i, file)));
        }
        return new StartedPrograms(started, others);
    }

    /** What a function of the script starts that is handed to it: {@code exec(command)}; empty where that is not told. */
    private static Optional<List<Started>> given(List<Token> tokens, int at, SourceFile file, List<SourceFile> all) {
        boolean alone = at + 3 < tokens.size()
                && tokens.get(at + 2).kind() == Kind.WORD
                && (tokens.get(at + 3).is(",") || tokens.get(at + 3).is(")"));
        boolean shell = SHELL.contains(tokens.get(at).text());
        return alone
                ? GivenTexts.of(
                                tokens.get(at + 2).text(),
                                file,
                                tokens.get(at + 2).start(),
                                all)
                        .map(texts -> texts.stream()
                                .map(each -> new Started(each.text(), each.whole(), shell, false))
                                .toList())
                : Optional.empty();
    }

    private static boolean isImport(List<Token> tokens, int i) {
        return tokens.get(i).isWord("import")
                && i + 1 < tokens.size()
                && !tokens.get(i + 1).is("(")
                && !tokens.get(i + 1).is(".");
    }

    /** Behind the name of the module; one that is imported under another name is no longer told. */
    private static boolean endsImport(List<Token> tokens, int i) {
        return i > 0 && tokens.get(i - 1).kind() == Kind.STRING;
    }

    /** {@code const { exec } = require("child_process")}: the name as it is, in a pattern. */
    private static boolean taken(List<Token> tokens, int i) {
        if (i < 1 || i + 1 >= tokens.size()) {
            return false;
        }
        boolean in = tokens.get(i - 1).is("{") || tokens.get(i - 1).is(",");
        boolean out = tokens.get(i + 1).is("}") || tokens.get(i + 1).is(",");
        if (!in || !out) {
            return false;
        }
        int at = i;
        while (at < tokens.size() && !tokens.get(at).is("}")) {
            at++;
        }
        return at + 2 < tokens.size()
                && tokens.get(at + 1).is("=")
                && (tokens.get(at + 2).isWord("require") || tokens.get(at + 2).isWord("await"));
    }

    private static boolean startsStatement(List<Token> tokens, int at, SourceFile file) {
        int i = at;
        while (i > 1 && tokens.get(i - 1).is(".") && tokens.get(i - 2).kind() == Kind.WORD) {
            i -= 2;
        }
        if (i == 0) {
            return true;
        }
        Token before = tokens.get(i - 1);
        if (before.is(";") || before.is("}")) {
            return true;
        }
        boolean ends = before.is(")") && !isHead(tokens, i - 1)
                || before.kind() == Kind.STRING
                || before.kind() == Kind.WORD && !before.isWord("else") && !before.isWord("return");
        return ends && file.lineAt(before.start()) != file.lineAt(tokens.get(i).start());
    }

    /** Whether a closing parenthesis is that of {@code if (…)} or of a loop. */
    private static boolean isHead(List<Token> tokens, int close) {
        int open = 0;
        for (int i = close; i > 0; i--) {
            open += tokens.get(i).is(")") ? 1 : tokens.get(i).is("(") ? -1 : 0;
            if (open == 0) {
                return Set.of("if", "for", "while").contains(tokens.get(i - 1).text());
            }
        }
        return true;
    }
}
