package dev.runtimeaudit.image;

import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Puts a base image together from its row in the table and the root it stands on.
 *
 * <p>Listings are closed where an absence can be proven: in the directories that hold programs, at {@code /}, and in
 * those that every clean image has empty. The rest of a known image is open: nobody listed its libraries.
 *
 * <p>It is one class although it is long: configuration and files of an image follow from the same row, tag and release.
 */
final class BaseImage {
    /**
     * The releases of Debian and Ubuntu that a tag can name (debian.org/releases and releases.ubuntu.com), suites that move among
     * them too: what is not measured proves no absence.
     */
    private static final List<String> CODENAMES = List.of(
            "bookworm",
            "trixie",
            "bullseye",
            "buster",
            "stretch",
            "jessie",
            "wheezy",
            "forky",
            "duke",
            "sid",
            "experimental",
            "unstable",
            "testing",
            "oldstable",
            "oldoldstable",
            "resolute",
            "questing",
            "plucky",
            "oracular",
            "noble",
            "mantic",
            "lunar",
            "kinetic",
            "jammy",
            "impish",
            "hirsute",
            "groovy",
            "focal",
            "eoan",
            "disco",
            "cosmic",
            "bionic",
            "xenial",
            "trusty");

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** What stands at the root of every Linux distribution (Filesystem Hierarchy Standard 3.0, 3.2). */
    private static final List<String> TOP = List.of(
            "dev", "etc", "home", "media", "mnt", "opt", "proc", "root", "run", "srv", "sys", "tmp", "usr", "var");

    /** What stands there in some releases of Debian and Ubuntu. */
    private static final List<String> OF_SOME = List.of("/boot", "/lib32", "/libx32", "/libo32");

    /** Directories of which nobody listed the content. */
    private static final Set<String> NEVER_LISTED = Set.of("dev", "etc", "proc", "run", "sys", "usr", "var");

    /** In Alpine's {@code bin} directories, these are no applets of BusyBox. */
    private static final Set<String> NO_APPLETS = Set.of(
            "apk", "getconf", "getent", "iconv", "ldd", "ldconfig", "scanelf", "ssl_client", "update-ca-certificates");

    /** Alpine merges /bin into /usr/bin in what is installed from this release on (TSC, October 2025; put off from 3.23). */
    private static final String MERGED_ALPINE = "3.24";

    /** Debian's images merge /bin and /sbin into /usr from bookworm on (debuerreotype, examples/debian.sh). */
    private static final Set<String> UNMERGED_DEBIAN = Set.of("bullseye", "buster", "stretch", "jessie");

    private final Family family;
    private final Tag tag;
    private final Reference reference;
    private final Evidence origin;
    private final Evidence absence;
    private final String release;
    private final String rootName;
    private final boolean closed;
    private final Root root;

    BaseImage(Family family, Tag tag, Reference reference, Span at) {
        this.family = family;
        this.tag = tag;
        this.reference = reference;
        this.origin = Evidence.of(at, "starts from `" + reference + "`");
        this.absence = Evidence.of(at, "starts from `" + reference + "`, which does not bring it");
        this.rootName = family.text("root").orElseThrow();
        this.release = release();
        Optional<Root> measured = measured();
        this.closed = family.flag("closed") && measured.isPresent();
        this.root = measured.orElseGet(this::likeIt);
    }

    private String release() {
        String alpine = tag.words().getOrDefault("alpine", "");
        if (rootName.equals("alpine") && !alpine.isEmpty()) {
            return alpine;
        }
        return CODENAMES.stream().filter(tag::has).findFirst().orElseGet(() -> family.release(tag));
    }

    private Optional<Root> measured() {
        switch (rootName) {
            case "none":
                return Optional.of(Root.NONE);
            case "alpine":
                if (release.isEmpty()) {
                    return Optional.of(Root.join(roots("alpine", List.of("3.17", "3.18", "3.19", "3.20", "edge"))));
                }
                Optional<Root> own = Root.read("alpine-" + release);
                // The applets are the same from 3.20 on; BusyBox is 1.37 from 3.21 on.
                return own.isPresent() || Tag.compare("3.20", release) > 0 ? own : Root.read("alpine-edge");
            case "debian", "buildpack-deps-curl", "buildpack-deps-scm", "buildpack-deps-full":
                return release.isEmpty()
                        ? Optional.of(Root.join(roots(rootName, List.of("bookworm", "trixie"))))
                        : Root.read(rootName + "-" + release);
            default:
                return Root.read(rootName);
        }
    }

