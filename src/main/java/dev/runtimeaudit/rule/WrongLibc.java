package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The container starts a binary whose loader is not in the image. */
public final class WrongLibc implements Rule {

    private static final Card CARD = new Card(
            "wrong-libc",
            "The container starts a binary whose loader is not in the image",
            Severity.CRITICAL,
            false,
            """
                    A binary that was built on Debian asks for the loader of glibc, which Alpine does not have, and the other
                    way round. The kernel then says that there is no such file, and means the loader.

                    What the binary asks for is known, from its own head or because it comes from a base image, and that loader
                    is proven not to be in the image.
                    """,
            "Build the binary on the same base as the stage that ships, or link it statically.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-slim AS build
                    FROM alpine:3.20
                    COPY --from=build /usr/local/bin/node /usr/local/bin/node
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:5"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-slim AS build
                    FROM debian:bookworm-slim
                    COPY --from=build /usr/local/bin/node /usr/local/bin/node
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return new Deaths(
                        service,
                        CARD,
                        EnumSet.of(Cause.WRONG_LIBC),
                        failure -> "`" + failure.subject() + "` needs a C library that the image does not have")
                .starting();
    }
}
