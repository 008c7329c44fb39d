package dev.runtimeaudit.build;

import dev.runtimeaudit.build.Build.BuiltStage;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.Machine.Identity;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Health;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Start;
import dev.runtimeaudit.read.dockerfile.CommandForm;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.read.dockerfile.Word;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Folds the instructions of one stage over the image it starts with (BuildKit, {@code frontend/dockerfile/dockerfile2llb}).
 *
 * <p>It is one class although it is long: it is the list of the instructions. What copies and what runs is elsewhere.
 */
final class StageBuilder {

    private final Build build;
    private final Dockerfile.Stage stage;
    private final List<Instruction> inherited;
    private final List<Instruction> triggers = new ArrayList<>();
    private final List<BuiltImage.Folded> steps = new ArrayList<>();
    private Image image;
    private Scope scope;
    private boolean cmdIsOwn;

    StageBuilder(Build build, Dockerfile.Stage stage, BuiltStage base) {
        this.build = build;
        this.stage = stage;
        this.image = base.image().on(build.processor(stage.index()));
        this.scope = base.scope();
        this.inherited = base.triggers();
    }

    BuiltStage build() {
        inherited.forEach(this::step);
        stage.instructions().forEach(this::step);
        return new BuiltStage(image, scope, triggers, steps);
    }

    private void step(Instruction instruction) {
        Image before = image;
        fold(instruction);
        steps.add(new BuiltImage.Folded(instruction, before, image));
    }

    Build whole() {
        return build;
    }

    Dockerfile.Stage stage() {
        return stage;
    }

    Image image() {
        return image;
    }

    Scope scope() {
        return scope;
    }

    void become(Image changed) {
        image = changed;
    }

    /** What a word means here. A word that BuildKit rejects breaks the build, and is not known. */
    Value expand(Word word) {
        Expanded expanded = Expanded.of(word, name -> scope.get(name, image.environment()));
        if (expanded.rejected().isPresent()) {
            Evidence says = Evidence.of(word.span(), "expands `" + word.raw() + "`");
            breaks(Cause.DOCKERFILE_DOES_NOT_PARSE, expanded.rejected().get(), word.span(), word.raw(), says);
            return Value.unknown(dev.runtimeaudit.image.Reason.VALUE_NOT_KNOWN, says);
        }
        return expanded.value();
    }

    void breaks(Cause cause, String message, Span at, String subject, Evidence evidence) {
        build.breaks(stage.index(), cause, message, at, subject, evidence);
    }

    private void fold(Instruction instruction) {
        if (instruction instanceof Instruction.Copy copy) {
            new CopyStep(this, copy).fold();
        } else if (instruction instanceof Instruction.Add add) {
            new CopyStep(this, add).fold();
        } else if (instruction instanceof Instruction.Run run) {
            new RunStep(this, run).fold();
        } else if (instruction instanceof Instruction.Env env) {
            env(env);
        } else if (instruction instanceof Instruction.Arg arg) {
            arg(arg);
        } else if (instruction instanceof Instruction.Workdir workdir) {
            workdir(workdir);
        } else if (instruction instanceof Instruction.User user) {
            image = image.withUser(fact(expand(user.user()), Evidence.of(user.span(), "sets the user")));
        } else if (instruction instanceof Instruction.Entrypoint entrypoint) {
            entrypoint(entrypoint);
        } else if (instruction instanceof Instruction.Cmd cmd) {
            cmdIsOwn = true;
            image = image.withCmd(start(cmd.command(), "sets the command", cmd.span()));
        } else if (instruction instanceof Instruction.Shell shell) {
            shell(shell);
        } else if (instruction instanceof Instruction.Healthcheck healthcheck) {
            healthcheck(healthcheck);
        } else if (instruction instanceof Instruction.Expose expose) {
            expose(expose);
        } else if (instruction instanceof Instruction.Volume volume) {
            volume(volume);
        } else if (instruction instanceof Instruction.StopSignal signal) {
            image = image.withStopSignal(
                    fact(expand(signal.signal()), Evidence.of(signal.span(), "sets the stop signal")));
        } else if (instruction instanceof Instruction.Onbuild onbuild) {
            triggers.add(onbuild.trigger());
        }
        // FROM, LABEL and MAINTAINER change nothing that runs; what could not be read is a problem of the file.
    }

    /** An empty text is as good as none: {@code USER $UNSET} leaves root. */
    private static Fact<String> fact(Value value, Evidence says) {
        if (value instanceof Value.Unknown unknown) {
            return Fact.unknown(unknown.reason(), says.because(unknown.evidence()));
        }
        String text = ((Value.Known) value).text();
        return text.isEmpty() ? Fact.absent(says) : new Fact.Present<>(text, says);
    }

    private void env(Instruction.Env env) {
        Environment before = image.environment();
        Environment changed = before;
        for (Instruction.Pair pair : env.pairs()) {
            // Every value of one ENV is expanded with the environment in front of it.
            Value name = expand(pair.name());
            Value value = pair.value().map(this::expand).orElse(Value.of(""));
            if (name instanceof Value.Known known) {
                Evidence says = Evidence.of(pair.span(), "sets `" + known.text() + "`");
                changed = changed.with(
                        known.text(),
                        value instanceof Value.Known text
                                ? new Fact.Present<>(text.text(), says)
                                : Fact.unknown(
                                        ((Value.Unknown) value).reason(),
                                        says.because(((Value.Unknown) value).evidence())));
            } else {
                Value.Unknown unknown = (Value.Unknown) name;
                changed = changed.open(unknown.reason(), unknown.evidence());
            }
        }
        image = image.withEnvironment(changed);
    }

