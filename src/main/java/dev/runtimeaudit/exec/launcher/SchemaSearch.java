package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.packagejson.Json;
import dev.runtimeaudit.read.packagejson.PackageJson;
import dev.runtimeaudit.read.prisma.PrismaSchema;
import dev.runtimeaudit.read.prisma.SchemaReader;
import dev.runtimeaudit.read.script.ExportedObject.Member;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the prisma CLI looks for the schema: {@code --schema}, the configuration file, {@code prisma.schema} of the nearest
 * package.json, {@code schema.prisma}, {@code prisma/schema.prisma} (prisma.io, "Prisma schema location"; measured with 5.22, 6.7,
 * 6.19 and 7.10: up to 5 there is no configuration file, from 7 on package.json does not count).
 */
public final class SchemaSearch {

    /** How a search ends. */
    public sealed interface Result {

        /**
         * @param path a file, or a directory whose files make up the schema
         * @param schema what it says; empty when its text is not known
         */
        record Found(ImagePath path, boolean folder, Optional<PrismaSchema> schema) implements Result {

            /** What paths in the schema are relative to. */
            public ImagePath directory() {
                return folder ? path : path.parent();
            }
        }

        /**
         * @param words what the CLI prints first
         * @param subject the path that it looked for
         */
        record Missing(String words, String subject, Evidence evidence) implements Result {}

        record Unclear(Reason reason, Evidence evidence) implements Result {}
    }

    private static final int MOST_FILES = 200;

    private final Machine machine;
    private final OptionalInt major;
    private final PrismaConfig config;

    public SchemaSearch(Machine machine, OptionalInt major, PrismaConfig config) {
        this.machine = machine;
        this.major = major;
        this.config = config;
    }

    /** @param given the value of {@code --schema} */
    public Result find(Optional<String> given) {
        if (given.isPresent()) {
            String words = "Error: Could not load `--schema` from provided path `" + given.get()
                    + "`: file or directory not found";
            return at(machine.directory().resolve(given.get()), words, given.get());
        }
        boolean configured = major.isEmpty() || major.getAsInt() >= 6;
        if (configured && config instanceof PrismaConfig.Unclear unclear) {
            Result.Unclear open = new Result.Unclear(unclear.reason(), unclear.evidence());
            // People write configurations and schemas, builders do not.
            Result other = unclear.reason().isOfStep() ? packaged().orElseGet(this::usual) : open;
            return other instanceof Result.Found ? other : open;
        }
        if (configured && config instanceof PrismaConfig.Found found) {
            Member schema = found.object().at("schema");
            if (schema instanceof Member.Text text) {
                ImagePath path = found.path().parent().resolve(text.text());
                String words = "Error: Could not load schema from `" + path + "` provided by \""
                        + found.path().name() + "\"`: file or directory not found";
                return at(path, words, text.text());
            }
            boolean elsewhere = !found.path().parent().equals(machine.directory());
            if (!(schema instanceof Member.None) || elsewhere) {
                return new Result.Unclear(
                        Reason.VALUE_NOT_KNOWN,
                        Evidence.of(
                                dev.runtimeaudit.source.Span.wholeFile(
                                        found.file().path()),
                                "may say where the schema is"));
            }
        }
        return packaged().orElseGet(this::usual);
    }

    private Optional<Result> packaged() {
        if (major.isPresent() && major.getAsInt() >= 7) {
            return Optional.empty();
        }
        Manifest manifest = Manifest.above(machine.directory(), machine, false);
        if (manifest instanceof Manifest.Unclear unclear) {
            return Optional.of(new Result.Unclear(unclear.reason(), unclear.evidence()));
        }
        if (!(manifest instanceof Manifest.Found found)) {
            return Optional.empty();
        }
        Optional<String> named = found.json()
                .json()
                .member("prisma")
                .flatMap(prisma -> prisma.text("schema"))
                .map(dev.runtimeaudit.source.Fragment::text);
        if (named.isEmpty()) {
            return Optional.empty();
        }
        String words = "Error: Could not load schema from `" + named.get()
                + "` provided by \"prisma.schema\" config of `package.json`: file or directory not found";
        Result result = at(found.directory().resolve(named.get()), words, named.get());
        if (result instanceof Result.Missing && major.isEmpty()) {
            return usual() instanceof Result.Missing
                    ? Optional.of(result)
                    : Optional.of(new Result.Unclear(Reason.VALUE_NOT_KNOWN, Evidence.NONE));
        }
        return Optional.of(result);
    }

