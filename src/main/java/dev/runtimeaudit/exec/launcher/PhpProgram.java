package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.JsonReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether all that a program of PHP loads at once is there: files of the workspace are followed, classes are asked of the autoloader that
 * composer wrote (getcomposer.org, "The composer.json schema", {@code autoload}; php-fig.org, PSR-4). A class of a package is taken to be
 * there when a package of its name is. Nothing is proven to be missing.
 */
final class PhpProgram {

    /** By whom an autoloader was made. */
    static final String COMPOSER = "composer";

    private static final int MOST = 300;

    /** Calls that serve, or work until they are stopped, as the libraries for it name them. */
    private static final List<String> SERVES = List.of(
            "-> listen (",
            "Loop :: run (",
            "$loop -> run (",
            "Worker :: runAll (",
            "while ( true ) { }",
            "for ( ; ; ) { }");

    /** Extensions that the official images are compiled with (docker-library/php, its template). */
    private static final Set<String> COMPILED = Set.of(
            "ctype",
            "curl",
            "date",
            "dom",
            "fileinfo",
            "filter",
            "hash",
            "iconv",
            "json",
            "libxml",
            "mbstring",
            "mysqlnd",
            "openssl",
            "pcre",
            "pdo",
            "pdo_sqlite",
            "phar",
            "posix",
            "random",
            "readline",
            "reflection",
            "session",
            "simplexml",
            "sodium",
            "spl",
            "sqlite3",
            "standard",
            "tokenizer",
            "xml",
            "xmlreader",
            "xmlwriter",
            "zlib");

    /** Classes of PHP itself that programs import. */
    private static final Set<String> OWN = Set.of(
            "ArrayAccess",
            "Closure",
            "Countable",
            "DateInterval",
            "DateTime",
            "DateTimeImmutable",
            "DateTimeInterface",
            "DateTimeZone",
            "DomainException",
            "Error",
            "ErrorException",
            "Exception",
            "Generator",
            "InvalidArgumentException",
            "Iterator",
            "IteratorAggregate",
            "JsonException",
            "JsonSerializable",
            "LogicException",
            "PDO",
            "PDOException",
            "RuntimeException",
            "Stringable",
            "Throwable",
            "Traversable",
            "TypeError",
            "stdClass");

    private static final String INI = "/usr/local/etc/php/conf.d/docker-php-ext-";

    private final Machine machine;
    private final Evidence start;
    private final Set<ImagePath> seen = new HashSet<>();
    private Optional<Autoloader> autoloader = Optional.empty();
    private boolean serves;

    /**
     * What composer has installed.
     *
     * @param vendor the directory that it lies in
     * @param project the composer.json that it was made for
     */
    private record Autoloader(ImagePath vendor, Json project) {}

    PhpProgram(Machine machine, Evidence start) {
        this.machine = machine;
        this.start = start;
    }

    boolean serves() {
        return serves;
    }

    /** Executes a file; empty when it and all that it loads is there. */
    Optional<Doubt> load(ImagePath path) {
        if (!seen.add(path)) {
            return Optional.empty();
        }
        if (seen.size() > MOST) {
            return Optional.of(new Doubt(Reason.OVER_BUDGET, start));
        }
        Fact<Located> found = machine.files().follow(path);
        if (found instanceof Fact.Present<Located> there
                && there.value().node() instanceof Node.File file
                && file.content().likely() instanceof Content.Emitted made
                && made.by().equals(COMPOSER)) {
            return installed(there.value().path(), made);
        }
        if (!(Manifest.text(path, machine) instanceof Fact.Present<SourceFile> text)) {
            return doubt(Reason.FILE_CONTENT_NOT_KNOWN, path.value(), found.evidence());
        }
        PhpSource source = PhpSource.read(text.value().text());
        if (source.unread()) {
            return doubt(Reason.VALUE_NOT_KNOWN, "what is worked out in " + path, found.evidence());
        }
        serves |= SERVES.stream().anyMatch(source.code()::contains);
        for (PhpSource.Load load : source.loads()) {
            ImagePath from = load.up() < 0 ? machine.directory() : path.parent();
            for (int i = 0; i < load.up(); i++) {
                from = from.parent();
            }
            String relative = load.up() < 0 || !load.path().startsWith("/")
                    ? load.path()
                    : load.path().substring(1);
            Optional<Doubt> doubt = load(from.resolve(relative));
            if (doubt.isPresent()) {
                return doubt;
            }
        }
        for (String name : source.uses()) {
            Optional<Doubt> doubt = type(name);
            if (doubt.isPresent()) {
                return doubt;
            }
        }
        return Optional.empty();
    }

    // --- what composer has installed ---------------------------------------------------------------------------------