    private void arg(Instruction.Arg arg) {
        for (Instruction.Pair pair : arg.pairs()) {
            String name = pair.name().literal();
            Fact<String> value = build.argument(pair, n -> scope.get(n, image.environment()), arg.span());
            boolean given = build.request().buildArgs().containsKey(name);
            Fact<String> global = build.global().get(name);
            if (!given && pair.value().isEmpty() && !(global instanceof Fact.Absent<String>)) {
                value = global;
            }
            scope = scope.with(name, value);
        }
    }

    private void workdir(Instruction.Workdir workdir) {
        Value value = expand(workdir.path());
        Evidence says = Evidence.of(workdir.span(), "makes `" + value.shown() + "` the working directory");
        if (value instanceof Value.Unknown unknown) {
            image = image.withWorkdir(Fact.unknown(unknown.reason(), says.because(unknown.evidence())));
            return;
        }
        String text = ((Value.Known) value).text();
        if (!text.startsWith("/") && !(image.workdir() instanceof Fact.Present<ImagePath>)) {
            return;
        }
        ImagePath path = directory().resolve(text);
        Fact<Identity> user = identity();
        Meta meta = Meta.root(0755, says);
        // Under BuildKit, a directory that WORKDIR makes belongs to the USER in force.
        meta = user instanceof Fact.Present<Identity> known
                ? meta.withOwner(
                        new Meta.Owner(known.value().uid(), known.value().gid()))
                : meta.withUnknownOwner();
        image = image.withFiles(image.files().mkdirs(path, meta)).withWorkdir(new Fact.Present<>(path, says));
    }

    /** The directory in force; the root where it is not known. */
    ImagePath directory() {
        return image.workdir() instanceof Fact.Present<ImagePath> known ? known.value() : ImagePath.ROOT;
    }

    /** Who a process runs as. */
    Fact<Identity> identity() {
        if (image.user() instanceof Fact.Absent<String>) {
            return Fact.present(Identity.ROOT);
        }
        return image.user().then(user -> Owners.find(user.value(), image.accounts()));
    }

    private void entrypoint(Instruction.Entrypoint entrypoint) {
        image = image.withEntrypoint(start(entrypoint.command(), "sets the entrypoint", entrypoint.span()));
        if (!cmdIsOwn) {
            // Dockerfile reference, "Understand how CMD and ENTRYPOINT interact".
            image = image.withCmd(Fact.absent(
                    Evidence.of(entrypoint.span(), "sets the entrypoint, which drops the command of the base")));
        }
    }

    private Fact<Start> start(CommandForm form, String says, Span at) {
        Evidence evidence = Evidence.of(at, says);
        Start start = start(form);
        return start.argv().isEmpty() ? Fact.absent(evidence) : new Fact.Present<>(start, evidence);
    }

    private Start start(CommandForm form) {
        if (form instanceof CommandForm.Exec exec) {
            return new Start(
                    exec.words(),
                    Start.Form.EXEC,
                    exec.arguments().stream().map(CommandForm.Argument::span).toList(),
                    Optional.empty(),
                    Optional.of(exec.span()));
        }
        CommandForm.Shell shell = (CommandForm.Shell) form;
        List<String> argv = new ArrayList<>(image.shell());
        argv.add(shell.text().text());
        return new Start(
                argv,
                shell.looksLikeExec() ? Start.Form.MALFORMED_EXEC : Start.Form.SHELL,
                List.of(),
                Optional.of(shell.text()),
                Optional.of(shell.span()));
    }

    private void shell(Instruction.Shell shell) {
        if (shell.command() instanceof CommandForm.Exec exec) {
            image = image.withShell(exec.words());
        }
    }

    private void healthcheck(Instruction.Healthcheck healthcheck) {
        Optional<Span> at = Optional.of(healthcheck.span());
        Health health = healthcheck
                .command()
                .<Health>map(command -> new Health.Check(start(command), at))
                .orElseGet(() -> new Health.Disabled(at));
        image = image.withHealth(new Fact.Present<>(health, Evidence.of(healthcheck.span(), "sets the health check")));
    }

    private void expose(Instruction.Expose expose) {
        List<String> ports = new ArrayList<>(image.ports());
        for (Word word : expose.ports()) {
            if (expand(word) instanceof Value.Known known) {
                for (String port : known.text().split(" ")) {
                    if (!port.isEmpty() && !ports.contains(port)) {
                        ports.add(port);
                    }
                }
            }
        }
        image = image.withPorts(ports);
    }

    private void volume(Instruction.Volume volume) {
        List<ImagePath> volumes = new ArrayList<>(image.volumes());
        for (Word word : volume.paths()) {
            if (expand(word) instanceof Value.Known known && !known.text().isEmpty()) {
                volumes.add(ImagePath.of(known.text()));
            }
        }
        image = image.withVolumes(volumes);
    }

    FileSystem files() {
        return image.files();
    }
}
