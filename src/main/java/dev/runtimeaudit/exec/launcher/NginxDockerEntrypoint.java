package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Shebang;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Map;

/**
 * The entry script of the nginx images (nginx/docker-nginx, {@code docker-entrypoint.sh}): in front of nginx it runs the
 * executable scripts of {@code /docker-entrypoint.d} in order, and stops at one that fails.
 */
final class NginxDockerEntrypoint implements Launcher {

    private static final ImagePath SCRIPTS = ImagePath.of("/docker-entrypoint.d");

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        if (call.arguments().isEmpty()) {
            return List.of(End.success(call.machine()));
        }
        String first = call.arguments().get(0).shown();
        if (first.equals("nginx") || first.equals("nginx-debug")) {
            Fact<FileSystem.Located> directory = call.machine().files().follow(SCRIPTS);
            if (directory instanceof Fact.Present<FileSystem.Located> here
                    && here.value().node() instanceof Node.Directory listing) {
                for (Map.Entry<String, Node.Slot> each : listing.children().entrySet()) {
                    if (each.getValue() instanceof Node.Slot.Here slot && slot.node() instanceof Node.File file) {
                        return script(call, SCRIPTS.child(each.getKey()), file);
                    }
                }
            }
            boolean templates = !(call.machine().files().follow(ImagePath.of("/etc/nginx/templates"))
                            instanceof Fact.Absent<?>)
                    && call.machine().files().at(ImagePath.of("/etc/nginx/templates")) instanceof Fact.Present<?>;
            if (templates) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
        }
        return Chain.exec(
                call.with(call.arguments()),
                true,
                replay,
                (command, refused) -> new Chain.Words(
                        "/docker-entrypoint.sh: exec: " + command + ": not found",
                        Chain.isMissing(refused) ? 127 : 126));
    }

    /** One of the workspace's own: followed only as far as its interpreter. */
    private static List<End> script(Invocation call, ImagePath path, Node.File file) {
        boolean runs = path.name().endsWith(".sh")
                && file.meta().mode().isPresent()
                && (file.meta().mode().getAsInt() & 0111) != 0;
        Fact<SourceFile> text = file.content().text();
        if (runs && text instanceof Fact.Present<SourceFile> present) {
            boolean carriageReturn = Shebang.of(present.value().text())
                    .filter(s -> s.interpreter().endsWith("\r"))
                    .isPresent();
            boolean bash = call.machine().files().follow(ImagePath.of("/bin/dash")) instanceof Fact.Present<?>;
            if (carriageReturn && bash) {
                Evidence evidence = Evidence.of(present.value().span(0, 1), "names an interpreter that is not there");
                return Chain.failed(
                        call,
                        new Failure(
                                Cause.INTERPRETER_NOT_FOUND,
                                127,
                                "/docker-entrypoint.sh: 31: " + path + ": not found",
                                present.value().span(0, present.value().line(1).length()),
                                path.value(),
                                evidence));
            }
        }
        return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }
}
