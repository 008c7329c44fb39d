package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: The standalone output of Next.js is copied, and the build does not write one. */
public final class NextStandaloneDisabled implements Rule {

    private static final Card CARD = new Card(
            "next-standalone-disabled",
            "The standalone output of Next.js is copied, and the build does not write one",
            Severity.CRITICAL,
            false,
            """
                    `next build` writes `.next/standalone` only where next.config sets `output: "standalone"`. Without it the `COPY` of
                    that directory ends the build.

                    The build was modelled, its configuration was read, and no way through it sets the option: conditions on variables
                    are decided with the environment of that `RUN`. A configuration that takes members from elsewhere is undecided.
                    """,
            "Set `output: \"standalone\"` in next.config, for the build of the image at least.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine AS build
                    WORKDIR /app
                    COPY . .
                    RUN npm ci && npx next build
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY --from=build /app/.next/standalone ./
                    CMD ["node", "server.js"]
                    -- next.config.js --
                    module.exports = { reactStrictMode: true }
                    -- package.json --
                    {"name": "web", "dependencies": {"next": "15.5.0"}}
                    -- package-lock.json --
                    {"name": "web", "lockfileVersion": 3, "packages": {"": {"dependencies": {"next": "15.5.0"}},
                      "node_modules/next": {"version": "15.5.0", "bin": {"next": "dist/bin/next"}}}}
                    -- app/page.js --
                    export default () => null
                    """, "Dockerfile:7"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine AS build
                    WORKDIR /app
                    COPY . .
                    RUN npm ci && npx next build
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY --from=build /app/.next/standalone ./
                    COPY --from=build /app/.next/static .next/static
                    CMD ["node", "server.js"]
                    -- next.config.js --
                    module.exports = { output: "standalone" }
                    -- package.json --
                    {"name": "web", "dependencies": {"next": "15.5.0"}}
                    -- package-lock.json --
                    {"name": "web", "lockfileVersion": 3, "packages": {"": {"dependencies": {"next": "15.5.0"}},
                      "node_modules/next": {"version": "15.5.0", "bin": {"next": "dist/bin/next"}}}}
                    -- app/page.js --
                    export default () => null
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
                        EnumSet.of(Cause.NEXT_STANDALONE_DISABLED),
                        failure -> "`" + failure.subject() + "` is not written without `output: \"standalone\"`")
                .building();
    }
}
