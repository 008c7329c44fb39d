package dev.runtimeaudit.read.script;

import dev.runtimeaudit.source.SourceFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which paths a script may lead a file tracer to (@vercel/nft 0.27, {@code analyze.ts}): by names that stand there as parts of
 * paths, or by paths that are made when it runs. Only an absolute path is an asset to it, and one comes from where the script or
 * the process is: {@code __dirname}, {@code process.cwd()}, {@code import.meta.url}, {@code path.resolve}. The text is asked as it
 * is: an apostrophe between the tags of JSX begins no string.
 */
public final class PathMentions {

    private static final Pattern BESIDE =
            Pattern.compile("new\\s+URL\\(\\s*(['\"])([^'\"$\\n]+)\\1\\s*,\\s*import\\.meta\\.url\\s*,?\\s*\\)");
    private static final Pattern PLACE =
            Pattern.compile("\\b(__dirname|__filename|cwd)\\b|\\bimport\\.meta\\b(?!\\.env\\b)");
    private static final Pattern PATHS = Pattern.compile("['\"](node:)?path(/posix|/win32)?['\"]");
    private static final Pattern RESOLVES =
            Pattern.compile("((?<![\\w$.])(?:Promise|require)\\s*\\.\\s*)?(['\"`.]\\s*)?(?<![\\w$])resolve(?![\\w$])");
    private static final Pattern PROMISED = Pattern.compile(
            "\\bnew\\s+Promise\\s*(<[^;()]*>)?\\(\\s*(async\\s*)?(function\\s*\\w*\\s*)?\\(?\\s*resolve(?![\\w$])");
    private static final Pattern TAKEN = Pattern.compile(
            "\\{[\\w$\\s,:=]*(?<![\\w$])resolve(?![\\w$])[\\w$\\s,:=]*\\}" + "|(?<![\\w$])resolve\\s*=(?![=>])");
    private static final Pattern LOADS =
            Pattern.compile("\\b(require\\.resolve|require\\.context|require|import)\\s*\\(\\s*([^\\s])");

    private final String text;

    private PathMentions(SourceFile file) {
        this.text = file.text();
    }

    public static PathMentions of(SourceFile file) {
        return file.once(PathMentions.class, PathMentions::new);
    }

    /** Whether a name stands there as a part of a path, with an extension or without. */
    public boolean names(String name) {
        return at(name, false);
    }

    /** The same, where the path is that of a module: a word in quotes alone is one only where a module is loaded. */
    public boolean leadsTo(String name) {
        return at(name, true);
    }

    private boolean at(String name, boolean loading) {
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            boolean begins = at > 0 && "/'\"`~@#".indexOf(text.charAt(at - 1)) >= 0;
            int end = at + name.length();
            if (end < text.length() && text.charAt(end) == '.') {
                while (end < text.length()
                        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '.')) {
                    end++;
                }
            }
            boolean ends = end < text.length() && "/'\"`?#$*".indexOf(text.charAt(end)) >= 0;
            boolean word = loading
                    && end == at + name.length()
                    && ends
                    && "'\"`".indexOf(text.charAt(end)) >= 0
                    && begins
                    && "'\"`".indexOf(text.charAt(at - 1)) >= 0;
            if (begins && ends && !(word && !isLoaded(at - 1))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a quote begins what is given to something, or what is imported. */
    private boolean isLoaded(int quote) {
        String before = text.substring(Math.max(0, quote - 40), quote).stripTrailing();
        return before.endsWith("from") || before.endsWith("import") || before.endsWith("(") || before.endsWith("*/");
    }

    /** Whether it may lead to files whose names do not stand there. */
    public boolean isOpen() {
        String rest = BESIDE.matcher(text).replaceAll(match -> isNamed(match.group(2)) ? " " : "import.meta");
        if (PLACE.matcher(rest).find() || PATHS.matcher(rest).find() && resolves(rest)) {
            return true;
        }
        Matcher loads = LOADS.matcher(rest);
        while (loads.find()) {
            boolean directory = loads.group(1).equals("require.context");
            if (!isWritten(rest, behindComments(rest, loads.start(2)), directory)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code resolve} may be that of paths: it is neither one of promises nor of modules. */
    private static boolean resolves(String text) {
        boolean promised = PROMISED.matcher(text).find() && !TAKEN.matcher(text).find();
        return RESOLVES.matcher(text)
                .results()
                .anyMatch(match -> match.group(1) == null && (match.group(2) != null || !promised));
    }

    /** Comments for the bundler stand in front of what is loaded. */
    private static int behindComments(String text, int from) {
        int at = from;
        while (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at + 2);
            at = end < 0 ? text.length() : end + 2;
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
        return at;
    }

    /**
     * A module whose name is written there, or one of a directory that is named.
     *
     * @param directory all that lies below what is written there is loaded
     */
    private static boolean isWritten(String text, int from, boolean directory) {
        if (from >= text.length()) {
            return false;
        }
        char quote = text.charAt(from);
        if (quote == ')') {
            return true;
        }
        int close = "'\"`".indexOf(quote) < 0 ? -1 : text.indexOf(quote, from + 1);
        if (close < 0) {
            return false;
        }
        String name = text.substring(from + 1, close);
        int behind = close + 1;
        while (behind < text.length() && Character.isWhitespace(text.charAt(behind))) {
            behind++;
        }
        int hole = quote == '`' ? name.indexOf("${") : -1;
        boolean more = behind < text.length() && text.charAt(behind) == '+';
        if (hole < 0 && !more) {
            boolean ends = behind < text.length() && ",)".indexOf(text.charAt(behind)) >= 0;
            return ends && (!directory || isPlaced(name));
        }
        String known = hole < 0 ? name : name.substring(0, hole);
        return isPlaced(known.substring(0, known.lastIndexOf('/') + 1));
    }

    /**
     * Whether a directory is named, and not by a name that may stand for the project itself: the {@code paths} of a tsconfig, an alias
     * of webpack or the {@code imports} of a manifest may map {@code @}, {@code ~}, {@code #app} and {@code @scope/app} to it.
     */
    private static boolean isPlaced(String directory) {
        if (!isNamed(directory)) {
            return false;
        }
        if (directory.startsWith(".")) {
            return true;
        }
        String path = directory.endsWith("/") ? directory.substring(0, directory.length() - 1) : directory;
        boolean scoped = path.length() > 1 && path.charAt(0) == '@' && path.charAt(1) != '/';
        return path.chars().filter(c -> c == '/').count() >= (scoped ? 2 : 1);
    }

    /** Whether a path ends in a name, not in a step upwards. */
    private static boolean isNamed(String path) {
        String last = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        last = last.substring(last.lastIndexOf('/') + 1);
        return !last.isEmpty() && !last.equals(".") && !last.equals("..");
    }
}
