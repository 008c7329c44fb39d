package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.Optional;

/** A text that the replay knows, or knows not to know. */
public sealed interface Value {

    record Known(String text) implements Value {}

    /**
     * @param notEmpty it is known to hold at least one character
     * @param beginning what it is known to begin with: {@code --max-old-space-size=} in front of a variable
     * @param ending what it is known to end with: the last lines of a script that also ran programs whose output is not known
     * @param positive it is a number greater than 0: the status of what failed
     * @param pattern what it stands for the matches of: {@code dist/*.map}, where not all of them are known
     * @param otherwise what it is unless whoever starts the container gives it, or what it begins with: for nothing else than such a variable
     *     and what stands behind it
     * @param found the paths that it lists, where a search may have found some
     */
    record Unknown(
            Reason reason,
            Evidence evidence,
            boolean notEmpty,
            String beginning,
            String ending,
            boolean positive,
            Optional<String> pattern,
            Optional<String> otherwise,
            Optional<FoundPaths> found)
            implements Value {

        public Unknown {
            // What may be empty is not the argument that is given: it was made of it.
            reason = reason == Reason.BUILD_ARG_GIVEN && !notEmpty ? Reason.BUILD_ARG_WITHOUT_VALUE : reason;
            reason = reason == Reason.VALUE_GIVEN && !notEmpty ? Reason.VALUE_NOT_KNOWN : reason;
        }

        public Unknown(
                Reason reason,
                Evidence evidence,
                boolean notEmpty,
                String beginning,
                String ending,
                boolean positive,
                Optional<String> pattern) {
            this(reason, evidence, notEmpty, beginning, ending, positive, pattern, Optional.empty());
        }

        public Unknown(
                Reason reason,
                Evidence evidence,
                boolean notEmpty,
                String beginning,
                String ending,
                boolean positive,
                Optional<String> pattern,
                Optional<String> otherwise) {
            this(reason, evidence, notEmpty, beginning, ending, positive, pattern, otherwise, Optional.empty());
        }

        public Unknown(Reason reason, Evidence evidence, boolean notEmpty, String beginning, String ending) {
            this(reason, evidence, notEmpty, beginning, ending, false, Optional.empty());
        }

        public Unknown(Reason reason, Evidence evidence, boolean notEmpty) {
            this(reason, evidence, notEmpty, "", "");
        }

        /** A number greater than 0. */
        public static Unknown positive(Reason reason, Evidence evidence) {
            return new Unknown(reason, evidence, true, "", "", true, Optional.empty());
        }

        /** What a pattern of the shell matches. */
        public static Unknown matching(String pattern, Reason reason, Evidence evidence) {
            return new Unknown(reason, evidence, true, "", "", false, Optional.of(pattern));
        }

        /** The same, which lists these paths. */
        public Unknown with(Optional<FoundPaths> paths) {
            return new Unknown(reason, evidence, notEmpty, beginning, ending, positive, pattern, otherwise, paths);
        }

        /** The same, of which it turned out that it holds something. */
        public Unknown notEmptyEither() {
            return new Unknown(reason, evidence, true, beginning, ending, positive, pattern, otherwise, found);
        }

        /** The same, given by whoever starts the container. */
        public Unknown given(String without) {
            return new Unknown(reason, evidence, notEmpty, beginning, ending, positive, pattern, Optional.of(without));
        }
    }

    static Value of(String text) {
        return new Known(text);
    }

    static Value unknown(Reason reason, Evidence evidence) {
        return new Unknown(reason, evidence, false);
    }

    /** This, and behind it another text. */
    default Value then(Value more) {
        if (this instanceof Known known && known.text.isEmpty()) {
            return more;
        }
        if (more instanceof Unknown unknown) {
            String begins = this instanceof Known front ? front.text + unknown.beginning : ((Unknown) this).beginning;
            return new Unknown(
                    unknown.reason, unknown.evidence, unknown.notEmpty || isNotEmpty(), begins, unknown.ending);
        }
        String text = ((Known) more).text;
        if (text.isEmpty()) {
            return this;
        }
        if (this instanceof Unknown unknown) {
            return new Unknown(
                    unknown.reason,
                    unknown.evidence,
                    true,
                    unknown.beginning,
                    unknown.ending + text,
                    false,
                    Optional.empty(),
                    unknown.otherwise.map(without -> without + text),
                    unknown.found.flatMap(paths -> paths.then(text)));
        }
        return new Known(((Known) this).text + text);
    }

    /** Whether it is known to hold at least one character. */
    default boolean isNotEmpty() {
        return this instanceof Known known ? !known.text.isEmpty() : ((Unknown) this).notEmpty;
    }

    /** What it is known to begin with: all of it, if it is known. */
    default String beginning() {
        return this instanceof Known known ? known.text : ((Unknown) this).beginning;
    }

    /** What it is known to end with: all of it, if it is known. */
    default String ending() {
        return this instanceof Known known ? known.text : ((Unknown) this).ending;
    }

    /** The text, or the pattern that it matches, or a stand-in in angle brackets: for messages only. */
    default String shown() {
        return this instanceof Known known ? known.text() : ((Unknown) this).pattern.orElse("<unknown>");
    }
}
