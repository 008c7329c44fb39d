package dev.runtimeaudit.build;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Machine.Identity;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.OfficialImages;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.image.ReleaseAsset;
import dev.runtimeaudit.read.dockerfile.CommandForm;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.read.dockerfile.Word;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * One {@code COPY} or {@code ADD} (Dockerfile reference, "COPY" and "ADD").
 *
 * <p>It is one class although it is long: where a source comes from decides both what is copied and what its absence means.
 */
final class CopyStep {

    private static final List<String> ARCHIVES =
            List.of(".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst");

    private final StageBuilder stage;
    private final boolean isAdd;
    private final List<Word> sources;
    private final List<CommandForm.Heredoc> heredocs;
    private final Word destination;
    private final List<Instruction.Flag> flags;
    private final Span at;

    CopyStep(StageBuilder stage, Instruction.Copy copy) {
        this(stage, false, copy.sources(), copy.heredocs(), copy.destination(), copy.flags(), copy.span());
    }

    CopyStep(StageBuilder stage, Instruction.Add add) {
        this(stage, true, add.sources(), add.heredocs(), add.destination(), add.flags(), add.span());
    }

    private CopyStep(
            StageBuilder stage,
            boolean isAdd,
            List<Word> sources,
            List<CommandForm.Heredoc> heredocs,
            Word destination,
            List<Instruction.Flag> flags,
            Span at) {
        this.stage = stage;
        this.isAdd = isAdd;
        this.sources = sources;
        this.heredocs = heredocs;
        this.destination = destination;
        this.flags = flags;
        this.at = at;
    }

    /**
     * Where the sources lie.
     *
     * @param files what is there
     * @param called "the build context", "stage `build`"
     * @param isContext it is the main build context
     */
    private record Origin(FileSystem files, String called, boolean isContext) {}

    void fold() {
        Value to = stage.expand(destination);
        boolean relative = !to.shown().startsWith("/");
        if (to instanceof Value.Unknown unknown) {
            anywhere(unknown.reason(), unknown.evidence());
            return;
        }
        if (relative && !(stage.image().workdir() instanceof Fact.Present<ImagePath>)) {
            Evidence why = stage.image().workdir().evidence();
            anywhere(Reason.BASE_IMAGE_PARTLY_KNOWN, why);
            return;
        }
        String text = ((Value.Known) to).text();
        ImagePath path = stage.directory().resolve(text);
        boolean intoDirectory = text.endsWith("/") || text.equals(".") || text.endsWith("/.") || text.isEmpty();
        Optional<Meta.Owner> owner = owner();
        Optional<Origin> origin = origin();
        UnaryOperator<Meta> mode = mode();
        for (CommandForm.Heredoc heredoc : heredocs) {
            Copier copier = new Copier(stage.files(), path, intoDirectory, owner, mode);
            heredoc(copier, heredoc);
            stage.become(stage.image().withFiles(copier.files()));
        }
        for (Word source : sources) {
            copy(source, path, intoDirectory, owner, mode, origin);
        }
    }

    /** Where it goes is not known: anywhere. */
    private void anywhere(Reason reason, Evidence why) {
        Evidence says = Evidence.of(at, "copies to `" + destination.raw() + "`").because(why);
        stage.become(stage.image().withFiles(stage.files().open(ImagePath.ROOT, reason, says)));
    }

    private void heredoc(Copier copier, CommandForm.Heredoc heredoc) {
        Evidence says = Evidence.of(at, "writes `" + heredoc.name() + "`");
        Value text = stage.expand(heredoc.content());
        Content content = new Content.Opaque(Reason.VALUE_NOT_KNOWN);
        if (text instanceof Value.Known known) {
            // The span of a here-document begins with its first line.
            content = new Content.Written(new SourceFile(
                    heredoc.span().path(), known.text(), heredoc.span().line()));
        }
        copier.copy(new Node.File(Meta.root(0644, Evidence.NONE), content), heredoc.name(), says);
    }

