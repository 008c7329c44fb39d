package dev.runtimeaudit.build;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Processor;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.read.dockerfile.Word;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One build of one Dockerfile: its stages, built when they are needed, and what goes wrong on the way.
 *
 * <p>It is one class although it is long: every stage may ask for every other, and all of them write down what went wrong.
 */
public final class Build {

    private final Dockerfile file;
    private final BuildRequest request;
    private final Knowledge knowledge;
    private final Scope globals;
    private final SortedMap<Integer, BuiltStage> built = new TreeMap<>();
    private final List<HostBuilt> hostBuilt = new ArrayList<>();
    private final List<BuiltImage.Note> notes = new ArrayList<>();
    private final SortedMap<Integer, List<Broken>> broken = new TreeMap<>();
    private final SortedSet<String> asking = new TreeSet<>();

    /**
     * A stage after its last instruction.
     *
     * @param triggers its {@code ONBUILD}s, which a stage that starts from it runs first
     */
    record BuiltStage(Image image, Scope scope, List<Instruction> triggers, List<BuiltImage.Folded> steps) {}

    private Build(Dockerfile file, BuildRequest request, Knowledge knowledge) {
        this.file = file;
        this.request = request;
        this.knowledge = knowledge;
        this.globals = globals();
    }

    /** Builds the target. A Dockerfile without stages gives an image of which nothing is known. */
    public static BuiltImage target(Dockerfile file, BuildRequest request, Knowledge knowledge) {
        return new Build(file, request, knowledge).target();
    }

    private BuiltImage target() {
        Span whole = Span.wholeFile(file.file().path());
        if (file.stages().isEmpty()) {
            Evidence evidence = Evidence.of(whole, "has no stage");
            return new BuiltImage(
                    Image.unknown("", Reason.DOCKERFILE_NOT_READABLE, evidence),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    false);
        }
        int last = file.stages().size() - 1;
        Optional<Integer> asked =
                request.target().flatMap(name -> stage(name, file.stages().size()));
        if (request.target().isPresent() && asked.isEmpty()) {
            String message = "target stage \"" + request.target().get() + "\" could not be found";
            breaks(
                    last,
                    Cause.DOCKERFILE_DOES_NOT_PARSE,
                    message,
                    whole,
                    request.target().get(),
                    Evidence.NONE);
        }
        int index = asked.orElse(last);
        Image image = assumed(build(index).image());
        List<BuiltImage.Stage> stages = built.entrySet().stream()
                .map(e -> new BuiltImage.Stage(
                        file.stages().get(e.getKey()),
                        e.getKey() == index ? image : e.getValue().image(),
                        e.getValue().steps()))
                .toList();
        return new BuiltImage(
                image,
                broken.values().stream().flatMap(List::stream).toList(),
                stages,
                hostBuilt,
                notes,
                List.copyOf(asking),
                isForAnyPlatform(index));
    }

    /** What the user says of paths that the audit cannot know. */
    private Image assumed(Image image) {
        FileSystem files = image.files();
        for (Knowledge.Assumed one : knowledge.assumed()) {
            if (one.service().filter(s -> !s.equals(request.service())).isPresent()) {
                continue;
            }
            ImagePath path = ImagePath.of(one.path());
            Evidence says = one.evidence();
            if (!one.present()) {
                files = files.without(path, says);
            } else if (!isKnown(files.follow(path))) {
                files = files.with(path, assumed(one.path(), files.follow(path), says));
            }
        }
        return image.withFiles(files);
    }

    /** Whether it needs no assumption: it is there, and so is what it holds. */
    private static boolean isKnown(Fact<FileSystem.Located> found) {
        if (!(found instanceof Fact.Present<FileSystem.Located> here)) {
            return false;
        }
        return !(here.value().node() instanceof Node.File file)
                || file.content() instanceof Content.Program
                || file.content() instanceof Content.Released released
                        && released.program().isPresent()
                || file.content().likely().text() instanceof Fact.Present<SourceFile>;
    }

    /** A directory when it is written as one or is called like one; of neither is known what it holds. */
    private static Node assumed(String path, Fact<FileSystem.Located> found, Evidence says) {
        boolean isDirectory = path.endsWith("/")
                || path.endsWith("/node_modules")
                || found instanceof Fact.Present<FileSystem.Located> here
                        && here.value().node() instanceof Node.Directory;
        return isDirectory
                ? Node.Directory.empty(vouched(says), new Node.Rest.Open(Reason.TAKEN_ON_TRUST, says))
                : new Node.File(vouched(says), new Content.Opaque(Reason.TAKEN_ON_TRUST));
    }

