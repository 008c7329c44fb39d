package dev.runtimeaudit.image;

import dev.runtimeaudit.image.Content.Linkage;
import java.util.List;

/**
 * An image, or a stage of a Dockerfile after one of its instructions. A value.
 *
 * <p>It is one class although it is long: a value with a method for each thing that an instruction changes.
 *
 * @param base the reference of the image at the root of its chain of stages: "node:20-alpine", "scratch"
 * @param libc what binaries find to be loaded with
 * @param files its files
 * @param accounts its users and groups
 * @param environment what {@code ENV} and the base set; closed, unless the base is not modelled
 * @param user the {@code USER} as written ("node", "1001:1001"); absent means root
 * @param workdir the directory processes start in
 * @param entrypoint absent when there is none
 * @param cmd absent when there is none
 * @param shell what a shell form runs in, {@code [/bin/sh, -c]} unless {@code SHELL} says otherwise
 * @param ports what {@code EXPOSE} names: "3000", "53/udp"
 * @param volumes the paths of {@code VOLUME}
 * @param health absent when neither the Dockerfile nor the base says anything
 * @param stopSignal as written
 * @param onbuild instructions that wait for the next build, as text
 * @param processor what its programs are for
 */
public record Image(
        String base,
        Linkage libc,
        FileSystem files,
        Accounts accounts,
        Environment environment,
        Fact<String> user,
        Fact<ImagePath> workdir,
        Fact<Start> entrypoint,
        Fact<Start> cmd,
        List<String> shell,
        List<String> ports,
        List<ImagePath> volumes,
        Fact<Health> health,
        Fact<String> stopSignal,
        List<String> onbuild,
        Processor processor) {

    public Image {
        shell = List.copyOf(shell);
        ports = List.copyOf(ports);
        volumes = List.copyOf(volumes);
        onbuild = List.copyOf(onbuild);
    }

    private static final List<String> SHELL = List.of("/bin/sh", "-c");

    /** The empty image that {@code FROM scratch} starts with. */
    public static Image scratch() {
        return new Image(
                "scratch",
                Linkage.STATIC,
                FileSystem.empty(),
                Accounts.none(),
                Environment.empty(),
                Fact.absent(dev.runtimeaudit.source.Evidence.NONE),
                Fact.present(ImagePath.ROOT),
                Fact.absent(dev.runtimeaudit.source.Evidence.NONE),
                Fact.absent(dev.runtimeaudit.source.Evidence.NONE),
                SHELL,
                List.of(),
                List.of(),
                Fact.absent(dev.runtimeaudit.source.Evidence.NONE),
                Fact.absent(dev.runtimeaudit.source.Evidence.NONE),
                List.of(),
                Processor.AMD64);
    }

    /** An image of which only the name is known. */
    public static Image unknown(String base, Reason reason, dev.runtimeaudit.source.Evidence evidence) {
        return new Image(
                base,
                Linkage.UNKNOWN,
                FileSystem.unknown(reason, evidence),
                Accounts.unknown(reason, evidence),
                Environment.empty().open(reason, evidence),
                Fact.unknown(reason, evidence),
                Fact.unknown(reason, evidence),
                Fact.unknown(reason, evidence),
                Fact.unknown(reason, evidence),
                SHELL,
                List.of(),
                List.of(),
                Fact.unknown(reason, evidence),
                Fact.unknown(reason, evidence),
                List.of(),
                Processor.AMD64);
    }

    public Image withFiles(FileSystem changed) {
        return new Image(
                base,
                libc,
                changed,
                accounts,
                environment,
                user,
                workdir,
                entrypoint,
                cmd,
                shell,
                ports,
                volumes,
                health,
                stopSignal,
                onbuild,
                processor);
    }

    public Image withAccounts(Accounts changed) {
        return new Image(
                base,
                libc,
                files,
                changed,
                environment,
                user,
                workdir,
                entrypoint,
                cmd,
                shell,
                ports,
                volumes,
                health,
                stopSignal,
                onbuild,
                processor);
    }

    public Image withEnvironment(Environment changed) {
        return new Image(
                base,
                libc,
                files,
                accounts,
                changed,
                user,
                workdir,
                entrypoint,
                cmd,
                shell,
                ports,
                volumes,
                health,
                stopSignal,
                onbuild,
                processor);
    }

    public Image withUser(Fact<String> changed) {
        return new Image(
                base,
                libc,
                files,
                accounts,
                environment,
                changed,
                workdir,
                entrypoint,
                cmd,
                shell,
                ports,
                volumes,
                health,
                stopSignal,
                onbuild,
                processor);
    }

    public Image withWorkdir(Fact<ImagePath> changed) {
        return new Image(
                base,
                libc,
                files,
                accounts,
                environment,
                user,
                changed,
                entrypoint,
                cmd,
                shell,
                ports,
                volumes,
                health,
                stopSignal,
                onbuild,
                processor);
    }

    public Image withEntrypoint(Fact<Start> changed) {
        return new Image(
                base,
                libc,
                files,
                accounts,
                environment,
                user,
                workdir,
                changed,
                cmd,
                shell,
                ports,
                volumes,
                health,
                stopSignal,
                onbuild,
                processor);
    }

    public Image withCmd(Fact<Start> changed) {
        return new Image(
                base,
                libc,
                files,
                accounts,
                environment,
                user,
                workdir,
                entrypoint,
                changed,
                shell,
                ports,
                volumes,
                health,
                stopSignal,
                onbuild,
                processor);
    }

    public Image withShell(List<String> changed) {
        return new Image(
                base,
                libc,
                files,
                accounts,
                environment,
                user,
                workdir,
                entrypoint,
                cmd,
                changed,
                ports,
                volumes,
                health,
                stopSignal,
                onbuild,
                processor);
    }

    public Image withPorts(List<String> changed) {
        return new Image(
                base,
                libc,
                files,
                accounts,
                environment,
                user,
                workdir,
                entrypoint,
                cmd,
                shell,
                changed,
                volumes,
                health,
                stopSignal,
                onbuild,
                processor);
    }

    public Image withVolumes(List<ImagePath> changed) {
        return new Image(
                base,
                libc,
                files,
                accounts,
                environment,
                user,
                workdir,
                entrypoint,
                cmd,
                shell,
                ports,
                changed,
                health,
                stopSignal,
                onbuild,
                processor);
    }

    public Image withHealth(Fact<Health> changed) {
        return new Image(
                base,
                libc,
                files,
                accounts,
                environment,
                user,
                workdir,
                entrypoint,
                cmd,
                shell,
                ports,
                volumes,
                changed,
                stopSignal,
                onbuild,
                processor);
    }

    public Image withStopSignal(Fact<String> changed) {
        return new Image(
                base,
                libc,
                files,
                accounts,
                environment,
                user,
                workdir,
                entrypoint,
                cmd,
                shell,
                ports,
                volumes,
                health,
                changed,
                onbuild,
                processor);
    }

    public Image withOnbuild(List<String> changed) {
        return new Image(
                base,
                libc,
                files,
                accounts,
                environment,
                user,
                workdir,
                entrypoint,
                cmd,
                shell,
                ports,
                volumes,
                health,
                stopSignal,
                changed,
                processor);
    }

    public Image on(Processor other) {
        return new Image(
                base,
                libc,
                files,
                accounts,
                environment,
                user,
                workdir,
                entrypoint,
                cmd,
                shell,
                ports,
                volumes,
                health,
                stopSignal,
                onbuild,
                other);
    }
}
