package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts that leave applications to the daemon of pm2, measured with pm2 7.0 and pnpm 10.6. */
class Pm2DaemonStartTest {

    private static String image(String before, String command) {
        return """
                -- Dockerfile --
                FROM node:22-alpine
                RUN npm install -g pm2 pnpm@10.6.1
                WORKDIR /app
                COPY . .
                %s
                CMD %s
                -- package.json --
                {"name": "root", "scripts": {"serve": "node gone.js", "all": "pnpm run --parallel serve"}}
                -- pnpm-workspace.yaml --
                packages:
                  - apps/*
                -- schema.prisma --
                datasource db {
                  provider = "postgresql"
                }
                -- server.js --
                require('http').createServer().listen(3000)
                -- job.js --
                console.log('done')
                -- broken.js --
                require('./nowhere')
                -- apps/api/package.json --
                {"name": "api", "scripts": {"start": "node main.js", "serve": "pm2 start pnpm --name api -- start", "front": "node main.js", "mixed": "node main.js", "bad": "pm2 start broken.js"}}
                -- apps/api/main.js --
                require('http').createServer().listen(3001)
                -- apps/api/broken.js --
                require('./nowhere')
                -- apps/web/package.json --
                {"name": "web", "scripts": {"serve": "pm2 start main.js --name web", "front": "node main.js", "mixed": "echo done", "bad": "pm2 start main.js"}}
                -- apps/web/main.js --
                require('http').createServer().listen(3002)
                -- apps/lib/package.json --
                {"name": "lib"}
                """.formatted(before, command);
    }

    private static Outcome outcome(String command) {
        return Started.outcome(image("", command));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pm2 start server.js && pm2 logs",
                "pm2 start server.js --name api; pm2 logs --raw --lines 100",
                "pm2 delete all || true; pm2 start server.js && pm2 logs all",
                "pm2 start server.js && tail -f /dev/null",
                "pm2 start server.js && (cd apps/web && pm2 start main.js) && pm2 logs",
                "(pm2 delete all || true) && pnpm run --parallel serve && pm2 logs",
                "(pm2 delete all || true) && pnpm run all && pm2 logs",
                "(pm2 delete all || true) && pnpm dlx prisma@6.5.0 db push --schema schema.prisma && pnpm run --parallel serve && pm2 logs",
                "pnpm run --parallel front"
            })
    void whatTheDaemonHasKeepsRunning(String command) {
        assertThat(outcome(command)).as(command).isInstanceOf(Outcome.Starts.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pm2 logs",
                "pm2 start job.js && pm2 logs",
                "pm2 start broken.js; pm2 logs",
                "pm2 start gone.js; pm2 logs",
                "pm2 delete all && pm2 start server.js && pm2 logs",
                "pm2 start server.js && pm2 logs --nostream",
                "pm2 start server.js && pm2 stop all && pm2 logs",
                "pm2 start server.js && pm2 kill; pm2 logs",
                "pm2 start server.js && pm2 start server.js && pm2 logs",
                "pm2 start server.js --cron-restart '* * * * *' && pm2 logs",
                "PM2_HOME=/srv/pm2 pm2 start server.js && pm2 logs",
                // two of them would start the daemon at the same time
                "pnpm run --parallel serve && pm2 logs",
                "(pm2 delete all || true) && pnpm run --parallel bad && pm2 logs",
                "pnpm run --parallel mixed",
                "pnpm run --parallel nothing-like-it && pm2 logs",
                "pnpm dlx prisma@6.5.0 db pushh && node server.js",
                "pnpm dlx serve@14"
            })
    void whatMayHaveEndedIsNoProof(String command) {
        assertThat(outcome(command)).as(command).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatABuildLeftToItDoesNotRun() {
        assertThat(Started.outcome(image("RUN pm2 start server.js", "pm2 logs")))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void withoutSomethingInFrontTheContainerEnds() {
        assertThat(outcome("pm2 start server.js")).isInstanceOf(Outcome.Exits.class);
    }
}