    /** Whoever says that a file is there and serves, says that it may be read and executed; what else its mode refuses is not said. */
    private static Meta vouched(Evidence says) {
        return Meta.root(0755, says).unsettled();
    }

    private Scope globals() {
        Scope scope = Scope.ofPlatform(request.platform(), request.target().orElse("default"));
        for (Instruction.Arg arg : file.globals()) {
            for (Instruction.Pair pair : arg.pairs()) {
                Scope before = scope;
                scope = scope.with(pair.name().literal(), argument(pair, before::get, arg.span()));
            }
        }
        return scope;
    }

    /** The value of a declared argument: what the build is given, its default, or none. */
    Fact<String> argument(Instruction.Pair pair, java.util.function.Function<String, Fact<String>> variables, Span at) {
        String name = pair.name().literal();
        String given = request.buildArgs().get(name);
        // A deployment that puts a variable in: its value is known only there.
        boolean open = given == null || given.contains("${");
        Optional<BuildRequest.Supposed> supposed =
                open ? Optional.ofNullable(request.supposed().get(name)) : Optional.empty();
        if (supposed.isPresent() && supposed.get() != BuildRequest.Supposed.ABSENT) {
            Evidence says = Evidence.of(at, "is supposed to be given `" + name + "`");
            return supposed.get() == BuildRequest.Supposed.EMPTY
                    ? new Fact.Present<>("", says)
                    : Fact.unknown(Reason.BUILD_ARG_GIVEN, says);
        }
        if (given != null && supposed.isEmpty()) {
            return open
                    ? Fact.unknown(Reason.BUILD_ARG_WITHOUT_VALUE, Evidence.of(at, "is given `" + given + "`"))
                    : Fact.present(given);
        }
        Optional<Word> standard = pair.value();
        if (standard.isPresent()) {
            Value value = Expanded.of(standard.get(), variables).value();
            return value instanceof Value.Known known
                    ? new Fact.Present<>(known.text(), Evidence.of(at, "sets the default of `" + name + "`"))
                    : Fact.unknown(((Value.Unknown) value).reason(), ((Value.Unknown) value).evidence());
        }
        Evidence evidence = Evidence.of(at, "declares `" + name + "` without a value");
        return request.argsAreComplete() || supposed.isPresent()
                ? Fact.absent(evidence)
                : Fact.unknown(Reason.BUILD_ARG_WITHOUT_VALUE, evidence);
    }

    /** A step goes one way or another, as it is given a build argument or not. */
    void asks(String argument) {
        asking.add(argument);
    }

    Scope global() {
        return globals;
    }

    BuildRequest request() {
        return request;
    }

    Knowledge knowledge() {
        return knowledge;
    }

    Dockerfile file() {
        return file;
    }

