package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code locale-gen} and {@code localedef}, which compile locales into glibc's archive (localedef(1); Debian's {@code locale-gen} does so
 * for each line of {@code /etc/locale.gen}), and whether a program that asks for one gets it (setlocale(3)).
 */
final class Locales implements Launcher {

    /** What the package {@code locales} brings: every line in it is a comment. */
    static final ImagePath LIST = ImagePath.of("/etc/locale.gen");

    private static final ImagePath ARCHIVE = ImagePath.of("/usr/lib/locale/locale-archive");

    private static final String MARK = "locales";

    /** These need no file: glibc has them built in, or Debian's libc-bin brings them. */
    private static final Set<String> EVERYWHERE = Set.of("", "C", "POSIX", "C.utf8");

    /** A locale of which Debian and glibc have the source, for a codeset that the line names as well. */
    private static final Pattern LINE = Pattern.compile("([a-z]{2,3}_[A-Z]{2})(\\.UTF-8)? +UTF-8");

    private final boolean listed;

    Locales(boolean listed) {
        this.listed = listed;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        if (listed) {
            text(job)
                    .ifPresent(text -> text.lines().map(String::strip).forEach(line -> {
                        Matcher matcher = LINE.matcher(line);
                        if (matcher.matches()) {
                            add(job, matcher.group(1) + ".UTF-8");
                        }
                    }));
        } else {
            Line line = Line.of(
                    call.arguments(), "fiAu", Set.of("charmap", "inputfile", "alias-file", "repertoire-map", "prefix"));
            boolean plain = !line.unclear()
                    && line.operands().size() == 1
                    && line.value("prefix", "u").isEmpty()
                    && Set.of("c", "force", "quiet").containsAll(line.flags());
            if (plain && line.text("f", "charmap").filter("UTF-8"::equals).isPresent()) {
                add(job, line.texts().get(0));
            }
        }
        return job.unknown(Reason.COMMAND_EFFECT_NOT_MODELLED);
    }

    private static Optional<String> text(Job job) {
        return job.files().follow(LIST) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File file
                        && file.content().likely().text() instanceof Fact.Present<SourceFile> text
                ? Optional.of(text.value().text())
                : Optional.empty();
    }

    /** The list as the package brings it: what stands in it is not known, but each line is a comment. */
    static Content nothing(Job job) {
        return new Content.Likely(
                new Content.Written(new SourceFile(job.call().at().path(), "# locales to be compiled\n")),
                Reason.DOWNLOADED);
    }

    private static void add(Job job, String name) {
        Set<String> names = new TreeSet<>(compiled(job.machine()));
        names.add(normal(name));
        job.files(job.files().mkdirs(ARCHIVE.parent(), job.made(0755)));
        job.files(job.files()
                .with(ARCHIVE, new Node.File(job.made(0644), new Content.Mark(MARK + " " + String.join(" ", names)))));
    }

    private static Set<String> compiled(Machine machine) {
        return machine.files().follow(ARCHIVE) instanceof Fact.Present<Located> found
                        && found.value().node() instanceof Node.File file
                        && file.content() instanceof Content.Mark mark
                        && mark.framework().startsWith(MARK + " ")
                ? Set.of(mark.framework().substring(MARK.length() + 1).split(" "))
                : Set.of();
    }

    /** The codeset as glibc compares it: small letters and digits only. */
    private static String normal(String name) {
        int dot = name.indexOf('.');
        int modifier = name.indexOf('@') < 0 ? name.length() : name.indexOf('@');
        return dot < 0 || modifier < dot
                ? name
                : name.substring(0, dot + 1)
                        + name.substring(dot + 1, modifier)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9]", "")
                        + name.substring(modifier);
    }

    /** Whether all that the environment names is proven to be there; musl takes every name. */
    static boolean areThere(Machine machine) {
        if (machine.libc() == Linkage.MUSL) {
            return true;
        }
        Set<String> compiled = compiled(machine);
        for (String variable : machine.environment().names()) {
            if (!variable.equals("LANG") && !variable.startsWith("LC_")) {
                continue;
            }
            // Whoever starts it may name one that is there.
            if (machine.environment().get(variable) instanceof Fact.Present<String> name
                    && !EVERYWHERE.contains(normal(name.value()))
                    && !compiled.contains(normal(name.value()))) {
                return false;
            }
        }
        return true;
    }
}
