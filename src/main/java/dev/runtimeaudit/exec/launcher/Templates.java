package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.tool.Substitution;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code 20-envsubst-on-templates.sh} of the nginx images does: every {@code /etc/nginx/templates/*.template} becomes a
 * file of {@code conf.d}, with the variables replaced that are set (nginx/docker-nginx; GNU gettext, envsubst).
 *
 * <p>A variable that may be given at the start stays in the text, in capitals as such names are: the configuration's reader
 * does not judge what it stands in.
 */
final class Templates {

    private static final ImagePath FROM = ImagePath.of("/etc/nginx/templates");
    private static final ImagePath TO = ImagePath.of("/etc/nginx/conf.d");
    private static final String SUFFIX = ".template";
    private static final Set<String> SETTINGS = Set.of(
            "NGINX_ENVSUBST_TEMPLATE_DIR",
            "NGINX_ENVSUBST_TEMPLATE_SUFFIX",
            "NGINX_ENVSUBST_OUTPUT_DIR",
            "NGINX_ENVSUBST_FILTER",
            "NGINX_ENVSUBST_STREAM_TEMPLATE_SUFFIX");

    private Templates() {}

    /** Whether there is nothing to do, or nothing that could be done is known. */
    static boolean isAbsent(Machine machine) {
        return !(machine.files().follow(FROM) instanceof Fact.Present<FileSystem.Located>);
    }

    /** The machine with the files written; empty where it cannot be told what is written. */
    static Optional<Machine> written(Machine machine) {
        for (String setting : SETTINGS) {
            if (machine.environment().get(setting) instanceof Fact.Present<?>) {
                return Optional.empty();
            }
        }
        if (!machine.identity().isRoot()
                || !(machine.files().follow(FROM) instanceof Fact.Present<FileSystem.Located> here)
                || !(here.value().node() instanceof Node.Directory listing)
                || listing.rest() instanceof Node.Rest.Open rest
                        && rest.reason() != Reason.BASE_IMAGE_PARTLY_KNOWN) { // the images bring no templates
            return Optional.empty();
        }
        FileSystem files = machine.files();
        for (Map.Entry<String, Node.Slot> each : listing.children().entrySet()) {
            if (each.getValue() instanceof Node.Slot.Gone) {
                continue;
            }
            if (!(each.getValue() instanceof Node.Slot.Here slot)
                    || !(slot.node() instanceof Node.File file)
                    || !(file.content().text() instanceof Fact.Present<SourceFile> text)) {
                return Optional.empty();
            }
            if (each.getKey().endsWith(SUFFIX)) {
                String name = each.getKey().substring(0, each.getKey().length() - SUFFIX.length());
                Evidence evidence = Evidence.of(text.value().span(0, 0), "is the template of `" + TO.child(name) + "`");
                SourceFile made = new SourceFile(
                        text.value().path(),
                        Substitution.of(
                                text.value().text(),
                                machine.environment(),
                                variable -> machine.environment().get(variable) instanceof Fact.Present<?>));
                files = files.with(TO.child(name), new Node.File(Meta.root(0644, evidence), new Content.Written(made)));
            }
        }
        return Optional.of(machine.withFiles(files));
    }
}