    private static List<Root> roots(String name, List<String> releases) {
        List<Root> roots = new ArrayList<>();
        releases.forEach(release -> roots.add(Root.read(name + "-" + release).orElseThrow()));
        return roots;
    }

    /** For a release that nobody measured: what all measured ones have, without their versions. It proves no absence. */
    private Root likeIt() {
        List<String> releases = rootName.equals("alpine") ? List.of("3.16", "3.20") : List.of("bookworm", "trixie");
        Root like = Root.join(roots(rootName, releases));
        Map<String, String> facts = new TreeMap<>(like.facts());
        facts.replaceAll((name, value) -> name.equals("libc") ? value : "");
        String dash = Map.of("bullseye", "0.5.11", "buster", "0.5.10", "stretch", "0.5.8")
                .getOrDefault(release, "");
        facts.computeIfPresent("dash", (name, value) -> dash);
        SortedMap<String, SortedSet<String>> commands =
                UNMERGED_DEBIAN.contains(release) ? unmerged(like.commands()) : like.commands();
        return new Root(facts, commands, new TreeMap<>(), like.users(), like.groups(), false);
    }

    /** The same commands, where they are when /bin and /sbin are directories of their own. */
    private static SortedMap<String, SortedSet<String>> unmerged(SortedMap<String, SortedSet<String>> commands) {
        Root apart = Root.read("debian-unmerged").orElseThrow();
        SortedMap<String, SortedSet<String>> all = new TreeMap<>();
        commands.forEach((directory, names) -> names.forEach(name -> {
            String top = directory.startsWith("/usr/") ? directory.substring("/usr".length()) : directory;
            boolean own = apart.commands()
                    .getOrDefault(top, Collections.emptySortedSet())
                    .contains(name);
            all.computeIfAbsent(own ? top : directory, d -> new TreeSet<>()).add(name);
        }));
        return all;
    }

    Image image() {
        Image image = new Image(
                reference.toString(),
                libc(),
                reference.repository().equals("scratch") ? files() : filled(files()),
                accounts(),
                environment(),
                family.isUnknown("user")
                        ? unknown()
                        : family.text("user")
                                .<Fact<String>>map(u -> new Fact.Present<>(u, origin))
                                .orElseGet(() -> new Fact.Absent<>(origin)),
                family.isUnknown("workdir")
                        ? unknown()
                        : new Fact.Present<>(
                                ImagePath.of(worded().text("workdir").orElse("/")), origin),
                start("entrypoint"),
                start("cmd"),
                List.of("/bin/sh", "-c"),
                family.list("ports"),
                family.list("volumes").stream().map(ImagePath::of).toList(),
                new Fact.Absent<>(origin),
                family.isUnknown("stopsignal")
                        ? unknown()
                        : family.text("stopsignal")
                                .<Fact<String>>map(s -> new Fact.Present<>(s, origin))
                                .orElseGet(() -> new Fact.Absent<>(origin)),
                List.of(),
                Processor.AMD64);
        return worded().text("user")
                .filter(user -> !user.equals("?"))
                .<Image>map(u -> image.withUser(new Fact.Present<>(u, origin)))
                .orElse(image);
    }

    /** The row with what it says more of a word of this tag. */
    private Family worded() {
        for (String word : tag.words().keySet()) {
            Optional<Family> more = family.ofWord(word);
            if (more.isPresent()) {
                return more.get();
            }
        }
        return family;
    }

    private <T> Fact<T> unknown() {
        return Fact.unknown(Reason.BASE_IMAGE_PARTLY_KNOWN, origin);
    }

    private Linkage libc() {
        String libc = family.text("libc").orElse(root.fact("libc"));
        return switch (libc) {
            case "glibc" -> Linkage.GLIBC;
            case "musl" -> Linkage.MUSL;
            default -> rootName.equals("none") && closed ? Linkage.STATIC : Linkage.UNKNOWN;
        };
    }

    private Fact<Start> start(String key) {
        if (family.isUnknown(key)) {
            return unknown();
        }
        List<String> argv = family.list(key);
        return argv.isEmpty()
                ? new Fact.Absent<>(origin)
                : new Fact.Present<>(
                        new Start(argv, Start.Form.EXEC, List.of(), Optional.empty(), Optional.empty()), origin);
    }