    private Optional<Doubt> installed(ImagePath path, Content.Emitted made) {
        Optional<Json> project = made.source().likely().text() instanceof Fact.Present<SourceFile> file
                        && JsonReader.read(file.value()) instanceof JsonReader.Result.Value value
                ? Optional.of(value.json())
                : Optional.empty();
        if (project.isEmpty()) {
            return doubt(Reason.BUILD_OUTPUT_NOT_MODELLED, path.value(), Evidence.NONE);
        }
        autoloader = Optional.of(new Autoloader(path.parent(), project.get()));
        Map<String, Json> required =
                project.get().member("require").orElse(new Json.Members(Map.of())) instanceof Json.Members members
                        ? members.all()
                        : Map.of();
        for (Map.Entry<String, Json> each : required.entrySet()) {
            String name = each.getKey().toLowerCase(Locale.ROOT);
            boolean there = name.contains("/")
                    || name.startsWith("composer-")
                    || name.equals("php")
                            && each.getValue() instanceof Json.Text range
                            && runs(range.text().text())
                    || name.startsWith("ext-") && extension(name.substring("ext-".length()));
            if (!there) {
                return doubt(Reason.INSTALLED_MODULES_NOT_MODELLED, name, Evidence.NONE);
            }
        }
        return Optional.empty();
    }

    private boolean runs(String range) {
        String plain = range.replace("||", "|").replace("|", "||").replace(",", " ");
        return Kernel.onPath("php", machine) instanceof Fact.Present<ImagePath> path
                && machine.files().follow(path.value()) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File file
                && file.content() instanceof Content.Program php
                && VersionRange.accepts(plain, php.version()).orElse(false);
    }

    private boolean extension(String name) {
        return COMPILED.contains(name)
                || machine.files().follow(ImagePath.of(INI + name + ".ini")) instanceof Fact.Present<Located>;
    }

    /** Whether a class can be loaded; one of the workspace is followed. */
    private Optional<Doubt> type(String name) {
        int first = name.indexOf('\\');
        if (first < 0) {
            return OWN.contains(name) ? Optional.empty() : missing(name);
        }
        if (autoloader.isEmpty()) {
            return missing(name);
        }
        Map<String, Json> own = autoloader
                                .get()
                                .project()
                                .member("autoload")
                                .flatMap(autoload -> autoload.member("psr-4"))
                                .orElse(new Json.Members(Map.of()))
                        instanceof Json.Members members
                ? members.all()
                : Map.of();
        ImagePath base = autoloader.get().vendor().parent();
        for (Map.Entry<String, Json> each : own.entrySet()) {
            if (!each.getKey().isEmpty() && name.startsWith(each.getKey())) {
                String rest = name.substring(each.getKey().length()).replace('\\', '/') + ".php";
                return directories(each.getValue())
                        .map(directory -> base.resolve(directory).resolve(rest))
                        .filter(path -> machine.files().follow(path) instanceof Fact.Present<Located>)
                        .findFirst()
                        .map(this::load)
                        .orElseGet(() -> missing(name));
            }
        }
        return isOfPackage(name.substring(0, first)) ? Optional.empty() : missing(name);
    }

    private static Stream<String> directories(Json value) {
        if (value instanceof Json.Text text) {
            return Stream.of(text.text().text());
        }
        return value instanceof Json.Elements all
                ? all.all().stream().flatMap(PhpProgram::directories)
                : Stream.empty();
    }

    /** Whether a package, or the one who publishes it, is called like a namespace; interfaces of the standards come along with packages. */
    private boolean isOfPackage(String namespace) {
        String wanted = bare(namespace);
        if (wanted.equals("psr")) {
            return true;
        }
        for (String publisher : names(autoloader.orElseThrow().vendor())) {
            boolean own = bare(publisher).equals(wanted)
                    || names(autoloader.get().vendor().child(publisher)).stream()
                            .anyMatch(one -> bare(one).equals(wanted));
            if (own) {
                return true;
            }
        }
        return false;
    }

    private List<String> names(ImagePath directory) {
        return machine.files().follow(directory) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.Directory there
                ? there.children().entrySet().stream()
                        .filter(child -> child.getValue() instanceof Node.Slot.Here here
                                && here.node() instanceof Node.Directory)
                        .map(Map.Entry::getKey)
                        .toList()
                : List.of();
    }

    /** {@code open-telemetry} is OpenTelemetry, {@code php-di} is DI. */
    private static String bare(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String plain = lower.startsWith("php-") ? lower.substring("php-".length()) : lower;
        return plain.replace("-", "").replace("_", "");
    }

    private Optional<Doubt> missing(String name) {
        return doubt(Reason.INSTALLED_MODULES_NOT_MODELLED, name, Evidence.NONE);
    }

    private Optional<Doubt> doubt(Reason reason, String name, Evidence evidence) {
        return Optional.of(new Doubt(
                reason,
                Evidence.of(start.steps().get(0).at(), "loads `" + name + "`").because(evidence)));
    }
}
