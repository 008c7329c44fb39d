package dev.runtimeaudit.launch;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Machine.Identity;
import dev.runtimeaudit.exec.Runc;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Accounts;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the engine makes of an image before it executes anything: users, environment, directory, mounts (Docker's
 * "Container runtime" defaults; runc, libcontainer/user).
 *
 * @param machine what the first process finds
 * @param refusal why the engine does not even create it; the machine is then what it would be without that
 */
record Container(Machine machine, Optional<Failure> refusal) {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** What every container finds there, whatever the image holds. */
    private static final List<String> MOUNTED_DIRECTORIES = List.of("/proc", "/sys", "/dev");

    private static final List<String> MOUNTED_FILES = List.of("/etc/hosts", "/etc/hostname", "/etc/resolv.conf");

    static Container of(Image image, LaunchRequest request) {
        Span at = request.at();
        Identified who = identity(image, request);
        ImagePath directory = request.workdir()
                .map(ImagePath::of)
                .orElse(image.workdir() instanceof Fact.Present<ImagePath> known ? known.value() : ImagePath.ROOT);
        Machine machine = new Machine(
                        files(image, request, directory),
                        image.accounts(),
                        environment(image, request, who.identity()),
                        directory,
                        who.identity(),
                        image.libc())
                .on(image.processor());
        return new Container(machine, who.unknown().map(words -> {
            Evidence why = image.user().evidence().because(at, "starts it");
            String subject = request.user().orElse(user(image));
            return Runc.refuses(Cause.UNKNOWN_USER, words, place(why, at), subject, List.of(why));
        }));
    }

    private static Span place(Evidence why, Span otherwise) {
        return why.steps().isEmpty() ? otherwise : why.steps().get(0).at();
    }

    private static String user(Image image) {
        return image.user() instanceof Fact.Present<String> present ? present.value() : "";
    }

    /** @param unknown what the engine says of a user or group that the image does not have */
    private record Identified(Identity identity, Optional<String> unknown) {}

    private static Identified identity(Image image, LaunchRequest request) {
        if (request.user().isEmpty() && image.user() instanceof Fact.Unknown<String>) {
            return new Identified(new Identity("", 0, 0, "/", false, false), Optional.empty());
        }
        String written = request.user().orElse(user(image)).strip();
        int colon = written.indexOf(':');
        String user = colon < 0 ? written : written.substring(0, colon);
        Optional<String> group = colon < 0 ? Optional.empty() : Optional.of(written.substring(colon + 1));
        Accounts accounts = image.accounts();
        OptionalInt number = number(user);
        Fact<Account> account = user.isEmpty()
                ? Fact.present(Account.ROOT)
                : number.isPresent() ? accounts.user(number.getAsInt()) : accounts.user(user);
        if (account instanceof Fact.Absent<Account> && number.isEmpty()) {
            return new Identified(
                    new Identity(user, 0, 0, "/", false, false),
                    Optional.of("unable to find user " + user + ": no matching entries in passwd file"));
        }
        // A number without an entry is nobody: group 0, home "/".
        Account known = account instanceof Fact.Present<Account> present
                ? present.value()
                : new Account(user, number.orElse(0), 0, number.orElse(1) == 0 ? "/root" : "/");
        boolean certain = !(account instanceof Fact.Unknown<Account>) || number.equals(OptionalInt.of(0));
        Fact<Integer> gid = group.filter(g -> !g.isEmpty())
                .map(g -> number(g).isPresent() ? Fact.present(number(g).getAsInt()) : accounts.group(g))
                .orElse(Fact.present(known.gid()));
        Optional<String> refusal = gid instanceof Fact.Absent<Integer>
                ? Optional.of("unable to find group " + group.orElse("") + ": no matching entries in group file")
                : Optional.empty();
        int groupId = gid instanceof Fact.Present<Integer> present ? present.value() : known.gid();
        boolean root = known.uid() == 0;
        Identity identity = new Identity(
                known.name(),
                known.uid(),
                groupId,
                known.home(),
                certain && !(gid instanceof Fact.Unknown<Integer>),
                root && request.world().allCapabilities());
        return new Identified(identity, refusal);
    }

    private static OptionalInt number(String text) {
        if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private static Environment environment(Image image, LaunchRequest request, Identity who) {
        Environment all = image.environment();
        for (String name : request.environment().names()) {
            all = all.with(name, request.environment().get(name));
        }
        Evidence engine = Evidence.of(request.at(), "is started by the engine, which sets it");
        if (all.get("PATH") instanceof Fact.Absent<String>) {
            all = all.with("PATH", DEFAULT_PATH, engine);
        }
        if (!all.names().contains("HOSTNAME")) {
            all = all.with("HOSTNAME", Fact.unknown(Reason.VALUE_NOT_KNOWN, engine));
        }
        if (!all.names().contains("HOME")) {
            boolean known = who.known() && !who.home().isEmpty();
            all = all.with(
                    "HOME",
                    known ? new Fact.Present<>(who.home(), engine) : Fact.unknown(Reason.VALUE_NOT_KNOWN, engine));
        }
        Fact<String> others = request.environment().others();
        return others instanceof Fact.Unknown<String> open ? all.open(open.reason(), open.evidence()) : all;
    }

    private static FileSystem files(Image image, LaunchRequest request, ImagePath directory) {
        FileSystem files = image.files();
        Evidence engine = Evidence.of(request.at(), "is started by the engine, which mounts it");
        for (String path : MOUNTED_DIRECTORIES) {
            files = files.with(
                    ImagePath.of(path),
                    Node.Directory.empty(Meta.root(0755, engine), new Node.Rest.Open(Reason.VALUE_NOT_KNOWN, engine)));
        }
        for (String path : MOUNTED_FILES) {
            files = files.with(
                    ImagePath.of(path),
                    new Node.File(Meta.root(0644, engine), new Content.Opaque(Reason.VALUE_NOT_KNOWN)));
        }
        // The engine mounts what lies further up first (moby, daemon/volumes.go, sortMounts).
        List<Mounted> mounts = request.mounts().stream()
                .sorted(Comparator.comparingInt(mount -> mount.target().names().size()))
                .toList();
        for (Mounted mount : mounts) {
            files = mount.over(files, image.files());
        }
        // The engine makes the working directory when the image lost it.
        return files.follow(directory) instanceof Fact.Absent<FileSystem.Located>
                ? files.mkdirs(directory, Meta.root(0755, engine))
                : files;
    }

    /**
     * The same process as the engine's runtime executes it. Since runc 1.1.15 the capabilities of the container are still
     * held at that moment, whoever the user is.
     */
    Machine executing(LaunchRequest request) {
        boolean held =
                request.world().engine() == Engine.DOCKER_28 && request.world().allCapabilities();
        Identity who = machine.identity();
        return machine.withIdentity(who.withOverrides(held || who.overrides()));
    }
}
