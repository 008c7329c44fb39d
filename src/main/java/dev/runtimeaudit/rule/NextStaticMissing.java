package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.Workspace;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reports: Next.js' server runs without its static files. */
public final class NextStaticMissing implements Rule {

    private static final int DEEPEST = 12;

    private static final Card CARD = new Card(
            "next-static-missing",
            "Next.js' server runs without its static files",
            Severity.HIGH,
            false,
            """
                    `next build` leaves `.next/static` out of the standalone output. A server that does not find it beside server.js answers
                    every request for a script or a style sheet with 404: pages come without both.

                    The server is proven to be the one that the build wrote, and the directory is proven not to be there. Nothing is said where
                    `assetPrefix` names another place, or `outputFileTracingIncludes` may have copied the files, nor where something else has them to serve: an image of the workspace with
                    `_next/static`, or one without node with `.next/static`. `public` is not judged:
                    what the code reads of it is traced.
                    """,
            "Copy `.next/static` (and `public`) beside server.js: to `.next/static` in its directory.",
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
                    module.exports = { output: "standalone" }
                    -- package.json --
                    {"name": "web", "dependencies": {"next": "15.5.0"}}
                    -- package-lock.json --
                    {"name": "web", "lockfileVersion": 3, "packages": {"": {"dependencies": {"next": "15.5.0"}},
                      "node_modules/next": {"version": "15.5.0", "bin": {"next": "dist/bin/next"}}}}
                    -- app/page.js --
                    export default () => null
                    """, "Dockerfile:8"),
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
    public Stream<Verdict> judge(Workspace workspace) {
        List<Verdict> found = workspace.services().stream()
                .flatMap(service -> Deaths.tolerated(
                        service,
                        CARD,
                        failure -> failure.cause() == Cause.NEXT_STATIC_MISSING,
                        failure ->
                                "`" + failure.subject() + "` is not there: scripts and styles are answered with 404"))
                .toList();
        boolean served = !found.isEmpty() && workspace.services().stream().anyMatch(NextStaticMissing::servesIt);
        return served ? Stream.empty() : found.stream();
    }

    /** Whether an image has the files for something else than Next.js to serve. */
    private static boolean servesIt(Service service) {
        boolean node = service.launches().stream()
                .flatMap(launch -> launch.visits().stream())
                .anyMatch(visit ->
                        visit.program().equals("node") || visit.program().equals("bun"));
        return holds(service.image().files().root(), !node, 0);
    }

    /** @param built whether the directory that the build writes counts, too */
    private static boolean holds(Node.Directory directory, boolean built, int depth) {
        for (Map.Entry<String, Node.Slot> child : directory.children().entrySet()) {
            boolean passed = child.getKey().equals("node_modules") || depth > DEEPEST;
            if (passed
                    || !(child.getValue() instanceof Node.Slot.Here here)
                    || !(here.node() instanceof Node.Directory inside)) {
                continue;
            }
            boolean named =
                    child.getKey().equals("_next") || built && child.getKey().equals(".next");
            if (named && inside.children().get("static") instanceof Node.Slot.Here || holds(inside, built, depth + 1)) {
                return true;
            }
        }
        return false;
    }
}
