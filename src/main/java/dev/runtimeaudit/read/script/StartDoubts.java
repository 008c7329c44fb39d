package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What the scripts of a program do that leaves nothing certain of what it reads when it starts, wherever they do it: they may
 * make files, or hear of failures that nobody catches and go on (nodejs.org, "Process", Event: uncaughtException, Event:
 * unhandledRejection; "File system"; the manuals of the packages named here).
 */
public final class StartDoubts {

    private static final Set<String> HEARING = Set.of("unhandledRejection", "uncaughtException");
    private static final String CAPTURING = "setUncaughtExceptionCaptureCallback";

    /** Packages that listen to failures for a program: with their own names, or with all of a scope. */
    private static final Set<String> LISTENERS = Set.of(
            "@sentry",
            "@bugsnag",
            "@google-cloud/error-reporting",
            "@honeybadger-io",
            "@airbrake",
            "@pm2",
            "@appsignal",
            "@rollbar",
            "applicationinsights",
            "bugsnag",
            "close-with-grace",
            "dd-trace",
            "domain",
            "elastic-apm-node",
            "newrelic",
            "pmx",
            "raven",
            "raygun",
            "rollbar",
            "winston");

    /** Modules that run other programs, or that make files of what they unpack or fetch. */
    private static final Set<String> MAKERS = Set.of(
            "adm-zip",
            "child_process",
            "cluster",
            "cpy",
            "cross-spawn",
            "decompress",
            "degit",
            "download",
            "execa",
            "extract-zip",
            "fs-jetpack",
            "giget",
            "make-dir",
            "memfs",
            "mkdirp",
            "mock-fs",
            "ncp",
            "node-pty",
            "node-stream-zip",
            "recursive-copy",
            "shelljs",
            "simple-git",
            "tar",
            "tar-fs",
            "tinyexec",
            "unzipper",
            "worker_threads",
            "write-file-atomic",
            "yauzl",
            "zx");

    /** What calls are named that make files: these, and those that only end otherwise ({@code writeFileSync}). */
    private static final Set<String> MAKING = Set.of(
            "chdir",
            "copy",
            "copySync",
            "cp",
            "cpSync",
            "createFile",
            "createFileSync",
            "createWriteStream",
            "link",
            "linkSync",
            "move",
            "moveSync",
            "openSync",
            "rename",
            "renameSync",
            "symlink",
            "symlinkSync");

    private static final List<String> MAKING_BEGINNINGS = List.of(
            "appendFile",
            "copyFile",
            "ensureDir",
            "ensureFile",
            "ensureLink",
            "ensureSymlink",
            "mkdir",
            "mkdtemp",
            "outputFile",
            "outputJson",
            "outputJSON",
            "writeFile",
            "writeJson",
            "writeJSON",
            "writeTextFile");

    private static final Set<String> MODES = Set.of("w", "wx", "w+", "wx+", "a", "ax", "a+", "ax+");

    private final boolean doubtful;

    private StartDoubts(SourceFile file) {
        this.doubtful = isDoubtful(Outline.of(file));
    }

    /** Whether one of the scripts makes files or hears of failures. */
    public static boolean in(Collection<SourceFile> files) {
        return files.stream().anyMatch(file -> file.once(StartDoubts.class, StartDoubts::new).doubtful);
    }

    private static boolean isDoubtful(Outline text) {
        for (int k = 0; k < text.size(); k++) {
            Token token = text.token(k);
            boolean doubtful = token.kind() == Kind.WORD && (isMaking(token.text()) || isHearing(token.text()))
                    || token.kind() == Kind.STRING
                            && (isHearing(token.text())
                                    || isMaking(token.text()) && text.is(k - 1, "[")
                                    || MODES.contains(token.text()) && text.is(k - 1, ",")
                                    || isLoaded(text, k) && isDoubtful(token.text()));
            if (doubtful) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHearing(String name) {
        return HEARING.contains(name) || name.equals(CAPTURING);
    }

    private static boolean isMaking(String name) {
        return MAKING.contains(name) || MAKING_BEGINNINGS.stream().anyMatch(name::startsWith);
    }

    private static boolean isLoaded(Outline text, int k) {
        return text.isWord(k - 1, "from") || text.isWord(k - 1, "import") || text.is(k - 1, "(") && text.isWord(k - 2);
    }

    private static boolean isDoubtful(String specifier) {
        String name = specifier.startsWith("node:") ? specifier.substring("node:".length()) : specifier;
        int slash = name.indexOf('/');
        String first = slash < 0 ? name : name.substring(0, slash);
        return LISTENERS.contains(name) || LISTENERS.contains(first) || MAKERS.contains(first);
    }
}
