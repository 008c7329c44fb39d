package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.NodeProject.Member;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Kernel;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.launcher.Chain;
import dev.runtimeaudit.exec.launcher.PackageScript;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Fragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The scripts that the packages of the workspace themselves have run when something is installed. Which of them, and in which
 * order, was measured with npm 10.8, pnpm 9.15 and 10.20, yarn 1.22 and 4.9 and bun 1.3; pnpm 10 leaves out those of dependencies
 * only.
 */
final class Lifecycle {

    private static final List<String> BASIC = List.of("preinstall", "install", "postinstall");

    private static final List<String> PREPARE = List.of("preprepare", "prepare", "postprepare");

    /** More ways than these are taken together. */
    private static final int MOST_WAYS = 8;

    private final Job job;
    private final String manager;
    private final Optional<Member> root;
    private final List<Member> members;
    private final boolean berry;
    private final boolean prunes;
    private final boolean production;

    /**
     * @param chosen the directories of the packages that are installed; empty for all
     * @param berry it is yarn, from 2 on
     * @param prunes nothing is installed, but taken away
     * @param production development is left out, as far as that is known
     */
    Lifecycle(
            Job job,
            NodeProject project,
            Optional<java.util.Set<String>> chosen,
            boolean berry,
            boolean prunes,
            boolean production) {
        this(
                job,
                project.manager(),
                Optional.ofNullable(project.members().get(".")),
                project.members().values().stream()
                        .filter(member -> chosen.isEmpty() || chosen.get().contains(member.directory()))
                        .toList(),
                berry,
                prunes,
                production);
    }

    private Lifecycle(
            Job job,
            String manager,
            Optional<Member> root,
            List<Member> members,
            boolean berry,
            boolean prunes,
            boolean production) {
        this.job = job;
        this.manager = manager;
        this.root = root;
        this.members = members;
        this.berry = berry;
        this.prunes = prunes;
        this.production = production;
    }

    /** Of a command that is told to run none. */
    static Lifecycle none(Job job) {
        return new Lifecycle(job, job.program().name(), Optional.empty(), List.of(), false, false, false);
    }

