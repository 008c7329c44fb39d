package dev.runtimeaudit.exec.nginx;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.tool.Substitution;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.nginx.NginxReader;
import dev.runtimeaudit.read.nginx.Statement;
import dev.runtimeaudit.read.nginx.Statement.Word;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The reading of nginx's configuration at its start: statement by statement, included files in their place, to the first one
 * that it rejects (nginx, {@code ngx_conf_parse}, {@code ngx_conf_handler}; the checks at the end of a block in the order of
 * {@code ngx_http_block}).
 *
 * <p>A name in <code>${…}</code> that whoever starts the container may give makes its statement one that is not judged. One
 * class, because every check needs what the statements above it said.
 */
public final class Configuration {

    private static final ImagePath PREFIX = ImagePath.of("/etc/nginx");
    private static final int MOST_FILES = 200;
    private static final int MOST_DEPTH = 20;

    /** Blocks whose statements are data, not directives. */
    private static final Set<String> DATA =
            Set.of("map", "geo", "types", "split_clients", "charset_map", "match", "otel_exporter");

    /** Files that nginx itself, or its package, brings into its directory. */
    private static final Set<String> SHIPPED = Set.of(
            "mime.types",
            "fastcgi_params",
            "fastcgi.conf",
            "uwsgi_params",
            "scgi_params",
            "proxy_params",
            "koi-utf",
            "koi-win",
            "win-utf");

    /** Directives whose words are looked through for variables. */
    private static final Set<String> EVALUATED = Set.of(
            "add_header",
            "alias",
            "fastcgi_param",
            "fastcgi_pass",
            "if",
            "proxy_pass",
            "proxy_set_header",
            "return",
            "rewrite",
            "root",
            "set",
            "try_files");

    /** Directives of the main part that nginx takes once. */
    private static final Set<String> ONCE = Set.of("daemon", "pid", "user", "worker_processes", "master_process");

    /** Dynamic modules that images of nginx.org bring. */
    private static final Set<String> MODULES = Set.of(
            "ngx_http_geoip_module.so",
            "ngx_http_image_filter_module.so",
            "ngx_http_js_module.so",
            "ngx_http_perl_module.so",
            "ngx_http_xslt_filter_module.so",
            "ngx_otel_module.so",
            "ngx_stream_geoip_module.so",
            "ngx_stream_js_module.so");

    /** How the directives of the modules begin that have a repository of their own: njs and OpenTelemetry. */
    private static final List<String> OF_MODULES = List.of("js_", "otel_");

    /** What may stand behind the address of an upstream's server (ngx_http_upstream_module, "server"). */
    private static final Set<String> MEMBER = Set.of("backup", "down", "drain");

    private static final String OPEN_HTTP = "http";

    /** A block that is open. */
    private record Frame(String context, boolean data, boolean included, Set<String> locations) {}

    /** A variable that is used. */
    private record Used(String name, Span at) {}

    /** A host that must be found when the {@code http} block ends. */
    private record Peer(String host, Span at, ImagePath file, int line) {}

    private final Machine machine;
    private final World world;
    private final String version;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final Set<String> seenOnce = new HashSet<>();
    private final Set<String> defined = new HashSet<>();
    private final Set<String> upstreams = new HashSet<>();
    private final List<Used> used = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();
    private final List<Read.Rejected> late = new ArrayList<>();
    private Optional<Read> doubt = Optional.empty();
    private Optional<ImagePath> pid = Optional.empty();
    private Optional<ImagePath> temporary = Optional.empty();
    private boolean foreground;
    private boolean shipped;
    /** A step that is not followed may have changed one of the files. */
    private Optional<Read.Unclear> changed = Optional.empty();

    private boolean modules;
    private boolean captures;
    private int files;

    /**
     * @param version {@code 1.26}, {@code 1.26.2}; anything else is taken for "some version"
     */
    public Configuration(Machine machine, World world, String version) {
        this.machine = machine;
        this.world = world;
        this.version = version.matches("1\\.\\d+(\\.\\d+)?") ? version : "";
        frames.push(new Frame("main", false, false, new HashSet<>()));
    }