    private void copy(
            Word source,
            ImagePath path,
            boolean intoDirectory,
            Optional<Meta.Owner> owner,
            UnaryOperator<Meta> mode,
            Optional<Origin> origin) {
        Value from = stage.expand(source);
        Copier copier = new Copier(stage.files(), path, intoDirectory, owner, mode);
        Optional<String> downloaded = from instanceof Value.Unknown && isAdd ? remoteFile(source) : Optional.empty();
        if (downloaded.isPresent()) {
            Evidence says = Evidence.of(at, "downloads `" + source.raw() + "`");
            Node file = new Node.File(Meta.root(0600, Evidence.NONE), new Content.Opaque(Reason.DOWNLOADED));
            copier.copy(file, downloaded.get(), says);
        } else if (from instanceof Value.Unknown unknown) {
            copier.copyUnknown(unknown.reason(), says(source.raw(), "").because(unknown.evidence()));
        } else if (isAdd && isRemote(((Value.Known) from).text())) {
            download(copier, ((Value.Known) from).text());
        } else if (origin.isEmpty()) {
            copier.copyUnknown(Reason.NAMED_CONTEXT_UNKNOWN, says(source.raw(), ""));
        } else if (flag("parents").isPresent()) {
            withParents(copier, ((Value.Known) from).text(), origin.get(), path, owner, mode)
                    .ifPresent(stage::become);
            return;
        } else {
            local(copier, ((Value.Known) from).text(), source, origin.get());
        }
        stage.become(stage.image().withFiles(copier.files()));
    }

    private void local(Copier copier, String text, Word source, Origin origin) {
        ImagePath path = ImagePath.of("/" + text);
        Evidence says = says(text, origin.called());
        if (Globs.isPattern(text)) {
            // BuildKit is silent about a pattern that matches nothing: AllowEmptyWildcard.
            Copier.Matches matches = Copier.match(origin.files(), path);
            for (Located match : matches.found()) {
                one(copier, match.node(), match.path().name(), says);
            }
            matches.doubt().ifPresent(d -> copier.copyMatching(path.name(), d.reason(), says.because(d.evidence())));
            return;
        }
        Fact<Located> found = origin.files().follow(path);
        if (found instanceof Fact.Present<Located> present) {
            one(copier, present.value().node(), path.name(), says);
            if (origin.isContext()) {
                madeBefore(path, source);
            }
        } else if (found instanceof Fact.Unknown<Located> unknown) {
            if (origin.isContext() && unknown.reason() == Reason.MADE_OUTSIDE_THE_BUILD) {
                noteMadeBefore(inTree(path), source);
            }
            copier.copyUnknown(path.name(), unknown.reason(), says.because(unknown.evidence()));
        } else if (origin.isContext()) {
            missing(copier, path, source, says);
        } else {
            fromIsMissing(copier, path, source, origin, found.evidence());
        }
    }

    /** {@code --exclude} is taken as it may be: what may be left out may be there. */
    private void one(Copier copier, Node node, String name, Evidence says) {
        if (isAdd && node instanceof Node.File file && isArchive(file, name)) {
            copier.copyUnknown(Reason.FILE_CONTENT_NOT_KNOWN, Evidence.of(at, "unpacks `" + name + "`"));
        } else if (flag("exclude").isPresent() && node instanceof Node.Directory) {
            copier.copyUnknown(Reason.COMMAND_EFFECT_NOT_MODELLED, says);
        } else {
            copier.copy(node, name, says);
        }
    }

    private static boolean isArchive(Node.File file, String name) {
        boolean named = ARCHIVES.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
        return named && !(file.content().likely().text() instanceof Fact.Present<SourceFile>);
    }

    private static boolean isRemote(String text) {
        return text.startsWith("http://")
                || text.startsWith("https://")
                || text.startsWith("git@")
                || text.startsWith("git://")
                || text.startsWith("ssh://");
    }

    /** The name of a file whose address is known but for variables inside: they are not taken to hold a question mark. */
    private static Optional<String> remoteFile(Word source) {
        List<Word.Part> parts = source.parts();
        boolean remote = parts.size() > 1
                && parts.get(0) instanceof Word.Part.Literal first
                && first.text().startsWith("http");
        if (!remote
                || !isRemote(((Word.Part.Literal) parts.get(0)).text())
                || !(parts.get(parts.size() - 1) instanceof Word.Part.Literal last)) {
            return Optional.empty();
        }
        String name = last.text().substring(last.text().lastIndexOf('/') + 1);
        boolean file = last.text().indexOf('/') >= 0 && !name.isEmpty() && !name.endsWith(".git");
        boolean plain = parts.stream()
                .noneMatch(part -> part instanceof Word.Part.Literal literal
                        && literal.text().chars().anyMatch(c -> c == '?' || c == '#'));
        return file && plain ? Optional.of(name) : Optional.empty();
    }

