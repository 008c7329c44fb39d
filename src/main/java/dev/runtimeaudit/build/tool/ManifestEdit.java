package dev.runtimeaudit.build.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code npm pkg}: it rewrites package.json in place (docs.npmjs.com, "npm-pkg"; measured with npm 10.8). Of a script that is deleted
 * it is known that it is gone; whatever else is written, the text is no longer known.
 */
final class ManifestEdit {

    private static final String NAME = "package.json";

    private static final String SCRIPTS = "scripts.";

    /** It is no text that only a step has made. */
    private static final Content UNKNOWN = new Content.Opaque(Reason.FILE_CONTENT_NOT_KNOWN);

    private static final Pattern NAMED = Pattern.compile("[\\w@./-]*\\bpackage\\.json\\b");

    /** What a text that writes files has in it. */
    private static final List<String> WRITES =
            List.of("write", "Write", "rename", "output", "copy", "cp", "unlink", "open(", "dump");

    private ManifestEdit() {}

    /**
     * @param words behind {@code pkg}
     * @param here the directory that it was called for
     * @param others whether it may be about other packages of the workspace
     */
    static void run(Job job, List<String> words, ImagePath here, boolean others) {
        String asked = words.isEmpty() ? "" : words.get(0);
        if (asked.equals("get")) {
            return;
        }
        ImagePath path = above(here, job.files()).child(NAME);
        if (others) {
            job.files(everywhere(job.files(), path.parent()));
            return;
        }
        List<String> keys = words.subList(Math.min(1, words.size()), words.size());
        Content after = UNKNOWN;
        if (asked.equals("delete") && keys.stream().allMatch(ManifestEdit::isScript)) {
            Optional<SourceFile> text = text(job.files(), path);
            for (String key : keys) {
                text = text.flatMap(before -> without(before, key.substring(SCRIPTS.length())));
            }
            after = text.<Content>map(Content.Written::new).orElse(UNKNOWN);
        }
        job.files(written(job.files(), path, after));
    }

    /**
     * After a program that nobody follows, the text of what its words name as a file is not known; of what a program names that is one
     * of its words, only where that writes.
     */
    static Machine named(List<Arg> words, Machine machine) {
        FileSystem files = machine.files();
        for (Arg word : words) {
            String text = Line.text(word).orElse("");
            Matcher names = NAMED.matcher(text);
            while (names.find()) {
                boolean whole = text.substring(text.indexOf('=') + 1).equals(names.group());
                if (whole || WRITES.stream().anyMatch(text::contains)) {
                    files = written(files, machine.directory().resolve(names.group()), UNKNOWN);
                }
            }
        }
        return machine.withFiles(files);
    }

    static FileSystem written(FileSystem files, ImagePath path, Content content) {
        return files.update(
                path, false, node -> node instanceof Node.File file ? new Node.File(file.meta(), content) : node);
    }

    /** Every one below a directory, those of installed packages excepted. */
    private static FileSystem everywhere(FileSystem files, ImagePath directory) {
        return files.update(directory, false, node -> node instanceof Directory top ? everywhere(top) : node);
    }

    private static Directory everywhere(Directory directory) {
        return directory.mapChildren(directory.rest(), Set.of(), (name, slot) -> {
            if (!(slot instanceof Slot.Here here) || name.equals("node_modules")) {
                return slot;
            }
            if (here.node() instanceof Directory below) {
                return new Slot.Here(everywhere(below));
            }
            return name.equals(NAME) && here.node() instanceof Node.File file
                    ? new Slot.Here(new Node.File(file.meta(), UNKNOWN))
                    : slot;
        });
    }

    /** Where npm finds the project: in the nearest directory upwards that has one. */
    private static ImagePath above(ImagePath directory, FileSystem files) {
        for (ImagePath at = directory; ; at = at.parent()) {
            if (!(files.follow(at.child(NAME)) instanceof Fact.Absent<Located>)) {
                return at;
            }
            if (at.isRoot()) {
                return directory;
            }
        }
    }

    private static Optional<SourceFile> text(FileSystem files, ImagePath path) {
        return files.follow(path) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File file
                        && file.content().text() instanceof Fact.Present<SourceFile> text
                ? Optional.of(text.value())
                : Optional.empty();
    }

    /** A key that names one script, and nothing within it. */
    private static boolean isScript(String key) {
        return key.startsWith(SCRIPTS)
                && key.length() > SCRIPTS.length()
                && key.substring(SCRIPTS.length()).chars().noneMatch(c -> ".[]".indexOf(c) >= 0);
    }

    /** The text with blanks where a script was, so that everything else stays in its place; empty when it is no JSON. */
    private static Optional<SourceFile> without(SourceFile file, String script) {
        StringBuilder text = new StringBuilder(file.text());
        try (JsonParser json = new JsonFactory().createParser(file.text())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean scripts = json.currentName().equals("scripts");
                if (json.nextToken() != JsonToken.START_OBJECT || !scripts) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    boolean named = json.currentName().equals(script);
                    int start = (int) json.currentTokenLocation().getCharOffset();
                    json.nextToken();
                    json.skipChildren();
                    json.finishToken();
                    if (named) {
                        blank(text, start, (int) json.currentLocation().getCharOffset());
                    }
                }
            }
        } catch (IOException malformed) {
            return Optional.empty();
        }
        return Optional.of(new SourceFile(file.path(), text.toString()));
    }

    /** Blanks a member, and the comma behind it or else the one before it. */
    private static void blank(StringBuilder text, int start, int end) {
        for (int i = start; i < end; i++) {
            text.setCharAt(i, ' ');
        }
        int comma = end;
        while (Character.isWhitespace(text.charAt(comma))) {
            comma++;
        }
        if (text.charAt(comma) != ',') {
            comma = start - 1;
            while (Character.isWhitespace(text.charAt(comma))) {
                comma--;
            }
        }
        if (text.charAt(comma) == ',') {
            text.setCharAt(comma, ' ');
        }
    }
}
