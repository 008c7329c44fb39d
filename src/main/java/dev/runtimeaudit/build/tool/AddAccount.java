package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Accounts;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tools that make users and groups: BusyBox's {@code adduser} and {@code addgroup}, shadow's {@code useradd} and
 * {@code groupadd}, Debian's {@code adduser} and {@code addgroup}, which have other options than BusyBox's.
 *
 * <p>It is one class although it is long: all of them do the same, and differ in letters and words.
 */
final class AddAccount implements Launcher {

    private static final Set<String> LONG = Set.of(
            "home",
            "gecos",
            "shell",
            "ingroup",
            "uid",
            "gid",
            "comment",
            "home-dir",
            "base-dir",
            "groups",
            "password",
            "expiredate",
            "inactive",
            "key",
            "skel",
            "firstuid",
            "lastuid",
            "conf",
            "prefix",
            "root",
            "firstgid",
            "lastgid",
            "selinux-user",
            "badname");

    /** Settings of package managers of node: {@code /etc/skel} of no distribution has them. */
    private static final List<String> SETTINGS = List.of(".npmrc", ".yarnrc", ".yarnrc.yml", ".bunfig.toml");

    private final boolean group;

    AddAccount(boolean group) {
        this.group = group;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        boolean shadow = program.name().equals("useradd") || program.name().equals("groupadd");
        if (!shadow && !job.isBusybox()) {
            return debian(job);
        }
        Line line = Line.of(call.arguments(), letters(shadow), LONG);
        if (line.unclear() || line.operands().isEmpty()) {
            return lost(job);
        }
        List<String> names = line.texts();
        if (!shadow && names.size() > 1) {
            return member(job, names.get(0), names.get(1), line.operands().get(1));
        }
        String name = names.get(0);
        return group ? group(job, line, name, shadow) : user(job, line, name, shadow);
    }

    private String letters(boolean shadow) {
        if (group) {
            return shadow ? "gKpRPU" : "g";
        }
        return shadow ? "bcdefgGkKpRPsuZ" : "hgsGuk";
    }

    /** Something about the users has changed, and nobody knows what. */
    private static List<End> lost(Job job) {
        job.machine(job.machine().withAccounts(job.machine().accounts().open(Reason.VALUE_NOT_KNOWN, job.evidence())));
        return job.unknown(Reason.VALUE_NOT_KNOWN);
    }

    /** {@code adduser user group}. */
    private static List<End> member(Job job, String user, String to, Arg word) {
        Accounts accounts = job.machine().accounts();
        if (accounts.group(to) instanceof Fact.Absent<Integer>) {
            job.fails(
                    Cause.UNKNOWN_USER,
                    1,
                    job.words("unknown group " + to, "The group '" + to + "' does not exist."),
                    word);
        } else {
            job.doubts(accounts.group(to));
            job.doubts(accounts.user(user));
        }
        return job.ends();
    }

    private static List<End> group(Job job, Line line, String name, boolean shadow) {
        Accounts accounts = job.machine().accounts();
        Arg word = line.operands().get(0);
        Fact<Integer> there = accounts.group(name);
        if (there instanceof Fact.Present<Integer>) {
            if (!(shadow && line.has("f", "force"))) {
                exists(job, word, shadow ? 9 : 1, "group '" + name + "' in use", "group '" + name + "' already exists");
            }
            return job.ends();
        }
        job.doubts(there);
        Optional<Integer> wanted = number(line.text("g", "gid"));
        if (wanted.isPresent() && accounts.hasGroup(wanted.get()) && !line.has("o", "non-unique")) {
            int gid = wanted.get();
            exists(job, word, shadow ? 4 : 1, "gid '" + gid + "' in use", "GID '" + gid + "' already exists");
            return job.ends();
        }
        boolean system = line.has("S", "r", "system");
        int gid = wanted.orElseGet(() -> freeGroup(accounts, system, shadow));
        job.machine(job.machine().withAccounts(accounts.withGroup(name, gid)));
        return job.ends();
    }