    private void download(Copier copier, String url) {
        Evidence says = Evidence.of(at, "downloads `" + url + "`");
        String path = url.split("[?#]", 2)[0];
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean repository = !url.startsWith("http") || path.endsWith(".git");
        if (repository || name.isEmpty()) {
            copier.copyUnknown(Reason.DOWNLOADED, says);
        } else {
            copier.copy(new Node.File(Meta.root(0600, Evidence.NONE), ReleaseAsset.at(url)), name, says);
        }
    }

    private Optional<Image> withParents(
            Copier plain,
            String text,
            Origin origin,
            ImagePath path,
            Optional<Meta.Owner> owner,
            UnaryOperator<Meta> mode) {
        // What stands behind "/./" is kept (Dockerfile reference, "COPY --parents").
        int pivot = text.indexOf("/./");
        String head = pivot < 0 ? "" : text.substring(0, pivot);
        ImagePath top = ImagePath.of("/" + head);
        ImagePath whole = ImagePath.of("/" + text);
        Evidence says = says(text, origin.called());
        if (text.contains("**") || !whole.isIn(top)) {
            plain.copyUnknown(Reason.COMMAND_EFFECT_NOT_MODELLED, says);
            return Optional.of(stage.image().withFiles(plain.files()));
        }
        Copier.Matches matches = Copier.match(origin.files(), whole);
        FileSystem files = stage.files();
        for (Located match : matches.found()) {
            String below = match.path().below(top);
            boolean directory = match.node() instanceof Node.Directory;
            ImagePath to = path.resolve(below);
            Copier copier = new Copier(files, directory ? to : to.parent(), true, owner, mode);
            copier.copy(match.node(), match.path().name(), says);
            files = copier.files();
        }
        if (matches.doubt().isPresent()) {
            files = files.open(
                    path,
                    matches.doubt().get().reason(),
                    says.because(matches.doubt().get().evidence()));
        }
        return Optional.of(stage.image().withFiles(files));
    }

    private Evidence says(String source, String called) {
        return Evidence.of(at, "copies `" + source + "`" + (called.isEmpty() ? "" : " from " + called));
    }

    // --- sources that are not there ------------------------------------------------------------------------------

    /** A source that is there although version control does not keep it has to be made before every build. */
    private void madeBefore(ImagePath path, Word source) {
        TreePath inTree = inTree(path);
        SourceTree tree = stage.whole().request().tree();
        if (!path.isRoot() && tree.tracking(inTree) == SourceTree.Tracking.UNTRACKED) {
            noteMadeBefore(inTree, source);
        }
    }

    private void noteMadeBefore(TreePath inTree, Word source) {
        stage.whole().note(new HostBuilt(inTree.value(), by(inTree), source.span()));
    }

    private TreePath inTree(ImagePath path) {
        TreePath context = stage.whole().request().context();
        return context.resolve(path.below(ImagePath.ROOT)).orElse(context);
    }

    private Optional<String> by(TreePath path) {
        return stage.whole().knowledge().produced(path.value()).flatMap(p -> p.by());
    }

