package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.workspace.Service;
import java.util.EnumSet;
import java.util.stream.Stream;

/** Reports: A package of the workspace that the program loads is a link to nowhere. */
public final class WorkspacePackageNotShipped implements Rule {

    private static final Card CARD = new Card(
            "workspace-package-not-shipped",
            "A package of the workspace is a link to a directory that is not in the image",
            Severity.CRITICAL,
            false,
            """
            Package managers link the packages of a workspace into node_modules. Copying node_modules into the stage that ships
            copies the link, not the package: node finds nothing there, and the program ends with status 1.

            The program asks for the package as soon as it starts, the link is in the image, and its target is not.
            """,
            "Copy the package to where the link leads, or deploy the service with its packages (`pnpm deploy`, `turbo"
                    + " prune`).",
            Example.bad("""
                -- Dockerfile --
                FROM node:20-alpine AS build
                WORKDIR /app
                COPY . .
                RUN npm ci
                FROM node:20-alpine
                WORKDIR /app
                COPY --from=build /app/node_modules ./node_modules
                COPY server.js ./
                CMD ["node", "server.js"]
                -- package.json --
                {"workspaces": ["lib"], "dependencies": {"lib": "1.0.0"}}
                -- package-lock.json --
                {"lockfileVersion": 3, "packages": {"": {"workspaces": ["lib"], "dependencies": {"lib": "1.0.0"}},
                 "lib": {"version": "1.0.0"}, "node_modules/lib": {"resolved": "lib", "link": true}}}
                -- lib/package.json --
                {"name": "lib", "version": "1.0.0"}
                -- server.js --
                require("lib").listen(3000)
                """, "server.js:1"),
            Example.good("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY . .
                RUN npm ci
                CMD ["node", "server.js"]
                -- package.json --
                {"workspaces": ["lib"], "dependencies": {"lib": "1.0.0"}}
                -- package-lock.json --
                {"lockfileVersion": 3, "packages": {"": {"workspaces": ["lib"], "dependencies": {"lib": "1.0.0"}},
                 "lib": {"version": "1.0.0"}, "node_modules/lib": {"resolved": "lib", "link": true}}}
                -- lib/package.json --
                {"name": "lib", "version": "1.0.0"}
                -- lib/index.js --
                module.exports = require("http").createServer()
                -- server.js --
                require("lib").listen(3000)
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
                        EnumSet.of(Cause.WORKSPACE_PACKAGE_NOT_SHIPPED),
                        failure ->
                                "the package `" + failure.subject() + "` is a link to a directory that is not shipped")
                .starting();
    }
}