    private static void exists(Job job, Arg word, int code, String busybox, String shadow) {
        job.fails(Cause.STEP_FAILS, code, job.words(busybox, shadow), word);
    }

    private static Optional<Integer> number(Optional<String> text) {
        return text.filter(t -> !t.isEmpty() && t.length() < 10 && t.chars().allMatch(Character::isDigit))
                .map(Integer::valueOf);
    }

    /** BusyBox counts system groups from 100 up, shadow from 999 down. */
    private static int freeGroup(Accounts accounts, boolean system, boolean shadow) {
        int gid = system ? (shadow ? 999 : 100) : 1000;
        while (accounts.hasGroup(gid)) {
            gid += system && shadow ? -1 : 1;
        }
        return gid;
    }

    private static int freeUser(Accounts accounts, boolean system, boolean shadow, boolean ownGroup) {
        int uid = system ? (shadow ? 999 : 100) : 1000;
        while (accounts.user(uid) instanceof Fact.Present<Account> || ownGroup && accounts.hasGroup(uid)) {
            uid += system && shadow ? -1 : 1;
        }
        return uid;
    }

    private List<End> user(Job job, Line line, String name, boolean shadow) {
        Accounts accounts = job.machine().accounts();
        Arg word = line.operands().get(0);
        Fact<Account> there = accounts.user(name);
        if (there instanceof Fact.Present<Account>) {
            exists(job, word, shadow ? 9 : 1, "user '" + name + "' in use", "user '" + name + "' already exists");
            return job.ends();
        }
        job.doubts(there);
        boolean system = line.has("S", "r", "system");
        Optional<String> primary = line.text(shadow ? "g" : "G", "gid", "ingroup");
        Optional<Integer> gid = primary.flatMap(g -> number(Optional.of(g)));
        if (primary.isPresent() && gid.isEmpty()) {
            Fact<Integer> known = accounts.group(primary.get());
            if (known instanceof Fact.Absent<Integer>) {
                job.fails(
                        Cause.UNKNOWN_USER,
                        shadow ? 6 : 1,
                        job.words("unknown group " + primary.get(), "group '" + primary.get() + "' does not exist"),
                        line.value(shadow ? "g" : "G", "gid", "ingroup").orElse(word));
                return job.ends();
            }
            job.doubts(known);
            gid = known instanceof Fact.Present<Integer> present ? Optional.of(present.value()) : Optional.empty();
        }
        Optional<Integer> wanted = number(line.text("u", "uid"));
        if (wanted.isPresent()
                && accounts.user(wanted.get()) instanceof Fact.Present<Account>
                && !line.has("o", "non-unique")) {
            int uid = wanted.get();
            exists(job, word, shadow ? 4 : 1, "uid '" + uid + "' in use", "UID " + uid + " is not unique");
            return job.ends();
        }
        boolean ownGroup = primary.isEmpty() && !(system && !shadow);
        if (shadow && ownGroup && accounts.group(name) instanceof Fact.Present<Integer>) {
            exists(job, word, 9, "", "group " + name + " exists - if you want to add this user to that group, use -g.");
            return job.ends();
        }
        int uid = wanted.orElseGet(() -> freeUser(accounts, system, shadow, ownGroup && !shadow));
        boolean makesGroup = ownGroup && !line.has("N", "no-user-group");
        // BusyBox puts a system user without a group into nogroup.
        int group = gid.orElseGet(() -> system && !shadow
                ? 65533
                : makesGroup && shadow && accounts.hasGroup(uid) ? freeGroup(accounts, system, true) : uid);
        String home = line.text(shadow ? "d" : "h", "home", "home-dir").orElse("/home/" + name);
        Account account = new Account(name, uid, group, home);
        Accounts changed = accounts.withUser(account);
        job.machine(job.machine().withAccounts(makesGroup ? changed.withGroup(name, group) : changed));
        boolean makesHome = shadow ? line.has("m", "create-home") : !line.has("H", "no-create-home");
        if (makesHome && home.startsWith("/")) {
            home(job, account, line.value("k", "skel").isPresent());
        }
        return job.ends();
    }