    private void missing(Copier copier, ImagePath path, Word source, Evidence says) {
        BuildRequest request = stage.whole().request();
        TreePath inTree = inTree(path);
        Optional<Evidence> ignored = request.dockerignore().excludes(new TreePath(path.below(ImagePath.ROOT)));
        Evidence why = ignored.map(says::because).orElse(says);
        if (ignored.isEmpty()) {
            boolean produced =
                    stage.whole().knowledge().produced(inTree.value()).isPresent();
            Optional<Evidence> byGit = request.gitignore().excludes(inTree);
            if (produced || byGit.isPresent()) {
                noteMadeBefore(inTree, source);
                copier.copyUnknown(
                        Reason.MADE_OUTSIDE_THE_BUILD, byGit.map(says::because).orElse(says));
                return;
            }
            SourceTree.Tracking tracking = request.tree().tracking(inTree);
            boolean indexed = request.tree().tracking(TreePath.ROOT) != SourceTree.Tracking.UNKNOWN;
            if (tracking == SourceTree.Tracking.TRACKED || tracking == SourceTree.Tracking.UNKNOWN && indexed) {
                copier.copyUnknown(Reason.FILE_CONTENT_NOT_KNOWN, says);
                return;
            }
        }
        if (!request.contextIsCertain()) {
            stage.whole().note(Reason.BUILD_CONTEXT_UNKNOWN, source.span(), why);
            copier.copyUnknown(Reason.BUILD_CONTEXT_UNKNOWN, why);
            return;
        }
        Evidence proof = Evidence.of(
                        source.span(),
                        ignored.isPresent()
                                ? "copies `" + source.raw() + "`, which the build context does not get"
                                : "copies `" + source.raw() + "`, which the build context does not have")
                .because(ignored.orElse(Evidence.NONE));
        stage.breaks(Cause.COPY_SOURCE_MISSING, notFound(path), source.span(), path.below(ImagePath.ROOT), proof);
        copier.copyUnknown(Reason.MADE_OUTSIDE_THE_BUILD, why);
    }

    private static String notFound(ImagePath path) {
        return "failed to compute cache key: failed to calculate checksum of ref: \"" + path + "\": not found";
    }

    private void fromIsMissing(Copier copier, ImagePath path, Word source, Origin origin, Evidence absence) {
        Evidence proof = Evidence.of(
                        source.span(), "copies `" + path + "` from " + origin.called() + ", which does not have it")
                .because(absence);
        Cause cause = isDisabled(path, origin) ? Cause.NEXT_STANDALONE_DISABLED : Cause.COPY_FROM_MISSING;
        stage.breaks(cause, notFound(path), source.span(), path.value(), proof);
        copier.copyUnknown(Reason.COMMAND_EFFECT_NOT_MODELLED, proof);
    }

    /** Whether it is the standalone output of Next.js, or something in it, and the build beside it wrote none. */
    private static boolean isDisabled(ImagePath path, Origin origin) {
        for (ImagePath at = path; !at.isRoot(); at = at.parent()) {
            if (at.name().equals("standalone")) {
                return origin.files().follow(at) instanceof Fact.Absent<Located>
                        && origin.files().follow(at.parent().child("BUILD_ID")) instanceof Fact.Present<Located> mark
                        && mark.value().node() instanceof Node.File file
                        && file.content().equals(new Content.Mark("next"));
            }
        }
        return false;
    }

    // --- flags ---------------------------------------------------------------------------------------------------

    private Optional<Instruction.Flag> flag(String name) {
        return flags.stream().filter(f -> f.name().equals(name)).findFirst();
    }

    private Optional<Word> value(String name) {
        return flag(name).flatMap(Instruction.Flag::value);
    }

    /** Whose the copies are; empty when that is not known. */
    private Optional<Meta.Owner> owner() {
        Optional<Word> chown = value("chown");
        if (chown.isEmpty()) {
            return Optional.of(Meta.Owner.ROOT);
        }
        if (!(stage.expand(chown.get()) instanceof Value.Known known)) {
            return Optional.empty();
        }
        String text = known.text();
        String user = text.split(":", 2)[0];
        boolean numbers = Owners.isNumber(user) && (!text.contains(":") || Owners.isNumber(text.split(":", 2)[1]));
        if (numbers) {
            int uid = Integer.parseInt(user);
            return Optional.of(new Meta.Owner(uid, text.contains(":") ? Integer.parseInt(text.split(":", 2)[1]) : uid));
        }
        if (stage.files().follow(ImagePath.of("/etc/passwd")) instanceof Fact.Absent<Located> none) {
            Evidence why = Evidence.of(at, "gives the copies to `" + text + "`").because(none.evidence());
            stage.breaks(
                    Cause.UNKNOWN_USER, "invalid user index: -1", chown.get().span(), user, why);
            return Optional.of(Meta.Owner.ROOT);
        }
        Fact<Identity> owner = Owners.find(text, stage.image().accounts());
        if (owner instanceof Fact.Unknown<Identity>) {
            return Optional.empty();
        }
        // A name that nobody has becomes root, without a word.
        return Optional.of(
                owner instanceof Fact.Present<Identity> found
                        ? new Meta.Owner(found.value().uid(), found.value().gid())
                        : Meta.Owner.ROOT);
    }

