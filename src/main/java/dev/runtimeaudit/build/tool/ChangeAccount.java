package dev.runtimeaudit.build.tool;

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
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tools that change and remove users and groups: {@code usermod}, {@code groupmod}, {@code deluser}, {@code userdel} and the like. */
final class ChangeAccount implements Launcher {

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        Line line = Line.of(
                call.arguments(),
                "cdegGlpsuvVwW",
                Set.of("home", "gid", "groups", "login", "uid", "shell", "comment", "new-name", "prefix"));
        List<String> names = line.texts();
        if (line.unclear() || names.isEmpty()) {
            return open(job);
        }
        String name = names.get(names.size() - 1);
        Accounts accounts = job.machine().accounts();
        boolean group = program.name().contains("group");
        if (group) {
            if (program.name().equals("groupmod") || accounts.group(name) instanceof Fact.Unknown<Integer>) {
                return open(job);
            }
            return accounts.group(name) instanceof Fact.Absent<Integer>
                    ? missing(job, "group", name)
                    : changed(job, accounts.withoutGroup(name));
        }
        Fact<Account> there = accounts.user(name);
        if (there instanceof Fact.Absent<Account>) {
            return missing(job, "user", name);
        }
        if (!(there instanceof Fact.Present<Account> known)) {
            return open(job);
        }
        if (!program.name().equals("usermod")) {
            if (line.has("r", "remove", "remove-home")) {
                job.files(job.files().without(ImagePath.of(known.value().home()), job.evidence()));
            }
            // BusyBox and, with USERGROUPS_ENAB, shadow take the group of the same name away with its user.
            return changed(job, accounts.without(name).withoutGroup(name));
        }
        Account old = known.value();
        Optional<Integer> uid =
                line.text("u", "uid").filter(t -> t.matches("[0-9]{1,9}")).map(Integer::valueOf);
        Optional<String> gid = line.text("g", "gid");
        int primary = old.gid();
        if (gid.isPresent()) {
            Fact<Integer> found = gid.get().matches("[0-9]{1,9}")
                    ? Fact.present(Integer.valueOf(gid.get()))
                    : accounts.group(gid.get());
            primary = found instanceof Fact.Present<Integer> present ? present.value() : primary;
        }
        Account changed = new Account(
                line.text("l", "login").orElse(old.name()),
                uid.orElse(old.uid()),
                primary,
                line.text("d", "home").orElse(old.home()));
        if (line.has("m", "move-home")) {
            moveHome(job, ImagePath.of(old.home()), ImagePath.of(changed.home()));
        }
        if (changed.uid() != old.uid() || changed.gid() != old.gid()) {
            // usermod(8): what the user owns below the home directory changes with them.
            job.files(job.files()
                    .update(
                            ImagePath.of(changed.home()),
                            true,
                            node -> node.withMeta(owned(node.meta(), old, changed))));
        }
        return changed(job, accounts.without(old.name()).withUser(changed));
    }

    private static Meta owned(Meta meta, Account old, Account changed) {
        return meta.owner()
                .filter(owner -> owner.uid() == old.uid())
                .map(owner -> meta.withOwner(
                        new Meta.Owner(changed.uid(), owner.gid() == old.gid() ? changed.gid() : owner.gid())))
                .orElse(meta);
    }

    /** usermod(8), {@code -m}: the home directory goes to the new place, unless there is something already. */
    private static void moveHome(Job job, ImagePath from, ImagePath to) {
        if (from.equals(to) || from.isRoot() || to.isRoot()) {
            return;
        }
        Fact<Located> home = job.files().at(from);
        if (home instanceof Fact.Present<Located> there && job.files().at(to) instanceof Fact.Absent<Located>) {
            job.files(job.files().with(to, there.value().node()).without(from, job.evidence()));
        } else if (!(home instanceof Fact.Absent<Located>)) {
            job.files(job.files()
                    .perhaps(from, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence())
                    .perhaps(to, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        }
    }

    private static List<End> changed(Job job, Accounts accounts) {
        job.machine(job.machine().withAccounts(accounts));
        return job.ends();
    }

    private static List<End> open(Job job) {
        job.machine(job.machine()
                .withAccounts(job.machine().accounts().open(Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence())));
        return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
    }

    private static List<End> missing(Job job, String what, String name) {
        boolean debian =
                job.program().name().equals("deluser") || job.program().name().equals("delgroup");
        if (debian && !job.isBusybox()) {
            return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
        }
        job.fails(
                Cause.STEP_FAILS,
                debian ? 1 : 6,
                job.words("unknown " + what + " " + name, what + " '" + name + "' does not exist"),
                name,
                job.call().command());
        return job.ends();
    }
}