    /** @param other whether it is made of another directory than {@code /etc/skel} */
    private static void home(Job job, Account account, boolean other) {
        ImagePath home = ImagePath.of(account.home());
        Meta meta = Meta.root(0755, job.evidence()).withOwner(new Meta.Owner(account.uid(), account.gid()));
        // What stands in /etc/skel comes along: shell profiles, nothing that starts.
        Rest rest = job.isBusybox()
                ? new Rest.Closed(job.evidence())
                : new Rest.Open(Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence());
        job.files(job.files().mkdirs(home.parent(), job.made(0755)));
        if (!job.isDirectory(home)) {
            job.files(job.files().with(home, Directory.empty(meta, rest)));
            if (!job.isBusybox() && !other && isOfDistribution(job)) {
                SETTINGS.forEach(name -> job.files(job.files().without(home.child(name), job.evidence())));
            }
        }
    }

    /**
     * Whether {@code /etc/skel} is as the distribution of a known image has it: nothing was copied there, and no command that is not
     * followed may have written there.
     */
    private static boolean isOfDistribution(Job job) {
        Fact<Located> skeleton = job.files().follow(ImagePath.of("/etc/skel"));
        return skeleton instanceof Fact.Absent<Located>
                || skeleton instanceof Fact.Unknown<Located> unknown
                        && unknown.reason() == Reason.BASE_IMAGE_PARTLY_KNOWN;
    }

    /** Debian's adduser(8): long options, {@code --system}, {@code --group}. */
    private List<End> debian(Job job) {
        Line line = Line.of(job.call().arguments(), "", LONG);
        Optional<String> single = line.flags().stream()
                .filter(f -> f.length() == 1 && !"hqv".contains(f))
                .findFirst();
        boolean known = !job.program().version().equals(Replay.UNCLEAR);
        if (single.isPresent() && known) {
            job.fails(
                    Cause.STEP_FAILS,
                    1,
                    "Unknown option: " + single.get().toLowerCase(java.util.Locale.ROOT),
                    job.program().name() + " -" + single.get(),
                    job.call().command());
            return job.ends();
        }
        if (line.unclear() || line.operands().isEmpty()) {
            return lost(job);
        }
        List<String> names = line.texts();
        if (names.size() > 1 && !group) {
            return member(job, names.get(0), names.get(1), line.operands().get(1));
        }
        Accounts accounts = job.machine().accounts();
        boolean system = line.has("system");
        String name = names.get(0);
        if (group || line.has("group") && !system) {
            Optional<Integer> gid = number(line.text("gid"));
            if (accounts.group(name) instanceof Fact.Present<Integer>) {
                return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
            }
            job.machine(job.machine()
                    .withAccounts(accounts.withGroup(name, gid.orElseGet(() -> freeUserDebian(accounts, system)))));
            return job.ends();
        }
        if (accounts.user(name) instanceof Fact.Present<Account>) {
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        int uid = number(line.text("uid")).orElseGet(() -> freeUserDebian(accounts, system));
        Optional<Integer> gid = number(line.text("gid"))
                .or(() -> line.text("ingroup")
                        .flatMap(g -> accounts.group(g) instanceof Fact.Present<Integer> there
                                ? Optional.of(there.value())
                                : Optional.empty()));
        boolean own = gid.isEmpty() && (!system || line.has("group"));
        int primary = gid.orElse(own ? uid : 65534);
        String home = line.text("home").orElse(system ? "/nonexistent" : "/home/" + name);
        Account account = new Account(name, uid, primary, home);
        Accounts changed = accounts.withUser(account);
        job.machine(job.machine().withAccounts(own ? changed.withGroup(name, primary) : changed));
        if (!line.has("no-create-home") && !(system && line.value("home").isEmpty())) {
            home(job, account, false);
        }
        return job.ends();
    }

    private static int freeUserDebian(Accounts accounts, boolean system) {
        return freeUser(accounts, system, false, true);
    }
}
