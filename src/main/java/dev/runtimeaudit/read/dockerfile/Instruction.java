package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Optional;

/** One instruction. Its span reaches from the keyword to the end of its last line, heredocs included. */
public sealed interface Instruction {

    Span span();

    /** A {@code --name=value} in front of the arguments; {@code --link} alone has no value. */
    record Flag(String name, Optional<Word> value, Span span) {}

    /**
     * @param image the base as written: a name, a stage, {@code scratch}, or with variables
     * @param name the stage's name in lower case
     */
    record From(Word image, Optional<String> name, List<Flag> flags, Span span)
            implements Instruction {} // FROM --platform=$BUILDPLATFORM node:20 AS build

    /**
     * @param flags all of them, {@code --mount}s too
     * @param mounts what the {@code --mount}s say, in order
     */
    record Run(CommandForm command, List<Flag> flags, List<Mount> mounts, Span span)
            implements Instruction {} // RUN --mount=type=cache,target=/root/.npm npm ci

    /** A {@code --mount}; BuildKit expands each value by itself. */
    record Mount(List<Field> fields, Span span) {
        public Mount {
            fields = List.copyOf(fields);
        }

        /** The value of the last field with one of these names. */
        public Optional<Word> value(String... keys) {
            return fields.stream()
                    .filter(f -> List.of(keys).contains(f.key()))
                    .reduce((first, last) -> last)
                    .flatMap(Field::value);
        }
    }

    /**
     * @param key in lower case
     * @param value empty for {@code ro} alone
     */
    record Field(String key, Optional<Word> value, Span span) {} // target=/root/.npm

    record Cmd(CommandForm command, Span span) implements Instruction {} // CMD ["node", "server.js"]

    record Entrypoint(CommandForm command, Span span) implements Instruction {} // ENTRYPOINT ["/entrypoint.sh"]

    /**
     * @param sources without heredocs
     * @param heredocs files written in place, before or among the sources
     */
    record Copy(List<Word> sources, List<CommandForm.Heredoc> heredocs, Word destination, List<Flag> flags, Span span)
            implements Instruction {} // COPY --from=build --chown=node a b /dst/

    record Add(List<Word> sources, List<CommandForm.Heredoc> heredocs, Word destination, List<Flag> flags, Span span)
            implements Instruction {} // ADD https://… /dst/

    record Env(List<Pair> pairs, Span span) implements Instruction {} // ENV A=1 B="two" (or the legacy ENV A 1)

    /** A name with its value; an {@code ARG} may have none. */
    record Pair(Word name, Optional<Word> value, Span span) {}

    record Arg(List<Pair> pairs, Span span) implements Instruction {} // ARG VERSION=1 OTHER

    record User(Word user, Span span) implements Instruction {} // USER node:node

    record Workdir(Word path, Span span) implements Instruction {} // WORKDIR /app

    record Shell(CommandForm command, Span span) implements Instruction {} // SHELL ["/bin/bash", "-c"]

    record Expose(List<Word> ports, Span span) implements Instruction {} // EXPOSE 3000 9229/tcp

    /**
     * @param command empty for {@code NONE}
     * @param flags interval, timeout, start-period, start-interval, retries
     */
    record Healthcheck(Optional<CommandForm> command, List<Flag> flags, Span span)
            implements Instruction {} // HEALTHCHECK --interval=5s CMD curl -f http://localhost/

    record Volume(List<Word> paths, Span span) implements Instruction {} // VOLUME /data

    record Label(List<Pair> pairs, Span span) implements Instruction {} // LABEL a=b

    record StopSignal(Word signal, Span span) implements Instruction {} // STOPSIGNAL SIGINT

    record Onbuild(Instruction trigger, Span span) implements Instruction {} // ONBUILD RUN npm ci

    record Maintainer(String text, Span span) implements Instruction {} // MAINTAINER somebody

    /** What could not be read; the file has a problem at this place. */
    record Unparsed(String keyword, String text, Span span) implements Instruction {}
}