    /** The stage of a name or number among the first so many; of two with one name, the later. */
    Optional<Integer> stage(String name, int before) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (int i = before - 1; i >= 0; i--) {
            if (file.stages().get(i).name().filter(wanted::equals).isPresent()) {
                return Optional.of(i);
            }
        }
        if (Owners.isNumber(name) && Integer.parseInt(name) < before) {
            return Optional.of(Integer.valueOf(name));
        }
        return Optional.empty();
    }

    BuiltStage build(int index) {
        BuiltStage known = built.get(index);
        if (known == null) {
            known = fold(index);
            built.put(index, known);
        }
        return known;
    }

    private BuiltStage fold(int index) {
        Dockerfile.Stage stage = file.stages().get(index);
        StageBuilder builder = new StageBuilder(this, stage, base(index, stage.from()));
        return builder.build();
    }

    /** That of the platform which a stage is built for (Dockerfile reference, "FROM"): its own, that of its base, or the image's. */
    Processor processor(int index) {
        Instruction.From from = file.stages().get(index).from();
        Optional<Word> named = from.flags().stream()
                .filter(flag -> flag.name().equals("platform"))
                .flatMap(flag -> flag.value().stream())
                .findFirst();
        if (named.isPresent()) {
            return Expanded.of(named.get(), globals::get).value() instanceof Value.Known known
                    ? Processor.of(known.text()).orElse(request.world().processor())
                    : request.world().processor();
        }
        return parent(index).map(this::processor).orElse(request.world().processor());
    }

    /** The stage that another one starts from; empty where that is an image, or not known. */
    private Optional<Integer> parent(int index) {
        return Expanded.of(file.stages().get(index).from().image(), globals::get)
                                        .value()
                                instanceof Value.Known known
                        && !Owners.isNumber(known.text())
                        && !request.buildContexts().containsKey(known.text())
                ? stage(known.text(), index)
                : Optional.empty();
    }

    private boolean isForAnyPlatform(int index) {
        Instruction.From from = file.stages().get(index).from();
        boolean asked = from.flags().stream()
                .filter(flag -> flag.name().equals("platform"))
                .allMatch(flag -> flag.value()
                        .filter(word -> word.raw().replaceAll("[\"{}]", "").equals("$TARGETPLATFORM"))
                        .isPresent());
        Optional<Integer> parent = parent(index);
        if (!asked || parent.isPresent()) {
            return asked && isForAnyPlatform(parent.get());
        }
        return Expanded.of(from.image(), globals::get).value() instanceof Value.Known known
                && !BaseName.isForOneProcessor(request.buildContexts().getOrDefault(known.text(), known.text()));
    }

    /** What a stage starts with. */
    private BuiltStage base(int index, Instruction.From from) {
        Expanded name = Expanded.of(from.image(), globals::get);
        Span at = from.span();
        if (name.rejected().isPresent()) {
            breaks(
                    index,
                    Cause.DOCKERFILE_DOES_NOT_PARSE,
                    "failed to process \"" + from.image().raw() + "\": "
                            + name.rejected().get(),
                    from.image().span(),
                    from.image().raw(),
                    Evidence.of(at, "names its base with `" + from.image().raw() + "`"));
            return start(Image.unknown(from.image().raw(), Reason.BASE_IMAGE_NOT_MODELLED, Evidence.NONE));
        }
        if (name.value() instanceof Value.Unknown unknown) {
            Evidence evidence =
                    Evidence.of(at, "starts from `" + from.image().raw() + "`").because(unknown.evidence());
            return start(Image.unknown(from.image().raw(), unknown.reason(), evidence));
        }
        String base = ((Value.Known) name.value()).text();
        if (!request.buildContexts().containsKey(base)) {
            Optional<Integer> earlier = Owners.isNumber(base) ? Optional.empty() : stage(base, index);
            if (earlier.isPresent()) {
                return build(earlier.get());
            }
        }
        Fact<Image> image = image(base, from.image().span());
        if (image instanceof Fact.Absent<Image> none) {
            String message = "failed to parse stage name \"" + base + "\": invalid reference format";
            Evidence why = none.evidence();
            breaks(index, Cause.DOCKERFILE_DOES_NOT_PARSE, message, from.image().span(), base, why);
            return start(Image.unknown(base, Reason.BASE_IMAGE_NOT_MODELLED, why));
        }
        if (image instanceof Fact.Unknown<Image> unknown) {
            notes.add(new BuiltImage.Note(unknown.reason(), from.image().span(), unknown.evidence()));
            return start(Image.unknown(base, unknown.reason(), unknown.evidence()));
        }
        return start(((Fact.Present<Image>) image).value());
    }

    private static BuiltStage start(Image image) {
        return new BuiltStage(image, Scope.empty(), List.of(), List.of());
    }

    /** The image of a name that is no stage: a named context, or what a registry has. */
    Fact<Image> image(String name, Span at) {
        String context = request.buildContexts().get(name);
        if (context == null) {
            return knowledge.base(name, at);
        }
        String prefix = "docker-image://";
        if (context.startsWith(prefix)) {
            return knowledge.base(context.substring(prefix.length()), at);
        }
        Evidence says = Evidence.of(at, "takes the build context `" + name + "`");
        Optional<Image> built = knowledge.result(context);
        if (built.isPresent()) {
            return new Fact.Present<>(built.get(), says);
        }
        Optional<TreePath> directory = context.contains("://") ? Optional.empty() : TreePath.of(context);
        if (directory.isEmpty()) {
            return Fact.unknown(Reason.NAMED_CONTEXT_UNKNOWN, says);
        }
        FileSystem files = ContextFiles.named(request, directory.get());
        return new Fact.Present<>(Image.scratch().withFiles(files), says);
    }

    void breaks(int stage, Cause cause, String message, Span at, String subject, Evidence evidence) {
        breaks(stage, new Broken(new Failure(cause, 1, message, at, subject, evidence), message));
    }

    void breaks(int stage, Broken step) {
        broken.computeIfAbsent(stage, s -> new ArrayList<>()).add(step);
    }

    void note(HostBuilt path) {
        if (!hostBuilt.contains(path)) {
            hostBuilt.add(path);
        }
    }

    /** An instruction before needs what has to be made before the build. */
    boolean isPrepared() {
        return !hostBuilt.isEmpty();
    }

    void note(Reason reason, Span at, Evidence evidence) {
        notes.add(new BuiltImage.Note(reason, at, evidence));
    }

    Map<String, String> contexts() {
        return request.buildContexts();
    }
}