    private UnaryOperator<Meta> mode() {
        Optional<Word> chmod = value("chmod");
        if (chmod.isEmpty()) {
            return meta -> meta;
        }
        if (!(stage.expand(chmod.get()) instanceof Value.Known known)) {
            return Meta::withUnknownMode;
        }
        Optional<Modes> modes = Modes.parse(known.text());
        return meta -> {
            OptionalInt bits = modes.map(m -> m.apply(meta.mode(), false)).orElse(OptionalInt.empty());
            return bits.isPresent() ? meta.withMode(bits.getAsInt()) : meta.withUnknownMode();
        };
    }

    /** Where the sources come from; empty when that cannot be told. */
    private Optional<Origin> origin() {
        BuildRequest request = stage.whole().request();
        Optional<Word> from = value("from");
        if (from.isEmpty()) {
            FileSystem files = ContextFiles.of(request, stage.whole().isPrepared());
            return Optional.of(new Origin(files, "the build context", true));
        }
        // BuildKit expands no variable here.
        String name = from.get().raw();
        int index = stage.stage().index();
        if (!stage.whole().contexts().containsKey(name)) {
            Optional<Integer> earlier = stage.whole().stage(name, index);
            if (earlier.isPresent()) {
                FileSystem files = stage.whole().build(earlier.get()).image().files();
                return Optional.of(new Origin(files, "stage `" + name + "`", false));
            }
            if (wrongStage(name, index, from.get().span())) {
                return Optional.empty();
            }
        }
        Fact<Image> image = stage.whole().image(name, from.get().span());
        if (image instanceof Fact.Present<Image> known) {
            return Optional.of(new Origin(known.value().files(), "`" + name + "`", false));
        }
        if (image instanceof Fact.Unknown<Image> unknown) {
            FileSystem files = FileSystem.unknown(unknown.reason(), unknown.evidence());
            return Optional.of(new Origin(files, "`" + name + "`", false));
        }
        return Optional.empty();
    }

    /**
     * A name that the registry does not have, beside a stage that is called almost the same. Any other name may be that of an image
     * which the engine has of its own.
     */
    private boolean isMistyped(String name) {
        return name.matches("[a-z0-9_-]{3,}")
                && !OfficialImages.has(name)
                && stage.whole().file().stages().stream()
                        .flatMap(each -> each.name().stream())
                        .anyMatch(each -> isAlmost(each, name));
    }

    private static boolean isAlmost(String one, String other) {
        boolean longer = one.startsWith(other) || other.startsWith(one);
        return Math.min(one.length(), other.length()) > 2 && (longer || distance(one, other) <= 2);
    }

    /** How many letters have to be put in, taken out or changed (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = IntStream.rangeClosed(0, other.length()).toArray();
        for (int i = 1; i <= one.length(); i++) {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = corner + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    /** A name or number of a stage that is not there. */
    private boolean wrongStage(String name, int index, Span span) {
        int stages = stage.whole().file().stages().size();
        Optional<Integer> later = stage.whole().stage(name, stages);
        Evidence says = Evidence.of(span, "copies from stage `" + name + "`");
        String message;
        if (later.isPresent() && later.get() == index) {
            message = "circular dependency detected on stage: " + name;
        } else if (later.isPresent() && !Owners.isNumber(name)) {
            String here = stage.stage().name().orElse(String.valueOf(index));
            message = "cannot copy from stage \"" + name + "\", it needs to be defined before current stage \"" + here
                    + "\"";
        } else if (Owners.isNumber(name)) {
            message = "invalid stage index " + name;
        } else if (isMistyped(name)) {
            message = "pull access denied, repository does not exist or may require authorization: server message:"
                    + " insufficient_scope: authorization failed";
        } else {
            return false;
        }
        stage.breaks(Cause.COPY_FROM_MISSING, message, span, name, says);
        return true;
    }
}
