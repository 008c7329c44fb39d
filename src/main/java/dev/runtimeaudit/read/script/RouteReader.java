package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Token.Kind;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the texts that may be paths of routes, by tokens: every string of a program counts, whatever it is for, so that what is
 * not among them is nowhere (Express, Fastify, Hono, Elysia and NestJS take paths as strings).
 *
 * <p>It is one class although it is long: what a text is for is told by the call that it stands in.
 */
public final class RouteReader {

    private static final int LONGEST = 120;

    /** So many tokens are looked back for the call that a text is an argument of. */
    private static final int FAR = 400;

    /** They answer a request for a page. */
    private static final Set<String> ANSWERING = Set.of("get", "all", "head", "@Get", "@All");

    /** What they are given answers all below a path, in ways of its own. */
    private static final Set<String> MOUNTING = Set.of("use", "all", "mount", "route", "group", "register", "on");

    /** Properties that hold paths. */
    private static final Set<String> PATHS = Set.of("path", "paths", "prefix", "url", "route", "pattern");

    private static final Set<String> OTHER_METHODS = Set.of("options", "post", "put", "patch", "delete");

    /** Files or handlers that are found when the program runs, and answers to whatever nobody else answers. */
    private static final Set<String> OPENING = Set.of(
            "readdir",
            "readdirSync",
            "opendir",
            "glob",
            "globSync",
            "autoload",
            "AutoLoad",
            "autoLoad",
            "setNotFoundHandler",
            "notFound",
            "onError",
            "getHttpAdapter",
            "getInstance",
            "eval",
            "createProxyServer");

    /** Functions of texts and lists, to which a slash is no path. */
    private static final Set<String> OF_TEXTS = Set.of(
            "split",
            "join",
            "startsWith",
            "endsWith",
            "replace",
            "replaceAll",
            "indexOf",
            "lastIndexOf",
            "includes",
            "concat",
            "push",
            "cookie",
            "setCookie");

    /** Parts of the names of what passes on every request, or every one that it has no route of its own for. */
    private static final List<String> PASSING_ON = List.of(
            "cors",
            "json",
            "urlencoded",
            "helmet",
            "compress",
            "logger",
            "morgan",
            "cookie",
            "secureheaders",
            "etag",
            "timing",
            "requestid",
            "bodyparser",
            "limit",
            "csrf",
            "session",
            "router",
            "routes",
            "error",
            "multipart",
            "timeout");

    private final Set<List<String>> texts = new LinkedHashSet<>();
    private final List<String> answered = new ArrayList<>();
    private Optional<String> prefix = Optional.empty();
    private boolean open;
    private boolean root;
    private Tokens tokens = Tokens.of("");
    private String source = "";

    private RouteReader() {}

    public static RouteTexts of(List<SourceFile> files) {
        RouteReader reader = new RouteReader();
        files.forEach(reader::read);
        return new RouteTexts(reader.texts, reader.answered, reader.prefix, reader.root, reader.open);
    }