    private Environment environment() {
        Environment environment = Environment.empty().with("PATH", PATH, origin);
        for (Map.Entry<String, String> variable : family.map("env").entrySet()) {
            Optional<String> value = versioned(variable.getValue());
            environment = environment.with(
                    variable.getKey(),
                    value.<Fact<String>>map(v -> new Fact.Present<>(v, origin)).orElseGet(this::unknown));
        }
        return family.flag("closed") ? environment : environment.open(Reason.BASE_IMAGE_PARTLY_KNOWN, origin);
    }

    /** The text with the version in it; empty when it is not known to the last digit. */
    private Optional<String> versioned(String text) {
        boolean noMajor = text.contains("$major") && tag.major().isEmpty();
        if (text.equals("?") || noMajor || text.contains("$v") && !tag.isPinned()) {
            return Optional.empty();
        }
        return Optional.of(major(text).replace("$v", tag.version()));
    }

    private Accounts accounts() {
        List<Account> users = new ArrayList<>(root.users());
        users.addAll(family.users());
        Accounts accounts = Accounts.none();
        for (Account user : users) {
            accounts = accounts.withUser(user);
        }
        for (Account user : family.users()) {
            accounts = accounts.withGroup(user.name(), user.gid());
        }
        for (Map.Entry<String, Integer> group : root.groups().entrySet()) {
            accounts = accounts.withGroup(group.getKey(), group.getValue());
        }
        return closed && root.allUsers() ? accounts : accounts.open(Reason.BASE_IMAGE_PARTLY_KNOWN, origin);
    }

    private String major(String text) {
        return text.replace("$major", tag.major().map(String::valueOf).orElse(""));
    }

    // --- files ---------------------------------------------------------------------------------------------------

    private FileSystem files() {
        if (reference.repository().equals("scratch")) {
            return FileSystem.empty();
        }
        if (!closed && !distribution()) {
            return FileSystem.unknown(Reason.BASE_IMAGE_PARTLY_KNOWN, origin);
        }
        Rest rest = topIsListed() ? closedRest() : openRest();
        return new FileSystem(new Directory(Meta.root(0755, origin), rest, this::top));
    }

    private boolean distribution() {
        return !rootName.equals("none") && !rootName.startsWith("distroless");
    }

    /**
     * Whether there is nothing at {@code /} but what is named here: in the images of the distributions themselves, of every
     * release, and in those whose Dockerfile was read.
     */
    private boolean topIsListed() {
        return closed || distribution() && (family.flag("closed") || family.flag("top"));
    }

    private Rest closedRest() {
        return new Rest.Closed(absence);
    }

    private Rest openRest() {
        return new Rest.Open(Reason.BASE_IMAGE_PARTLY_KNOWN, origin);
    }

    private SortedMap<String, Slot> top() {
        TreeMap<String, Slot> top = new TreeMap<>();
        for (String name : TOP) {
            int mode = name.equals("tmp") ? 01777 : name.equals("root") ? 0700 : 0755;
            Rest rest = NEVER_LISTED.contains(name) || !topIsListed() ? openRest() : closedRest();
            top.put(name, here(Directory.empty(Meta.root(mode, origin), rest)));
        }
        return top;
    }

    private static Slot here(Node node) {
        return new Slot.Here(node);
    }

