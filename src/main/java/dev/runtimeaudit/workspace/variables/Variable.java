package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.read.script.LastWords;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * An environment variable that a service uses. Its text form shows no value.
 *
 * @param level when it is missed
 * @param fallback what takes its place, as the code writes it
 * @param allowed the values that the code tells apart
 * @param group the variables of which one is enough, this one among them; empty when it stands alone
 * @param condition what has to hold, besides, for it to be needed
 * @param purpose what its documentation says it is for
 * @param uses where the code has to do with it, the strongest first
 * @param providers who gives it, in the order in which they count: the last one wins
 * @param evidence where it is used, the strongest use first
 */
public record Variable(
        String name,
        Level level,
        Optional<String> fallback,
        List<String> allowed,
        List<String> group,
        Optional<String> condition,
        Optional<String> purpose,
        List<Use> uses,
        List<Provider> providers,
        Evidence evidence) {

    /** When a service misses a variable. */
    public enum Level {
        /** The process ends when it starts. */
        STARTUP("startup"),
        /** The process runs, and what needs the variable fails. */
        FIRST_USE("first-use"),
        /** Its value is put into what is built; a value at run time comes too late. */
        BUILD("build"),
        /** The image or the platform gives it, and a framework reads it. */
        PLATFORM("platform"),
        /** It has a default, or its absence means something. */
        OPTIONAL("optional"),
        /** It cannot be told: what it is given to may need it at once. */
        UNKNOWN("unknown");

        private final String written;

        Level(String written) {
            this.written = written;
        }

        public String written() {
            return written;
        }
    }

    /**
     * One place.
     *
     * @param level what this place alone would make of it
     * @param fallback the default here
     * @param literal the default is a value that stands there, no expression
     * @param checked the code asks for it before it goes on: it throws, ends or refuses
     * @param read it is read, not only named in a list of names
     * @param needed something here does not work without it
     * @param complained it is said here that it is missing, and the program goes on
     * @param emptyIsNone the empty text is no value here
     * @param words what is printed where it ends the process
     */
    public record Use(
            Level level,
            Optional<String> fallback,
            boolean literal,
            boolean checked,
            boolean read,
            boolean needed,
            boolean complained,
            boolean emptyIsNone,
            Optional<LastWords> words,
            Span at) {
        /** What is printed where it ends the process and these are missing. */
        public Optional<String> lastWords(List<String> missing) {
            return words.map(known -> known.text(missing));
        }

        /** The same where something else says that it may be missing. */
        Use withoutNeed() {
            return new Use(level, fallback, literal, checked, read, false, complained, emptyIsNone, words, at);
        }
    }

    /**
     * Somebody who gives it.
     *
     * @param what how people call it: "environment", "ENV"
     * @param empty the value is known to be the empty text
     * @param effective whether the value reaches what reads it
     */
    public record Provider(Kind kind, String what, boolean empty, boolean effective, Span at) {

        /** Behind the name of a file of variables of which it is not known whether the image holds it. */
        public static final String PERHAPS = " that may be in the image";

        /** Who gives a variable. */
        public enum Kind {
            /** {@code ENV} of the stage that ships. */
            IMAGE,
            /** {@code ENV} or {@code ARG} of a stage that builds. */
            BUILD_STAGE,
            /** A file of variables that lies in the workspace, where the program or its tools read it. */
            FILE,
            COMPOSE,
            /** A file that a deployment reads and that is not in the workspace: it may hold anything. */
            UNKNOWN_FILE,
            /** {@code .env.example}: it gives nothing, but says that somebody should. */
            DOCUMENTATION,
            PLATFORM
        }

        /** Whether it is a file that a deployment reads, not one that the image holds. */
        public boolean isOfDeployment() {
            return what.startsWith("env_file");
        }

        @Override
        public String toString() {
            return at + " " + what;
        }
    }

    public Variable {
        allowed = List.copyOf(allowed);
        group = List.copyOf(group);
        uses = List.copyOf(uses);
        providers = List.copyOf(providers);
    }

    /** Whether the service cannot do its work without it. */
    public boolean required() {
        boolean missed = level == Level.STARTUP || level == Level.FIRST_USE || level == Level.BUILD;
        return missed && uses.stream().anyMatch(Use::needed);
    }

    /** The place that speaks for it. */
    public Span at() {
        return uses.get(0).at();
    }

    @Override
    public String toString() {
        return at() + " " + name;
    }
}
