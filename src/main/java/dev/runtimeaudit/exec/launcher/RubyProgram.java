package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether all that a program of ruby requires is there, read by its lines: files of the workspace are followed, the libraries that come
 * with ruby are known, the rest must be one of the gems (docs.ruby-lang.org, {@code Kernel#require}; guides.rubygems.org, "Name your
 * gem": a dash in its name is a directory of its files). Nothing is proven to be missing.
 */
final class RubyProgram {

    private static final int MOST = 200;

    /** Libraries that are there with and without a bundle, as of ruby 3.3 to 4.0: what became gems of their own is told below. */
    private static final Set<String> STANDARD = Set.of(
            "bundler",
            "cgi",
            "coverage",
            "date",
            "delegate",
            "did_you_mean",
            "digest",
            "English",
            "erb",
            "etc",
            "fcntl",
            "fileutils",
            "find",
            "forwardable",
            "io",
            "ipaddr",
            "json",
            "monitor",
            "net/http",
            "objspace",
            "open-uri",
            "open3",
            "openssl",
            "optparse",
            "pathname",
            "pp",
            "prettyprint",
            "psych",
            "rbconfig",
            "resolv",
            "ripper",
            "securerandom",
            "set",
            "shellwords",
            "singleton",
            "socket",
            "stringio",
            "strscan",
            "tempfile",
            "thread",
            "time",
            "timeout",
            "tmpdir",
            "tsort",
            "un",
            "uri",
            "weakref",
            "yaml",
            "zlib");

    /** What became gems of their own, by the version from which a bundle has to name them (docs.ruby-lang.org, "NEWS"). */
    private static final Map<String, Set<String>> UNTIL = Map.of(
            "3.4", Set.of("abbrev", "base64", "bigdecimal", "csv", "drb", "getoptlong", "mutex_m", "observer", "rinda"),
            "4.0", Set.of("benchmark", "logger", "ostruct", "pstore"));

    /** Calls that serve, or work until they are stopped, as the libraries for it name them. */
    private static final List<String> SERVES = List.of(
            ".run_till_terminated",
            ".run!",
            "TCPServer.new",
            "TCPServer.open",
            "WEBrick::HTTPServer.new",
            "Puma::Server.new",
            "Rack::Server.start",
            "Rackup::Server.start",
            "EventMachine.run",
            "EM.run",
            "loop do",
            "loop {",
            "while true");

    /** With these, Sinatra does not serve by itself, or the program may end before it does. */
    private static final List<String> TELLING =
            List.of("set :run,", "set(:run,", "disable :run", "disable(:run", "exit", "abort", "break");

    /** Servers that Sinatra runs by itself. */
    private static final Set<String> OF_SINATRA = Set.of("falcon", "iodine", "puma", "thin", "webrick");

    private final Machine machine;
    private final Set<String> gems;
    private final Evidence start;
    private final Set<ImagePath> seen = new HashSet<>();
    private final ImagePath program;
    private boolean serves;
    private boolean told;

    /** @param program the file that is executed; others are loaded by it */
    RubyProgram(ImagePath program, Machine machine, List<GemLock.Gem> gems, Evidence start) {
        this.program = program;
        this.machine = machine;
        this.gems = new HashSet<>(gems.stream().map(GemLock.Gem::name).toList());
        this.start = start;
    }

    /** Whether it does, and nothing tells it not to. */
    boolean serves() {
        return serves && !told;
    }

    /** Empty when it and all that it requires is there. */
    Optional<Doubt> load() {
        return load(program);
    }

    private Optional<Doubt> load(ImagePath path) {
        if (!seen.add(path)) {
            return Optional.empty();
        }
        if (seen.size() > MOST) {
            return Optional.of(new Doubt(Reason.OVER_BUDGET, start));
        }
        if (!(Manifest.text(path, machine) instanceof Fact.Present<SourceFile> text)) {
            return doubt(Reason.FILE_CONTENT_NOT_KNOWN, path.value());
        }
        for (String raw : text.value().text().lines().toList()) {
            String line = raw.strip();
            if (line.startsWith("__END__")) {
                break;
            }
            if (line.startsWith("#")) {
                continue;
            }
            boolean inner = raw.startsWith(" ") || raw.startsWith("\t");
            // In a block it may never be executed, or end it.
            serves |= !inner && SERVES.stream().anyMatch(line::contains);
            told |= TELLING.stream().anyMatch(line::startsWith);
            Optional<Doubt> doubt = statement(line, path, inner);
            if (doubt.isPresent()) {
                return doubt;
            }
        }
        return Optional.empty();
    }

    /** @param inner it stands in a block, and may never be executed, or may fail */
    private Optional<Doubt> statement(String line, ImagePath path, boolean inner) {
        for (String word : List.of("require_relative", "require", "load")) {
            if (!line.startsWith(word + " ") && !line.startsWith(word + "(")) {
                continue;
            }
            Optional<String> name = literal(line.substring(word.length()).strip());
            if (inner) {
                return Optional.empty();
            }
            if (name.isEmpty()) {
                return doubt(Reason.VALUE_NOT_KNOWN, line);
            }
            boolean relative = word.equals("require_relative") || name.get().startsWith("./");
            if (relative) {
                ImagePath from = word.equals("require_relative") ? path.parent() : machine.directory();
                String file = name.get().endsWith(".rb") || word.equals("load") ? name.get() : name.get() + ".rb";
                return load(from.resolve(file));
            }
            return word.equals("load") ? doubt(Reason.PROGRAM_NOT_MODELLED, line) : required(name.get(), path);
        }
        return Optional.empty();
    }

    private static Optional<String> literal(String rest) {
        String text = rest.startsWith("(") ? rest.substring(1).strip() : rest;
        int end = text.length() < 2 ? -1 : text.indexOf(text.charAt(0), 1);
        boolean quoted = end > 1 && (text.charAt(0) == '"' || text.charAt(0) == '\'');
        String after = quoted ? text.substring(end + 1).strip() : "";
        boolean plain = after.isEmpty() || after.equals(")") || after.startsWith("#");
        String value = quoted ? text.substring(1, end) : "";
        return quoted && plain && !value.contains("#{") ? Optional.of(value) : Optional.empty();
    }

    private Optional<Doubt> required(String name, ImagePath by) {
        boolean standard = STANDARD.stream().anyMatch(one -> name.equals(one) || name.startsWith(one + "/"))
                || UNTIL.entrySet().stream()
                        .anyMatch(each -> each.getValue().contains(name)
                                && GemPlace.ruby(machine)
                                        .filter(version -> VersionRange.accepts("<" + each.getKey(), version)
                                                .orElse(false))
                                        .isPresent());
        boolean gem = gems.stream().anyMatch(one -> {
            String bare = bare(one);
            String directory = one.replace('-', '/');
            return bare(name).equals(bare)
                    || name.startsWith(one + "/")
                    || name.startsWith(directory + "/")
                    || name.equals(directory);
        });
        if (!standard && !gem) {
            return doubt(Reason.INSTALLED_MODULES_NOT_MODELLED, name);
        }
        if (name.equals("sinatra")) {
            // The classic style: what the file defines is served when it has been read, where it is the program itself.
            serves |= by.equals(program)
                    && gems.contains("rackup")
                    && OF_SINATRA.stream().anyMatch(gems::contains);
        }
        return Optional.empty();
    }

    /** Without what separates words: files of {@code openfeature-sdk} are required as {@code open_feature/sdk}. */
    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "").replace("/", "");
    }

    private Optional<Doubt> doubt(Reason reason, String name) {
        return Optional.of(new Doubt(
                reason,
                Evidence.of(start.steps().get(0).at(), "requires `" + name + "`")
                        .because(start)));
    }
}
