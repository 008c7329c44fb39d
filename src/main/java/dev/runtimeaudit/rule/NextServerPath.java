package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: Next.js' server lies elsewhere in the image. */
public final class NextServerPath implements Rule {

    private static final Card CARD = new Card(
            "next-server-path",
            "Next.js' server lies elsewhere in the image",
            Severity.CRITICAL,
            false,
            """
                    The standalone output keeps the layout of the monorepo: `server.js` lies at the path of the application as seen from the
                    directory from which Next.js traces files, which is that of a lockfile unless `outputFileTracingRoot` says
                    otherwise. `node server.js` at the top does not find it.

                    The build was modelled with the lockfiles that were in the image at that moment and the rules of the version that
                    is installed, the file that is started is proven not to be there, and the server lies below.
                    """,
            "Start the server at the path at which it lies, from a WORKDIR above or beside it.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine AS build
                    WORKDIR /repo
                    COPY . .
                    RUN npm ci && npx next build apps/web
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY --from=build /repo/apps/web/.next/standalone ./
                    COPY --from=build /repo/apps/web/.next/static apps/web/.next/static
                    CMD ["node", "server.js"]
                    -- apps/web/next.config.js --
                    module.exports = { output: "standalone" }
                    -- package.json --
                    {"name": "web", "dependencies": {"next": "15.5.0"}}
                    -- package-lock.json --
                    {"name": "web", "lockfileVersion": 3, "packages": {"": {"dependencies": {"next": "15.5.0"}},
                      "node_modules/next": {"version": "15.5.0", "bin": {"next": "dist/bin/next"}}}}
                    -- apps/web/app/page.js --
                    export default () => null
                    """, "Dockerfile:9"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine AS build
                    WORKDIR /repo
                    COPY . .
                    RUN npm ci && npx next build apps/web
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY --from=build /repo/apps/web/.next/standalone ./
                    COPY --from=build /repo/apps/web/.next/static apps/web/.next/static
                    CMD ["node", "apps/web/server.js"]
                    -- apps/web/next.config.js --
                    module.exports = { output: "standalone" }
                    -- package.json --
                    {"name": "web", "dependencies": {"next": "15.5.0"}}
                    -- package-lock.json --
                    {"name": "web", "lockfileVersion": 3, "packages": {"": {"dependencies": {"next": "15.5.0"}},
                      "node_modules/next": {"version": "15.5.0", "bin": {"next": "dist/bin/next"}}}}
                    -- apps/web/app/page.js --
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
                        EnumSet.of(Cause.NEXT_SERVER_PATH),
                        failure -> "`" + failure.subject() + "` is not where Next.js writes its server")
                .starting();
    }
}