    /** What {@code -g} says is read first. */
    public Optional<Read> global(SourceFile directives) {
        List<Statement> statements = new ArrayList<>(NginxReader.read(directives));
        // Behind -g the last semicolon may be missing.
        if (statements.get(statements.size() - 1) instanceof Statement.End end && !end.complete()) {
            return global(new SourceFile(directives.path(), directives.text() + ";"));
        }
        for (Statement statement : statements) {
            Optional<Read> end = statement instanceof Statement.End ? Optional.empty() : act(statement, PREFIX);
            if (end.isPresent()) {
                return end;
            }
        }
        return Optional.empty();
    }

    /**
     * Reads the main file, and with it all others.
     *
     * @param official the main file is the one of nginx's own images where nobody is known to have written another: it reads
     *     {@code conf.d/*.conf} inside {@code http}
     */
    public Read load(ImagePath main, boolean official) {
        shipped = official;
        Fact<SourceFile> text = text(main);
        Optional<Read> end;
        if (text instanceof Fact.Present<SourceFile> known) {
            end = file(known.value(), main);
        } else if (shipped && isOfBaseImage(text)) {
            frames.push(new Frame(OPEN_HTTP, false, false, new HashSet<>()));
            seenOnce.addAll(List.of("user", "worker_processes", "pid"));
            end = glob(PREFIX.resolve("conf.d/*.conf"), Span.wholeFile(new TreePath("nginx.conf")));
            if (end.isEmpty()) {
                end = httpEnds();
            }
        } else {
            end = Optional.of(new Read.Unclear(Reason.FILE_CONTENT_NOT_KNOWN, text.evidence()));
        }
        Read read = end.or(() -> doubt)
                .orElseGet(() ->
                        new Read.Serves(foreground, text instanceof Fact.Present<SourceFile>, pid, temporary, changed));
        // What is wrong with a file may be mended by the step that perhaps changed it.
        return read instanceof Read.Rejected && changed.isPresent() ? changed.get() : read;
    }

    /** What a step wrote to a place is not the image's, whatever it is. */
    private static boolean isOfBaseImage(Fact<SourceFile> text) {
        return text instanceof Fact.Unknown<SourceFile> unknown && unknown.reason() == Reason.BASE_IMAGE_PARTLY_KNOWN;
    }