    /** All that is known, laid over the empty tree. */
    private FileSystem filled(FileSystem empty) {
        FileSystem files = empty;
        boolean merged = !root.isBusybox() && !UNMERGED_DEBIAN.contains(release)
                || rootName.equals("alpine") && Tag.compare(release, MERGED_ALPINE) >= 0;
        if (distribution() && closed || family.flag("fhs")) {
            files = usr(files);
        }
        if (distribution() && merged) {
            // Alpine has none of its own for 64 bits (alpine-baselayout).
            List<String> libraries = rootName.equals("alpine") ? List.of("lib") : List.of("lib", "lib64");
            for (String name :
                    Stream.concat(Stream.of("bin", "sbin"), libraries.stream()).toList()) {
                files = files.with(ImagePath.of(name), new Node.Link(Meta.root(0777, origin), "usr/" + name));
            }
            for (String name : libraries) {
                files = directory(files, "/usr/" + name, Map.of(), openRest());
            }
            if (closed) {
                files = directory(files, "/boot", Map.of(), closedRest());
            } else {
                for (String name : OF_SOME) {
                    files = files.perhaps(ImagePath.of(name), Reason.BASE_IMAGE_PARTLY_KNOWN, origin);
                }
            }
        } else if (distribution()) {
            files = directory(files, "/lib", Map.of(), openRest());
            if (!root.isBusybox()) {
                files = directory(files, "/lib64", Map.of(), openRest());
                for (String name : OF_SOME) {
                    files = files.perhaps(ImagePath.of(name), Reason.BASE_IMAGE_PARTLY_KNOWN, origin);
                }
            }
        }
        files = programDirectories(files, merged);
        files = homes(files);
        files = etc(files);
        for (Map.Entry<String, String> program : family.map("programs").entrySet()) {
            if (!program.getKey().contains("$major") || tag.major().isPresent()) {
                files = files.with(ImagePath.of(major(program.getKey())), program(program.getValue()));
            }
        }
        for (Map.Entry<String, List<Integer>> owned :
                family.owned("directories").entrySet()) {
            Directory directory = Directory.empty(owned(owned.getValue()), openRest());
            files = files.with(ImagePath.of(owned.getKey()), directory);
        }
        for (String path : family.list("empties")) {
            // A home directory is that of its user.
            Meta meta = family.users().stream()
                    .filter(user -> user.home().equals(path))
                    .findFirst()
                    .map(user -> Meta.root(0755, origin).withOwner(new Meta.Owner(user.uid(), user.gid())))
                    .orElse(Meta.root(0755, origin));
            files = files.with(ImagePath.of(path), Directory.empty(meta, closedRest()));
        }
        for (Map.Entry<String, List<Integer>> owned : family.owned("files").entrySet()) {
            files = files.with(ImagePath.of(owned.getKey()), opaque(owned(owned.getValue())));
        }
        for (String path : family.list("missing")) {
            files = files.without(ImagePath.of(path), absence);
        }
        for (String perhaps : family.list("maybe")) {
            files = files.perhaps(ImagePath.of(perhaps), Reason.BASE_IMAGE_PARTLY_KNOWN, origin);
        }
        for (String open : family.list("opens")) {
            files = opened(files, ImagePath.of(open));
        }
        files = lacking(files, family.list("lacks"));
        String workdir = worded().text("workdir").orElse("/");
        return workdir.startsWith("/") ? files.mkdirs(ImagePath.of(workdir), Meta.root(0755, origin)) : files;
    }

    /** Commands that are in no directory on PATH, although not all that is there is known. */
    private FileSystem lacking(FileSystem all, List<String> commands) {
        FileSystem files = all;
        String path = family.map("env").getOrDefault("PATH", PATH);
        for (String directory : commands.isEmpty() ? new String[0] : major(path).split(":")) {
            files = files.mkdirs(ImagePath.of(directory), Meta.root(0755, origin));
            for (String command : commands) {
                files = files.without(ImagePath.of(directory).child(command), absence);
            }
        }
        return files;
    }

    /** What stands below /usr (Filesystem Hierarchy Standard 3.0, 4.2); what is in there is another question. */
    private FileSystem usr(FileSystem empty) {
        FileSystem files = directory(empty, "/usr", Map.of(), closedRest());
        for (String name : List.of("lib", "local", "share")) {
            files = directory(files, "/usr/" + name, Map.of(), openRest());
        }
        for (String name : List.of("games", "include", "lib32", "lib64", "libexec", "libx32", "src")) {
            files = files.perhaps(ImagePath.of("/usr/" + name), Reason.BASE_IMAGE_PARTLY_KNOWN, origin);
        }
        return files;
    }

    private FileSystem programDirectories(FileSystem empty, boolean merged) {
        FileSystem files = empty;
        TreeMap<String, SortedMap<String, Slot>> listings = new TreeMap<>();
        for (String directory :
                List.of("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")) {
            listings.put(real(directory, merged), new TreeMap<>());
        }
        root.commands().forEach((directory, names) -> {
            SortedMap<String, Slot> listing = listings.computeIfAbsent(real(directory, merged), d -> new TreeMap<>());
            names.forEach(name -> listing.put(name, here(command(name))));
        });
        for (Map.Entry<String, SortedSet<String>> some : root.some().entrySet()) {
            SortedMap<String, Slot> listing =
                    listings.computeIfAbsent(real(some.getKey(), merged), d -> new TreeMap<>());
            for (String name : some.getValue()) {
                listing.putIfAbsent(
                        name, new Slot.Perhaps(Optional.of(command(name)), Reason.BASE_IMAGE_PARTLY_KNOWN, origin));
            }
        }
        for (Map.Entry<String, SortedMap<String, Slot>> listing : listings.entrySet()) {
            files = directory(files, listing.getKey(), listing.getValue(), closed ? closedRest() : openRest());
        }
        return files;
    }