    private record Step(Member member, String name, Fragment line) {}

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        List<Member> others =
                members.stream().filter(m -> !m.directory().equals(".")).toList();
        switch (manager) {
            case "npm" -> {
                // It prepares the packages of the workspace before it installs them.
                List<String> own = List.of("preinstall", "prepare", "install", "postinstall");
                others.forEach(member -> own.forEach(name -> add(steps, member, name)));
                if (!prunes) {
                    root.ifPresent(r -> {
                        BASIC.forEach(name -> add(steps, r, name));
                        add(steps, r, "prepublish");
                        PREPARE.forEach(name -> add(steps, r, name));
                    });
                }
            }
            case "pnpm" -> {
                root.ifPresent(r -> add(steps, r, "pnpm:devPreinstall"));
                List<Member> all = new ArrayList<>(root.stream().toList());
                all.addAll(prunes ? List.of() : others);
                BASIC.forEach(name -> all.forEach(member -> add(steps, member, name)));
                PREPARE.forEach(name -> all.forEach(member -> add(steps, member, name)));
            }
            case "yarn" -> yarn(steps, others);
            default -> {
                others.forEach(member -> {
                    BASIC.forEach(name -> add(steps, member, name));
                    add(steps, member, "prepare");
                });
                root.ifPresent(r -> {
                    BASIC.forEach(name -> add(steps, r, name));
                    PREPARE.forEach(name -> add(steps, r, name));
                });
            }
        }
        return steps;
    }

    private void yarn(List<Step> steps, List<Member> others) {
        if (berry) {
            BASIC.forEach(name -> members.forEach(member -> add(steps, member, name)));
            return;
        }
        root.ifPresent(r -> add(steps, r, "preinstall"));
        others.forEach(member -> BASIC.forEach(name -> add(steps, member, name)));
        root.ifPresent(r -> {
            add(steps, r, "install");
            add(steps, r, "postinstall");
            if (!production) {
                add(steps, r, "prepublish");
                add(steps, r, "prepare");
            }
        });
    }

    private static void add(List<Step> steps, Member member, String name) {
        Optional.ofNullable(member.json().scripts().get(name))
                .ifPresent(line -> steps.add(new Step(member, name, line)));
    }

    /** Whether no script at all is run. */
    boolean isEmpty() {
        return steps().isEmpty();
    }

    /** @param installed how the install itself can end */
    List<End> run(List<End> installed, Replay replay) {
        List<End> all = new ArrayList<>();
        List<Step> steps = steps();
        for (End end : installed) {
            if (steps.isEmpty() || isFailure(end.exit())) {
                all.add(end);
                continue;
            }
            List<End> alive = List.of(end);
            for (Step step : steps) {
                List<End> next = new ArrayList<>();
                for (End before : alive) {
                    for (End after : run(step, before.machine(), replay)) {
                        End joined = after.after(before.conditions(), before.tolerated());
                        (isFailure(after.exit()) ? all : next).add(joined);
                    }
                }
                alive = next.size() > MOST_WAYS ? List.of(joined(next)) : next;
            }
            alive.forEach(each ->
                    all.add(new End(each.machine(), end.exit(), end.output(), each.conditions(), each.tolerated())));
        }
        return all;
    }

    static boolean isFailure(Exit exit) {
        return exit instanceof Exit.Code code && code.code() != 0
                || exit instanceof Exit.Unknown unknown && unknown.fails();
    }

    private List<End> run(Step step, Machine machine, Replay replay) {
        Invocation call = job.call();
        Invocation inside = new Invocation(call.argv(), machine, call.at(), Value.of(""), false);
        PackageScript script = new PackageScript(
                step.member().path(),
                manager.equals("pnpm"),
                shell(machine),
                (command, refused) -> new Chain.Words(command + ": " + Chain.text(refused), 127));
        List<End> ends = new ArrayList<>();
        for (End end : script.run(inside, step.line(), List.of(), replay)) {
            if (end.exit() instanceof Exit.Lost || end.exit() instanceof Exit.Never) {
                // A build goes on behind what nobody follows.
                Machine after = Effects.project(
                        end.machine().withDirectory(step.member().path()),
                        Reason.BUILD_OUTPUT_NOT_MODELLED,
                        job.evidence());
                ends.add(new End(
                        end.machine().withFiles(after.files()),
                        Exit.success(),
                        end.output(),
                        end.conditions(),
                        end.tolerated()));
            } else {
                ends.add(told(end));
            }
        }
        return ends;
    }

    private List<String> shell(Machine machine) {
        if (manager.equals("bun") && Kernel.onPath("bash", machine) instanceof Fact.Present<ImagePath> bash) {
            return List.of(bash.value().value(), "-c");
        }
        return List.of(manager.equals("yarn") ? "/bin/sh" : "sh", "-c");
    }

    /** pnpm ends with 1 when a script ends with 127, and hands on every other status. */
    private End told(End end) {
        boolean changed = manager.equals("pnpm")
                && end.exit() instanceof Exit.Code code
                && code.code() == 127
                && code.failure().isPresent();
        if (!changed) {
            return end;
        }
        Failure failure = ((Exit.Code) end.exit()).failure().orElseThrow();
        Cause cause = failure.cause();
        Exit exit = Exit.failed(
                new Failure(cause, 1, failure.output(), failure.at(), failure.subject(), failure.evidence()));
        return new End(end.machine(), exit, end.output(), end.conditions(), end.tolerated());
    }

    private End joined(List<End> ends) {
        Machine all = ends.get(0).machine();
        for (End other : ends.subList(1, ends.size())) {
            FileSystem files = FileSystem.join(
                    all.files(), other.machine().files(), Reason.DEPENDS_ON_A_CONDITION, job.evidence());
            all = all.withFiles(files)
                    .withAccounts(
                            all.accounts().equals(other.machine().accounts())
                                    ? all.accounts()
                                    : all.accounts().open(Reason.DEPENDS_ON_A_CONDITION, job.evidence()));
        }
        return End.of(all, Exit.success());
    }
}