    private void read(SourceFile file) {
        source = file.text();
        tokens = Tokens.of(source);
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.kind() == Kind.STRING || token.kind() == Kind.TEMPLATE) {
                text(i);
            } else if (token.kind() == Kind.REGEX) {
                open |= tokens.is(i - 1, "(")
                        && i > 1
                        && (ANSWERING.contains(tokens.word(i - 2)) || MOUNTING.contains(tokens.word(i - 2)));
            } else if (token.kind() == Kind.WORD) {
                name(i);
            }
        }
    }

    private void name(int i) {
        String word = tokens.word(i);
        boolean called = tokens.is(i + 1, "(");
        open |= OPENING.contains(word) && called;
        root |= mayAnswerRoot(word, i, called);
        if (called && (word.equals("import") || word.equals("require"))) {
            open |= i + 2 < tokens.size() && tokens.get(i + 2).kind() != Kind.STRING;
        }
        if (called && word.equals("use")) {
            open |= answersAll(i + 2);
        }
        // A handler of all requests that is written out.
        open |= called && word.equals("createServer") && isFunction(i + 2);
        open |= word.equals("fetch") && tokens.is(i + 1, ":") && isFunction(i + 2);
        open |= word.equals("fetch") && called && (tokens.is(i - 1, "{") || tokens.is(i - 1, ","));
        if (called && word.equals("setGlobalPrefix")) {
            boolean plain = i + 3 < tokens.size() && tokens.get(i + 2).kind() == Kind.STRING && tokens.is(i + 3, ")");
            open |= !plain || prefix.isPresent();
            prefix = plain ? Optional.of(tokens.get(i + 2).text()) : prefix;
        }
    }

    /** A handler without a path of its own, or something that is hung in and that is not known to answer nothing. */
    private boolean mayAnswerRoot(String word, int i, boolean called) {
        String lower = word.toLowerCase(Locale.ROOT);
        boolean keyword = word.equals("static") && !tokens.is(i - 1, ".");
        if (lower.contains("static") && !keyword || lower.contains("sendfile")) {
            return true;
        }
        if (called && (ANSWERING.contains(word) || word.equals("@Controller")) && tokens.is(i + 2, ")")) {
            return true;
        }
        if (!called || !word.equals("use") && !word.equals("register") && !word.equals("mount")) {
            return false;
        }
        String given = tokens.word(i + 2).toLowerCase(Locale.ROOT);
        while (tokens.is(i + 3, ".")) {
            i += 2;
            given = tokens.word(i + 2).toLowerCase(Locale.ROOT);
        }
        String name = given;
        return !name.isEmpty()
                && !name.equals("async")
                && !name.equals("function")
                && PASSING_ON.stream().noneMatch(name::contains);
    }

    /** Whether a function of a request and an answer, and of nobody behind it, stands here. */
    private boolean answersAll(int at) {
        int i = tokens.word(at).equals("async") ? at + 1 : at;
        i = tokens.word(i).equals("function") ? i + 1 : i;
        if (!tokens.is(i, "(")) {
            return isFunction(at);
        }
        int commas = 0;
        int depth = 0;
        for (int j = i; j < tokens.size(); j++) {
            if (tokens.is(j, "(") || tokens.is(j, "{") || tokens.is(j, "[")) {
                depth++;
            } else if (tokens.is(j, ")") || tokens.is(j, "}") || tokens.is(j, "]")) {
                if (--depth == 0) {
                    break;
                }
            } else if (depth == 1 && tokens.is(j, ",")) {
                commas++;
            }
        }
        return commas < 2;
    }

    private boolean isFunction(int i) {
        return tokens.word(i).equals("async")
                || tokens.word(i).equals("function")
                || tokens.is(i, "(")
                || tokens.is(i + 1, "=>");
    }

    private void text(int i) {
        Token token = tokens.get(i);
        String caller = tokens.is(i - 1, "(") && i > 1 ? tokens.word(i - 2) : "";
        boolean names = isRouting(caller) || tokens.is(i - 1, ",") && isRouting(call(i)) || isRouting(callerOfList(i));
        // Of a template elsewhere, what is written down counts as any other text does.
        String text = token.kind() == Kind.TEMPLATE && names ? filled(token) : token.text();
        if (text.length() > LONGEST || text.contains("://") || text.contains(" ") || text.contains("\n")) {
            return;
        }
        boolean key = tokens.is(i - 1, ":") && i > 1 && PATHS.contains(tokens.word(i - 2));
        List<String> segments = segments(text);
        if (segments.isEmpty()) {
            boolean other = OF_TEXTS.contains(caller) || isOther(i);
            root |= !other && (text.equals("/") || names);
            return;
        }
        // A text that is all wildcard is a path only where one is asked for: others are patterns, brackets and colons.
        boolean elsewhere = !names && !key && !tokens.is(i - 1, "=") && !OTHER_METHODS.contains(caller);
        boolean made = token.kind() == Kind.TEMPLATE && !names && segments.size() == 1;
        if ((elsewhere && !text.startsWith("/") || made) && segments.get(0).startsWith("*")) {
            return;
        }
        boolean wild = segments.get(0).equals("**");
        if (wild && (caller.equals("use") && !isStatic(i) || OTHER_METHODS.contains(caller))) {
            return; // passes on what it does not answer
        }
        if (ANSWERING.contains(caller) && token.kind() == Kind.STRING) {
            answered.add(text);
        }
        if (MOUNTING.contains(caller)
                || key && tokens.is(i - 1, ":") && tokens.word(i - 2).equals("prefix")) {
            segments.add("**");
        }
        texts.add(List.copyOf(segments));
    }

    /** What takes the place of a value that is kept under a name by which no route goes: {@code const rest = path || "/"}. */
    private boolean isOther(int i) {
        if (!tokens.is(i - 1, "||") && !tokens.is(i - 1, "??")) {
            return false;
        }
        int at = i - 1;
        while (at >= 0 && i - at < FAR && !tokens.is(at, ";") && !tokens.is(at, "{") && !tokens.is(at, "}")) {
            if (tokens.word(at).equals("const") && !tokens.word(at - 1).equals("export")) {
                return !tokens.word(at + 1).isEmpty() && !isRouted(tokens.word(at + 1));
            }
            at--;
        }
        return false;
    }

    private boolean isRouted(String name) {
        for (int j = 0; j < tokens.size(); j++) {
            if (!tokens.word(j).equals(name)) {
                continue;
            }
            boolean given = tokens.is(j - 1, "(") && (isRouting(tokens.word(j - 2)) || isRouting(call(j)));
            boolean key = tokens.is(j - 1, ":") && PATHS.contains(tokens.word(j - 2));
            boolean alone = PATHS.contains(name)
                    && (tokens.is(j - 1, "{") || tokens.is(j - 1, ","))
                    && (tokens.is(j + 1, "}") || tokens.is(j + 1, ","));
            if (given || key || alone) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRouting(String caller) {
        return ANSWERING.contains(caller) || MOUNTING.contains(caller) || caller.equals("@Controller");
    }

    /** Which call's argument something is. */
    private String call(int i) {
        int depth = 0;
        for (int at = i - 1; at >= 0; at--) {
            if (i - at > FAR) {
                return "use"; // nobody looks further: it may be one
            }
            if (tokens.is(at, ")") || tokens.is(at, "]") || tokens.is(at, "}")) {
                depth++;
            } else if ((tokens.is(at, "(") || tokens.is(at, "[") || tokens.is(at, "{")) && --depth < 0) {
                return tokens.is(at, "(") ? tokens.word(at - 1) : "";
            }
        }
        return "";
    }

    /** Which call is given the list of strings that one stands in, as its first argument. */
    private String callerOfList(int i) {
        int at = i - 1;
        while (at >= 0 && i - at <= FAR && (tokens.is(at, ",") || tokens.get(at).kind() == Kind.STRING)) {
            at--;
        }
        return tokens.is(at, "[") && tokens.is(at - 1, "(") ? tokens.word(at - 2) : "";
    }

    /** Whether the call serves files. */
    private boolean isStatic(int i) {
        int depth = 0;
        for (int j = i; j < tokens.size(); j++) {
            depth += tokens.is(j, "(") ? 1 : tokens.is(j, ")") ? -1 : 0;
            if (depth < 0) {
                return false;
            }
            if (tokens.word(j).toLowerCase(java.util.Locale.ROOT).contains("static")) {
                return true;
            }
        }
        return false;
    }

    /** A template, with a star for each thing that is put into it. */
    private String filled(Token token) {
        String template = source.substring(token.start() + 1, Math.max(token.start() + 1, token.end() - 1));
        StringBuilder out = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < template.length(); i++) {
            if (template.startsWith("${", i)) {
                if (depth++ == 0) {
                    out.append("**");
                }
                i++;
            } else if (depth > 0) {
                depth += template.charAt(i) == '{' ? 1 : template.charAt(i) == '}' ? -1 : 0;
            } else {
                out.append(template.charAt(i));
            }
        }
        return out.toString();
    }

    /** What every segment begins with that a pattern matches; what stands in front of an operator may be missing or repeated. */
    private static String literal(String pattern) {
        int end = 0;
        while (end < pattern.length() && "(*:{?+[$".indexOf(pattern.charAt(end)) < 0) {
            end++;
        }
        boolean repeated = end > 0 && end < pattern.length() && "?+".indexOf(pattern.charAt(end)) >= 0;
        return pattern.substring(0, repeated ? end - 1 : end);
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String part : path.split("/")) {
            if (part.isEmpty()) {
                continue;
            }
            boolean many = part.contains("**") || part.equals("*") || part.contains("(") || part.endsWith("*");
            boolean one = part.contains(":") || part.contains("{") || part.contains("*");
            boolean wild = many || one || part.endsWith("?");
            segments.add(wild ? literal(part) + (many || part.endsWith("?") ? "**" : "*") : part);
        }
        return segments;
    }
}
