package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Environment;
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
import java.util.TreeSet;

/**
 * What {@code 20-envsubst-on-templates.sh} of the nginx images does: every {@code /etc/nginx/templates/*.template} becomes a
 * file of {@code conf.d}, with the variables replaced that are set (nginx/docker-nginx; GNU gettext, envsubst).
 *
 * <p>A variable that may be given at the start stays in the text; {@link #open} names those.
 */
final class Templates {

    private static final ImagePath FROM = ImagePath.of("/etc/nginx/templates");
    private static final ImagePath TO = ImagePath.of("/etc/nginx/conf.d");
    private static final String SUFFIX = ".template";
    private static final Set<String> SETTINGS = Set.of(
            "NGINX_ENVSUBST_TEMPLATE_DIR", "NGINX_ENVSUBST_TEMPLATE_SUFFIX", "NGINX_ENVSUBST_OUTPUT_DIR",
            "NGINX_ENVSUBST_FILTER", "NGINX_ENVSUBST_STREAM_TEMPLATE_SUFFIX");

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
                        text.value().path(), substituted(text.value().text(), machine.environment()));
                files = files.with(TO.child(name), new Node.File(Meta.root(0644, evidence), new Content.Written(made)));
            }
        }
        return Optional.of(machine.withFiles(files));
    }

    /** Replaces {@code $NAME} and <code>${NAME}</code> where NAME is set; the others stay (the script lists the set ones). */
    static String substituted(String text, Environment environment) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            int end = reference(text, i);
            String name = end < 0 ? "" : name(text, i);
            if (end > 0 && environment.get(name) instanceof Fact.Present<String> value) {
                out.append(value.value());
                i = end;
            } else {
                out.append(text.charAt(i++));
            }
        }
        return out.toString();
    }

    /** Where a reference that starts here ends, or -1. */
    private static int reference(String text, int at) {
        if (text.charAt(at) != '$') {
            return -1;
        }
        boolean braces = text.startsWith("{", at + 1);
        int start = at + (braces ? 2 : 1);
        int end = start;
        while (end < text.length() && isWord(text.charAt(end), end == start)) {
            end++;
        }
        boolean closed = !braces || text.startsWith("}", end);
        return end == start || !closed ? -1 : end + (braces ? 1 : 0);
    }

    private static String name(String text, int at) {
        int end = reference(text, at);
        return text.startsWith("{", at + 1) ? text.substring(at + 2, end - 1) : text.substring(at + 1, end);
    }

    private static boolean isWord(char c, boolean first) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || !first && c >= '0' && c <= '9';
    }

    /**
     * The names in the templates that whoever starts the container may give. nginx's own variables are written in small
     * letters, and nobody exports variables of such names.
     */
    static Set<String> open(Machine machine) {
        Set<String> names = new TreeSet<>();
        if (!machine.environment().isOpen()
                || !(machine.files().follow(FROM) instanceof Fact.Present<FileSystem.Located> here)
                || !(here.value().node() instanceof Node.Directory listing)) {
            return names;
        }
        for (Node.Slot slot : listing.children().values()) {
            if (slot instanceof Node.Slot.Here file
                    && file.node() instanceof Node.File template
                    && template.content().text() instanceof Fact.Present<SourceFile> text) {
                names.addAll(open(text.value().text(), machine.environment()));
            }
        }
        return names;
    }

    private static Set<String> open(String text, Environment environment) {
        Set<String> names = new TreeSet<>();
        for (int i = text.indexOf('$'); i >= 0; i = text.indexOf('$', i + 1)) {
            if (reference(text, i) > 0) {
                String name = name(text, i);
                if (name.chars().noneMatch(c -> c >= 'a' && c <= 'z')
                        && !(environment.get(name) instanceof Fact.Present<?>)) {
                    names.add(name);
                }
            }
        }
        return names;
    }
}
