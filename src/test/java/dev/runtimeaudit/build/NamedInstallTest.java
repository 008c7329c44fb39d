package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.absent;
import static dev.runtimeaudit.build.Builds.present;
import static dev.runtimeaudit.build.Builds.unknown;

import org.junit.jupiter.api.Test;

/** {@code npm install} of packages that are named. */
class NamedInstallTest {

    private static BuiltImage built(String lines) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:22-alpine
                WORKDIR /app
                %s
                -- package.json --
                {"name": "app"}
                """.formatted(lines));
    }

    @Test
    void eachIsThereBehindIt() {
        BuiltImage image = built("RUN npm install --no-save express@4 @scope/tool@latest prisma");

        present(
                image,
                "/app/node_modules/express",
                "/app/node_modules/@scope/tool",
                "/app/node_modules/prisma",
                "/app/node_modules/.bin/prisma");
        unknown(image, "/app/node_modules/other", "/app/node_modules/express/index.js");
        present(built("COPY package.json .\nRUN npm i express"), "/app/node_modules/express");
    }

    @Test
    void whatIsNoNameOfARegistryMayBeAnything() {
        unknown(built("RUN npm install ./express"), "/app/node_modules/express");
        unknown(built("RUN npm install git+https://example.org/express.git"), "/app/node_modules/express");
        unknown(built("RUN npm install express@npm:other"), "/app/node_modules/express");
        unknown(built("RUN yarn add express"), "/app/node_modules/express");
    }

    @Test
    void aPackageAboveIsTheOneThatItIsAddedTo() {
        BuiltImage image = built("COPY package.json /\nRUN npm install express");

        unknown(image, "/app/node_modules/express");
        absent(image, "/opt/node_modules");
    }
}