    /** The text of a file of the image; absent when there is no such file. */
    private Fact<SourceFile> text(ImagePath path) {
        return machine.files().follow(path).then(found -> {
            Node node = found.value().node();
            if (!(node instanceof Node.File file)) {
                return Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, found.evidence());
            }
            file.content()
                    .doubt()
                    .ifPresent(why -> changed = changed.or(() -> Optional.of(new Read.Unclear(why, found.evidence()))));
            return readable(file.content().likely(), found.evidence());
        });
    }

    /** A binary is no text, but it is not absent. */
    private static Fact<SourceFile> readable(Content content, Evidence evidence) {
        Fact<SourceFile> text = content.text();
        return text instanceof Fact.Absent<SourceFile> ? Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, evidence) : text;
    }

    private Optional<Read> file(SourceFile source, ImagePath path) {
        if (++files > MOST_FILES || frames.size() > MOST_DEPTH) {
            return Optional.of(new Read.Unclear(Reason.OVER_BUDGET, Evidence.NONE));
        }
        Frame around = frames.getFirst();
        frames.push(new Frame(around.context(), around.data(), true, around.locations()));
        for (Statement statement : NginxReader.read(source)) {
            if (statement instanceof Statement.End end) {
                boolean inBlock = !frames.getFirst().included();
                if (!end.complete()) {
                    return rejected("unexpected end of file, expecting \";\" or \"}\"", end, path, path.value());
                }
                if (inBlock) {
                    return rejected("unexpected end of file, expecting \"}\"", end, path, path.value());
                }
                break;
            }
            Optional<Read> over = act(statement, path);
            if (over.isPresent()) {
                return over;
            }
        }
        frames.pop();
        return Optional.empty();
    }

    private Optional<Read> act(Statement statement, ImagePath file) {
        if (statement instanceof Statement.Broken broken) {
            return rejected(broken.reason(), broken, file, broken.reason());
        }
        if (statement instanceof Statement.Close) {
            return close(statement, file);
        }
        boolean opens = statement instanceof Statement.Open;
        List<Word> words = opens ? ((Statement.Open) statement).words() : ((Statement.Simple) statement).words();
        Frame frame = frames.getFirst();
        if (frame.data()) {
            if (opens) {
                frames.push(new Frame(frame.context(), true, false, new HashSet<>()));
            }
            return Optional.empty();
        }
        String name = words.get(0).text();
        Optional<Read> refused = refused(statement, words, opens, frame, file);
        if (refused.isPresent()) {
            return refused;
        }
        if (opens) {
            return open(statement, words, frame, file);
        }
        return isOpen(words) ? Optional.empty() : simple(name, words, statement, frame, file);
    }

    private Optional<Read> close(Statement statement, ImagePath file) {
        if (frames.size() == 1 || frames.getFirst().included()) {
            return rejected("unexpected \"}\"", statement, file, "}");
        }
        Frame closed = frames.pop();
        return closed.context().equals(OPEN_HTTP) && frames.getFirst().context().equals("main")
                ? httpEnds()
                : Optional.empty();
    }

    /** What {@code ngx_conf_handler} asks of every directive. */
    private Optional<Read> refused(Statement statement, List<Word> words, boolean opens, Frame frame, ImagePath file) {
        String name = words.get(0).text();
        List<Directives.Form> forms = Directives.forms(name, version);
        if (forms.isEmpty() && modules && OF_MODULES.stream().anyMatch(name::startsWith)) {
            return Optional.empty();
        }
        if (forms.isEmpty()) {
            if (modules || isOpen(words)) {
                return unclear(statement, "uses `" + name + "`, which may come from a module that is loaded");
            }
            return rejected("unknown directive \"" + name + "\"", statement, file, name);
        }
        List<Directives.Form> here =
                forms.stream().filter(form -> form.standsIn(frame.context())).toList();
        if (here.isEmpty()) {
            return modules
                    ? unclear(statement, "uses `" + name + "` where only a module could allow it")
                    : rejected("\"" + name + "\" directive is not allowed here", statement, file, name);
        }
        if (opens && here.stream().noneMatch(Directives.Form::block)) {
            return rejected("directive \"" + name + "\" is not terminated by \";\"", statement, file, name);
        }
        if (!opens && here.stream().allMatch(Directives.Form::block)) {
            return rejected("directive \"" + name + "\" has no opening \"{\"", statement, file, name);
        }
        int count = words.size() - 1;
        if (here.stream().noneMatch(form -> form.takes(count))) {
            return rejected("invalid number of arguments in \"" + name + "\" directive", statement, file, name);
        }
        if (!opens && count == 1 && here.stream().allMatch(form -> form.takes().equals("flag"))) {
            String value = words.get(1).text();
            String plain = value.toLowerCase(Locale.ROOT);
            if (!plain.equals("on") && !plain.equals("off") && !isOpen(words)) {
                return rejected(
                        "invalid value \"" + value + "\" in \"" + name + "\" directive, it must be \"on\" or \"off\"",
                        statement,
                        file,
                        name);
            }
        }
        return Optional.empty();
    }

    private Optional<Read> open(Statement statement, List<Word> words, Frame frame, ImagePath file) {
        String name = words.get(0).text();
        if (name.equals("location") && !isOpen(words)) {
            String path = words.get(words.size() - 1).text();
            String sign = words.size() > 2 ? words.get(1).text() : "";
            boolean pattern = sign.startsWith("~");
            if (pattern) {
                captures |= path.contains("(?<") || path.contains("(?P<");
            } else if (!frame.locations().add((sign.equals("=") ? "= " : "") + path)) {
                return rejected("duplicate location \"" + path + "\"", statement, file, path);
            }
        }
        if (name.equals("upstream")) {
            if (!upstreams.add(words.get(1).text().toLowerCase(Locale.ROOT))) {
                return rejected(
                        "duplicate upstream \"" + words.get(1).text() + "\"",
                        statement,
                        file,
                        words.get(1).text());
            }
        }
        define(name, words);
        uses(name, words);
        frames.push(new Frame(context(name, frame.context()), DATA.contains(name), false, new HashSet<>()));
        return Optional.empty();
    }

    /** What the statements in a block are checked against (nginx, {@code cmd_type}). */
    private static String context(String block, String around) {
        boolean stream = around.startsWith("stream");
        boolean mail = around.startsWith("mail");
        return switch (block) {
            case "server" -> stream ? "stream-server" : mail ? "mail-server" : "server";
            case "upstream" -> stream ? "stream-upstream" : "upstream";
            case "if" -> around.equals("server") ? "if-server" : "if-location";
            case "limit_except" -> "limit";
            default -> block;
        };
    }

    private Optional<Read> simple(String name, List<Word> words, Statement statement, Frame frame, ImagePath file) {
        boolean top = frame.context().equals("main");
        if (top && ONCE.contains(name) && !seenOnce.add(name)) {
            return rejected("\"" + name + "\" directive is duplicate", statement, file, name);
        }
        define(name, words);
        uses(name, words);
        switch (name) {
            case "include":
                return include(words.get(1).text(), words.get(1).at(), file, statement.line());
            case "daemon":
                foreground = words.get(1).text().equalsIgnoreCase("off");
                return Optional.empty();
            case "pid":
                pid = Optional.of(PREFIX.resolve(words.get(1).text()));
                return Optional.empty();
            case "client_body_temp_path":
                temporary = Optional.of(PREFIX.resolve(words.get(1).text()));
                return Optional.empty();
            case "load_module":
                modules = true;
                return module(words.get(1));
            case "user":
                return user(words, statement, file);
            case "listen":
                return frame.context().equals("server") ? listen(words, statement, file) : Optional.empty();
            case "proxy_pass":
                passes(words.get(1), file, statement.line());
                return Optional.empty();
            case "server":
                return frame.context().equals("upstream") ? member(words, statement, file) : Optional.empty();
            case "ssl_certificate", "ssl_certificate_key":
                certificate(name, words.get(1));
                return Optional.empty();
            case "access_log", "error_log":
                log(words.get(1));
                return Optional.empty();
            default:
                return Optional.empty();
        }
    }

    // ---- files

    private Optional<Read> include(String written, Span at, ImagePath file, int line) {
        ImagePath path = PREFIX.resolve(written);
        if (written.chars().anyMatch(c -> c == '*' || c == '?' || c == '[')) {
            return glob(path, at);
        }
        Fact<SourceFile> text = text(path);
        if (text instanceof Fact.Present<SourceFile> known) {
            return file(known.value(), path);
        }
        if (path.parent().equals(PREFIX) && SHIPPED.contains(path.name())) {
            return Optional.empty();
        }
        Evidence evidence = Evidence.of(at, "includes `" + path + "`").because(text.evidence());
        if (text instanceof Fact.Absent<SourceFile>) {
            // A deployment may mount it.
            return world.network() == World.Network.NONE
                    ? Optional.of(new Read.Rejected(
                            Cause.STEP_FAILS,
                            "open() \"" + path + "\" failed (2: No such file or directory)" + in(file, line),
                            at,
                            path.value(),
                            evidence))
                    : unclear(Reason.MOUNTED_AT_RUN_TIME, evidence);
        }
        return unclear(((Fact.Unknown<SourceFile>) text).reason(), evidence);
    }

    /** The files that a pattern names, in the order of their names (glob(3)). */
    private Optional<Read> glob(ImagePath pattern, Span at) {
        String name = pattern.name();
        int star = name.indexOf('*');
        boolean plain = star >= 0 && name.indexOf('*', star + 1) < 0 && name.indexOf('?') < 0 && name.indexOf('[') < 0;
        Fact<FileSystem.Located> directory = machine.files().follow(pattern.parent());
        if (directory instanceof Fact.Absent<FileSystem.Located>) {
            return Optional.empty();
        }
        if (shipped
                && directory instanceof Fact.Unknown<FileSystem.Located> unknown
                && unknown.reason() == Reason.BASE_IMAGE_PARTLY_KNOWN) {
            return Optional.empty(); // what the image brings is right
        }
        if (!plain
                || !(directory instanceof Fact.Present<FileSystem.Located> here)
                || !(here.value().node() instanceof Node.Directory listing)) {
            return unclear(Reason.FILE_CONTENT_NOT_KNOWN, Evidence.of(at, "includes `" + pattern + "`"));
        }
        if (listing.rest() instanceof Node.Rest.Open rest && rest.reason() != Reason.BASE_IMAGE_PARTLY_KNOWN) {
            return unclear(
                    rest.reason(), Evidence.of(at, "includes `" + pattern + "`").because(rest.evidence()));
        }
        String before = name.substring(0, star);
        String behind = name.substring(star + 1);
        for (String child : List.copyOf(listing.children().keySet())) {
            boolean fits = child.startsWith(before)
                    && child.endsWith(behind)
                    && child.length() >= before.length() + behind.length()
                    && (star > 0 || !child.startsWith("."));
            ImagePath path = pattern.parent().child(child);
            if (fits && !(machine.files().follow(path) instanceof Fact.Absent<?>)) {
                Fact<SourceFile> text = text(path);
                if (shipped && isOfBaseImage(text)) {
                    continue;
                }
                Optional<Read> end = text instanceof Fact.Present<SourceFile> known
                        ? file(known.value(), path)
                        : unclear(Reason.FILE_CONTENT_NOT_KNOWN, Evidence.of(at, "includes `" + path + "`"));
                if (end.isPresent()) {
                    return end;
                }
            }
        }
        return Optional.empty();
    }

    /** A module is a file, too: those of the images of nginx.org are known by name. */
    private Optional<Read> module(Word word) {
        ImagePath path = PREFIX.resolve(word.text());
        boolean there =
                machine.files().follow(path) instanceof Fact.Present<?> || shipped && MODULES.contains(path.name());
        return there
                ? Optional.empty()
                : unclear(Reason.FILE_CONTENT_NOT_KNOWN, Evidence.of(word.at(), "loads `" + path + "`"));
    }

    private void certificate(String name, Word word) {
        if (word.text().contains("$")
                || word.text().startsWith("data:")
                || word.text().startsWith("engine:")) {
            return;
        }
        ImagePath path = PREFIX.resolve(word.text());
        Fact<FileSystem.Located> found = machine.files().follow(path);
        Evidence evidence = Evidence.of(word.at(), "names `" + path + "`").because(found.evidence());
        if (found instanceof Fact.Absent<FileSystem.Located>) {
            String what = name.equals("ssl_certificate") ? "certificate" : "certificate key";
            String words =
                    "cannot load " + what + " \"" + path + "\": BIO_new_file() failed (SSL: error:80000002:system"
                            + " library::No such file or directory:calling fopen(" + path
                            + ", r) error:10000080:BIO routines::no such file)";
            late(new Read.Rejected(Cause.STEP_FAILS, words, word.at(), path.value(), evidence));
        } else if (found instanceof Fact.Unknown<FileSystem.Located> unknown) {
            unclear(unknown.reason(), evidence);
        }
    }

    /** Files that a deployment may mount are missed for certain only where nothing is mounted. */
    private void late(Read.Rejected rejected) {
        if (world.network() == World.Network.NONE) {
            late.add(rejected);
        } else {
            unclear(Reason.MOUNTED_AT_RUN_TIME, rejected.evidence());
        }
    }

    private void log(Word word) {
        String written = word.text();
        if (written.equals("off")
                || written.equals("stderr")
                || written.contains("$")
                || written.startsWith("syslog:")
                || written.startsWith("memory:")) {
            return;
        }
        ImagePath path = PREFIX.resolve(written);
        if (path.value().startsWith("/dev/") || path.value().startsWith("/proc/")) {
            return;
        }
        if (machine.files().follow(path.parent()) instanceof Fact.Absent<FileSystem.Located> absent) {
            late(new Read.Rejected(
                    Cause.STEP_FAILS,
                    "open() \"" + path + "\" failed (2: No such file or directory)",
                    word.at(),
                    path.value(),
                    Evidence.of(word.at(), "logs to `" + path + "`").because(absent.evidence())));
        }
    }

    // ---- hosts and users

    private Optional<Read> user(List<Word> words, Statement statement, ImagePath file) {
        if (!machine.identity().isRoot()) {
            return Optional.empty(); // only a warning
        }
        String name = words.get(1).text();
        var account = machine.accounts().user(name);
        if (account instanceof Fact.Absent<?>) {
            return Optional.of(new Read.Rejected(
                    Cause.UNKNOWN_USER,
                    "getpwnam(\"" + name + "\") failed" + in(file, statement.line()),
                    words.get(1).at(),
                    name,
                    Evidence.of(words.get(1).at(), "wants to run as `" + name + "`")
                            .because(account.evidence())));
        }
        if (account instanceof Fact.Unknown<?>) {
            return unclear(statement, "wants to run as `" + name + "`");
        }
        String group = words.size() > 2 ? words.get(2).text() : name;
        var known = machine.accounts().group(group);
        if (known instanceof Fact.Absent<?>) {
            return Optional.of(new Read.Rejected(
                    Cause.UNKNOWN_USER,
                    "getgrnam(\"" + group + "\") failed" + in(file, statement.line()),
                    words.get(words.size() - 1).at(),
                    group,
                    Evidence.of(statement.at(), "wants the group `" + group + "`")
                            .because(known.evidence())));
        }
        return Optional.empty();
    }

    private Optional<Read> listen(List<Word> words, Statement statement, ImagePath file) {
        String address = words.get(1).text();
        if (address.startsWith("unix:") || address.startsWith("[")) {
            return options(words, statement, file);
        }
        int colon = address.lastIndexOf(':');
        String port = colon >= 0 ? address.substring(colon + 1) : address;
        String host = colon >= 0 ? address.substring(0, colon) : "";
        boolean digits = !port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean range = port.chars().allMatch(c -> c >= '0' && c <= '9' || c == '-');
        if (colon < 0 && !digits) {
            host = address;
            if (!range && isNoHost(host)) {
                return rejected(
                        "host not found in \"" + address + "\" of the \"listen\" directive", statement, file, address);
            }
        } else if (digits && (port.length() > 5 || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535)
                || colon >= 0 && !range) {
            return rejected(
                    "invalid port in \"" + address + "\" of the \"listen\" directive", statement, file, address);
        }
        return options(words, statement, file);
    }

    /** A name that no resolver finds: it holds what no host name has (RFC 1123, 2.1). */
    private static boolean isNoHost(String name) {
        return name.contains("$") || name.contains("{") || name.contains("_") && name.contains("/");
    }

    /** What may stand behind the address (ngx_http_core_module, "listen"). */
    private Optional<Read> options(List<Word> words, Statement statement, ImagePath file) {
        Set<String> plain = Set.of(
                "default_server",
                "default",
                "ssl",
                "http2",
                "http3",
                "quic",
                "spdy",
                "proxy_protocol",
                "deferred",
                "bind",
                "reuseport",
                "multipath");
        for (Word word : words.subList(2, words.size())) {
            String text = word.text();
            if (!plain.contains(text) && text.indexOf('=') < 0) {
                return rejected("invalid parameter \"" + text + "\"", statement, file, text);
            }
        }
        return Optional.empty();
    }

    /** {@code proxy_pass http://host:port/…}: the host is looked up when the block ends, unless a variable hides it. */
    private void passes(Word word, ImagePath file, int line) {
        String url = word.text();
        int scheme = url.indexOf("://");
        if (scheme < 0 || url.contains("$")) {
            return;
        }
        String rest = url.substring(scheme + 3);
        int end = 0;
        while (end < rest.length() && "/:?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String host = rest.substring(0, end);
        if (!host.isEmpty() && !host.equals("unix") && !host.startsWith("[")) {
            peers.add(new Peer(host, word.at(), file, line));
        }
    }

    private Optional<Read> member(List<Word> words, Statement statement, ImagePath file) {
        String address = words.get(1).text();
        boolean resolved = false;
        for (Word word : words.subList(2, words.size())) {
            String text = word.text();
            boolean resolves = text.equals("resolve") || text.startsWith("service=");
            resolved |= resolves;
            if (resolves ? !Directives.isFrom(version, "1.27.3") : !MEMBER.contains(text) && text.indexOf('=') < 0) {
                return rejected("invalid parameter \"" + text + "\"", statement, file, text);
            }
        }
        int colon = address.indexOf(':');
        String host = colon >= 0 ? address.substring(0, colon) : address;
        if (address.startsWith("unix:") || address.startsWith("[")) {
            return Optional.empty();
        }
        if (colon >= 0 && !address.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9')) {
            return rejected("invalid port in upstream \"" + address + "\"", statement, file, address);
        }
        return world.network() == World.Network.NONE && !resolved && !isFound(host)
                ? rejected("host not found in upstream \"" + address + "\"", statement, file, host)
                : Optional.empty();
    }

    private static boolean isFound(String host) {
        return host.equals("localhost") || host.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
    }

    // ---- the end of the http block

    private Optional<Read> httpEnds() {
        for (Peer peer : peers) {
            boolean found = upstreams.contains(peer.host().toLowerCase(Locale.ROOT)) || isFound(peer.host());
            if (!found && world.network() == World.Network.NONE) {
                return Optional.of(new Read.Rejected(
                        Cause.STEP_FAILS,
                        "host not found in upstream \"" + peer.host() + "\"" + in(peer.file(), peer.line()),
                        peer.at(),
                        peer.host(),
                        Evidence.of(
                                peer.at(),
                                "passes requests to `" + peer.host() + "`, which must be found at the start")));
            }
        }
        if (!late.isEmpty()) {
            return Optional.of(late.get(0));
        }
        if (!modules && !captures) {
            for (Used one : used) {
                String name = one.name().toLowerCase(Locale.ROOT);
                if (!defined.contains(name) && !Directives.isVariable(name) && !isOpen(one.name())) {
                    return Optional.of(new Read.Rejected(
                            Cause.STEP_FAILS,
                            "unknown \"" + one.name() + "\" variable",
                            one.at(),
                            "$" + one.name(),
                            Evidence.of(one.at(), "uses `$" + one.name() + "`, which nothing defines")));
                }
            }
        }
        return Optional.empty();
    }

    // ---- variables

    private void define(String name, List<Word> words) {
        switch (name) {
            case "set", "perl_set", "js_set", "js_var" -> variable(words, 1);
            case "map", "split_clients", "userid" -> variable(words, 2);
            case "geo" -> variable(words, words.size() - 1);
            case "auth_request_set", "secure_link" -> variable(words, 1);
            default -> {}
        }
        if (words.stream()
                .anyMatch(word -> word.text().contains("(?<") || word.text().contains("(?P<"))) {
            captures = true;
        }
    }

    private void variable(List<Word> words, int index) {
        if (index < words.size() && words.get(index).text().startsWith("$")) {
            defined.add(words.get(index).text().substring(1).toLowerCase(Locale.ROOT));
        }
    }

    private void uses(String name, List<Word> words) {
        if (!EVALUATED.contains(name)) {
            return;
        }
        for (Word word : words.subList(1, words.size())) {
            Substitution.names(word.text()).forEach(variable -> used.add(new Used(variable, word.at())));
        }
    }

    private boolean isOpen(List<Word> words) {
        return words.stream()
                .anyMatch(word -> Substitution.names(word.text()).stream().anyMatch(this::isOpen));
    }

    /** Whether a template has left this name in the text for whoever starts the container. */
    private boolean isOpen(String name) {
        return machine.environment().get(name) instanceof Fact.Unknown<?> && Substitution.isGiven(name);
    }

    // ---- answers

    private Optional<Read> unclear(Statement statement, String says) {
        return unclear(Reason.PROGRAM_NOT_MODELLED, Evidence.of(statement.at(), says));
    }

    /** It goes on: what comes behind may be wrong for certain. */
    private Optional<Read> unclear(Reason reason, Evidence evidence) {
        if (doubt.isEmpty()) {
            doubt = Optional.of(new Read.Unclear(reason, evidence));
        }
        return Optional.empty();
    }

    private Optional<Read> rejected(String words, Statement statement, ImagePath file, String subject) {
        String place = file.equals(PREFIX) ? " in command line" : in(file, statement.line());
        return Optional.of(new Read.Rejected(
                Cause.STEP_FAILS,
                words + place,
                statement.at(),
                subject,
                Evidence.of(statement.at(), "is read by nginx at its start")));
    }

    private static String in(ImagePath file, int line) {
        return " in " + file + ":" + line;
    }
}
