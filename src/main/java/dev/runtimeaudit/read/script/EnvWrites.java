package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.EnvScript.Writes;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Finds what a script may add to its own environment: assignments, whatever copies into {@code process.env}, and loaders of
 * files that are told which (nodejs.org, "process.loadEnvFile(path)"; github.com/motdotla/dotenv, "Options";
 * docs.nestjs.com, "Custom env file path").
 */
final class EnvWrites {

    private static final Set<String> ASSIGNS = Set.of("=", "??=", "||=", "&&=", "+=");
    private static final Set<String> COPIES = Set.of(
            "assign",
            "defineProperty",
            "defineProperties",
            "populate",
            "merge",
            "extend",
            "defaults",
            "set",
            "inject",
            "hydrate",
            "fill");
    private static final Set<String> LOADS = Set.of("config", "configDotenv", "load", "loadEnv");

    private final Outline text;
    private final Set<String> aliases;
    private final boolean dotenv;
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> files = new LinkedHashSet<>();
    private boolean any;

    private EnvWrites(Outline text, Set<String> aliases, boolean dotenv) {
        this.text = text;
        this.aliases = aliases;
        this.dotenv = dotenv;
    }

    /** @param aliases names for {@code process.env} as a whole */
    static Writes of(Outline text, ScriptLinks links, Set<String> aliases) {
        boolean dotenv =
                links.imports().stream().anyMatch(each -> each.specifier().contains("dotenv"));
        EnvWrites scan = new EnvWrites(text, aliases, dotenv);
        for (int i = 0; i < text.size(); i++) {
            int behind = scan.environment(i);
            if (behind >= 0) {
                scan.written(i, behind);
            } else if (text.is(i, "(") && text.isWord(i - 1)) {
                scan.call(i);
            } else if (text.isWord(i, "envFilePath") && text.is(i + 1, ":")) {
                scan.file(i + 2);
            }
        }
        return new Writes(scan.names, scan.any, scan.files);
    }

    /** Behind the environment where it begins at a token, by any of its names; -1 where it does not. */
    private int environment(int i) {
        int behind = EnvUses.environment(text, i);
        boolean alias = behind < 0
                && text.isWord(i)
                && !text.isDot(i - 1)
                && aliases.contains(text.token(i).text());
        return alias ? i + 1 : behind;
    }

    private void written(int i, int behind) {
        boolean copied = text.is(i - 1, "(")
                && text.isWord(i - 2)
                && COPIES.contains(text.token(i - 2).text());
        boolean replaced = isAssigned(behind) && behind > i + 1;
        any |= copied || replaced;
        // (process.env as Record<string, string>).NAME = …
        boolean cast = text.is(i - 1, "(") && !text.isWord(i - 2) && text.partner(i - 1) > behind;
        member(behind);
        if (cast) {
            member(text.partner(i - 1) + 1);
        }
    }

    /** {@code .NAME = …}, {@code ["NAME"] = …} and {@code [name] = …} */
    private void member(int behind) {
        if (text.isDot(behind) && text.isWord(behind + 1) && isAssigned(behind + 2)) {
            names.add(text.token(behind + 1).text());
        } else if (text.is(behind, "[")) {
            int close = text.partner(behind);
            if (close > 0 && isAssigned(close + 1)) {
                boolean literal = close == behind + 2 && text.string(behind + 1).isPresent();
                text.string(behind + 1).filter(name -> literal).ifPresent(names::add);
                any |= !literal;
            }
        }
    }

    private boolean isAssigned(int index) {
        return ASSIGNS.stream().anyMatch(sign -> text.is(index, sign));
    }

    private void call(int open) {
        String callee = text.token(open - 1).text();
        int close = text.partner(open);
        if (callee.equals("loadEnvFile")) {
            if (close == open + 1) {
                files.add(".env");
            } else {
                file(open + 1);
            }
        } else if (dotenv && LOADS.contains(callee)) {
            boolean open1 = close > open + 1 && !text.is(open + 1, "{");
            any |= open1;
            for (int k = open + 1; k < close; k++) {
                boolean key = text.isWord(k, "path") && (text.is(k - 1, "{") || text.is(k - 1, ","));
                boolean spread = text.around(k) == open + 1 && text.is(k, "...");
                any |= spread || key && !text.is(k + 1, ":");
                if (key && text.is(k + 1, ":")) {
                    file(k + 2);
                }
            }
        }
    }

    /** A path, or a list of them; one that is not written there may lead anywhere. */
    private void file(int from) {
        int last = text.expressionEnd(from);
        if (text.is(from, "[") && text.partner(from) == last) {
            for (int k = from + 1; k < last; k++) {
                if (!text.is(k, ",")) {
                    literal(k, text.expressionEnd(k));
                    k = Math.max(k, text.expressionEnd(k));
                }
            }
        } else {
            literal(from, last);
        }
    }

    private void literal(int from, int last) {
        boolean literal = from == last && text.string(from).isPresent();
        text.string(from).filter(path -> literal).ifPresent(files::add);
        any |= !literal;
    }
}