    private Result usual() {
        Evidence evidence = Evidence.NONE;
        Optional<Result> open = Optional.empty();
        String words = "Error: Could not find Prisma Schema that is required for this command.";
        for (String place : List.of("schema.prisma", "prisma/schema.prisma", "prisma/schema")) {
            Result here = at(machine.directory().resolve(place), words, "prisma/schema.prisma");
            if (here instanceof Result.Unclear unclear && unclear.reason().isOfStep()) {
                open = open.or(() -> Optional.of(here));
            } else if (here instanceof Result.Missing missing) {
                evidence = missing.evidence();
            } else {
                return here instanceof Result.Found ? here : open.orElse(here);
            }
        }
        Result missing = new Result.Missing(words, "prisma/schema.prisma", evidence);
        return open.orElse(missing);
    }

    private Result at(ImagePath path, String words, String subject) {
        Fact<Located> found = machine.files().follow(path);
        return found.fold(
                here -> here.value().node() instanceof Directory
                        ? new Result.Found(path, true, folder(here.value()))
                        : new Result.Found(path, false, text(here.value().node())),
                none -> new Result.Missing(words, subject, none.evidence()),
                unknown -> (Result) new Result.Unclear(unknown.reason(), unknown.evidence()));
    }

    private static Optional<PrismaSchema> text(Node node) {
        return node instanceof Node.File file && file.content().text() instanceof Fact.Present<SourceFile> text
                ? Optional.of(SchemaReader.read(text.value()))
                : Optional.empty();
    }

    /** All files of a schema that is a folder. */
    private static Optional<PrismaSchema> folder(Located at) {
        PrismaSchema all = new PrismaSchema(List.of(), List.of());
        java.util.Deque<Directory> open = new java.util.ArrayDeque<>(List.of((Directory) at.node()));
        int files = 0;
        while (!open.isEmpty()) {
            Directory directory = open.poll();
            if (!(directory.rest() instanceof Node.Rest.Closed)) {
                return Optional.empty();
            }
            for (java.util.Map.Entry<String, Node.Slot> child :
                    directory.children().entrySet()) {
                if (child.getValue() instanceof Node.Slot.Here here && here.node() instanceof Directory below) {
                    open.add(below);
                } else if (child.getKey().endsWith(".prisma") && child.getValue() instanceof Node.Slot.Here here) {
                    Optional<PrismaSchema> one = text(here.node());
                    if (one.isEmpty() || ++files > MOST_FILES) {
                        return Optional.empty();
                    }
                    all = all.with(one.get());
                }
            }
        }
        return Optional.of(all);
    }

    /** The major version of the CLI: its own, or the one that the nearest package.json asks for. */
    public static OptionalInt major(String version, Machine machine) {
        OptionalInt own = number(version);
        if (own.isPresent()) {
            return own;
        }
        if (!(Manifest.above(machine.directory(), machine, false) instanceof Manifest.Found found)) {
            return OptionalInt.empty();
        }
        for (String name : List.of("prisma", "@prisma/client")) {
            for (String member : List.of("dependencies", "devDependencies")) {
                OptionalInt asked = asked(found.json(), member, name);
                if (asked.isPresent()) {
                    return asked;
                }
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt asked(PackageJson json, String member, String name) {
        Optional<Json> all = json.json().member(member);
        return all.flatMap(dependencies -> dependencies.text(name))
                .map(range -> number(range.text()))
                .orElse(OptionalInt.empty());
    }

    /** The first number of "6.7.0", "^6", "~6.1"; none of a range with more to it. */
    private static OptionalInt number(String version) {
        int from = version.startsWith("^") || version.startsWith("~") ? 1 : 0;
        int to = from;
        while (to < version.length() && Character.isDigit(version.charAt(to))) {
            to++;
        }
        boolean plain = version.substring(to).chars().noneMatch(c -> c == ' ' || c == '|');
        return to > from && to - from < 4 && plain
                ? OptionalInt.of(Integer.parseInt(version.substring(from, to)))
                : OptionalInt.empty();
    }
}