    private static String real(String directory, boolean merged) {
        return merged && (directory.equals("/bin") || directory.equals("/sbin")) ? "/usr" + directory : directory;
    }

    private FileSystem directory(FileSystem files, String path, Map<String, Slot> listing, Rest rest) {
        TreeMap<String, Slot> children = new TreeMap<>(listing);
        return files.with(ImagePath.of(path), new Directory(Meta.root(0755, origin), rest, () -> children));
    }

    private FileSystem homes(FileSystem empty) {
        FileSystem files = empty;
        // What useradd copies from /etc/skel; BusyBox's adduser finds nothing there.
        List<String> skeleton = root.isBusybox() || rootName.equals("none")
                ? List.of()
                : List.of(".bash_logout", ".bashrc", ".profile");
        for (Account user : family.users()) {
            if (user.home().startsWith("/home/")) {
                Meta meta = Meta.root(0755, origin).withOwner(new Meta.Owner(user.uid(), user.gid()));
                TreeMap<String, Slot> children = new TreeMap<>();
                skeleton.forEach(name -> children.put(name, here(opaque(meta.withMode(0644)))));
                Rest rest = closed ? closedRest() : openRest();
                files = files.with(ImagePath.of(user.home()), new Directory(meta, rest, () -> children));
            }
        }
        if (!skeleton.isEmpty()) {
            for (String name : List.of(".bashrc", ".profile")) {
                files = files.with(ImagePath.of("/root/" + name), opaque(Meta.root(0644, origin)));
            }
        }
        return files;
    }

    private FileSystem etc(FileSystem empty) {
        FileSystem files = empty;
        if (rootName.equals("none") && !closed || reference.repository().equals("scratch")) {
            return files;
        }
        for (String name : List.of("group", "hostname", "hosts", "os-release", "passwd", "resolv.conf")) {
            files = files.with(ImagePath.of("/etc/" + name), opaque(Meta.root(0644, origin)));
        }
        return files;
    }

    private Meta owned(List<Integer> line) {
        return Meta.root(line.get(2), origin).withOwner(new Meta.Owner(line.get(0), line.get(1)));
    }

    private static Node opaque(Meta meta) {
        return new Node.File(meta, new Content.Opaque(Reason.BASE_IMAGE_PARTLY_KNOWN));
    }

    private FileSystem opened(FileSystem files, ImagePath directory) {
        FileSystem there = files.mkdirs(directory, Meta.root(0755, origin));
        if (directory.isRoot()) {
            return new FileSystem(there.root().withRest(openRest()));
        }
        return there.update(
                directory, false, node -> node instanceof Directory known ? known.withRest(openRest()) : node);
    }

    /** A value of {@code programs}. */
    private Node program(String text) {
        if (text.startsWith("-> ")) {
            return new Node.Link(Meta.root(0777, origin), text.substring(3));
        }
        String[] words = text.split(" ");
        String version = words.length < 2
                ? ""
                : words[1].replace("$npm", family.npm(tag)).replace("$v", tag.version());
        boolean script =
                Set.of("npm", "npx", "corepack", "yarn", "pip").contains(words[0]) || words[0].endsWith("entrypoint");
        return file(words[0], version, script ? Linkage.UNKNOWN : libc());
    }

    private Node command(String name) {
        if (root.isBusybox()) {
            String version = root.fact("busybox");
            if (name.equals("sh") || name.equals("ash")) {
                return file("ash", version, libc());
            }
            boolean applet = !NO_APPLETS.contains(name) && !name.equals("busybox");
            return file(name, applet ? ("busybox " + version).strip() : name.equals("busybox") ? version : "", libc());
        }
        return switch (name) {
            case "sh" -> new Node.Link(Meta.root(0777, origin), "dash");
            case "dash", "bash" -> file(name, root.fact(name), libc());
            case "apt", "apt-get", "dpkg" -> file(name, release, libc());
            default -> file(name, "", libc());
        };
    }

    private Node file(String name, String version, Linkage linkage) {
        return new Node.File(Meta.root(0755, origin), new Program(name, version, linkage));
    }
}
