package dev.runtimeaudit.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.Replayed;
import dev.runtimeaudit.workspace.variables.ServiceVariables;
import dev.runtimeaudit.workspace.variables.Variable;
import dev.runtimeaudit.workspace.variables.Variable.Level;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Variables of whole services: from the entry's source through what it loads to who gives them. */
class VariablesTest {

    private static final String IMAGE = """
        -- apps/api/Dockerfile --
        FROM node:20-alpine
        WORKDIR /app
        ENV PORT=3000
        COPY apps/api/dist ./dist
        CMD ["node", "dist/main.js"]
        -- apps/api/package.json --
        {"name": "api", "dependencies": {"imagekit": "^3.0.0", "stripe": "^12.0.0", "other": "1"}}
        -- package.json --
        {"name": "root", "private": true}
        -- tsconfig.base.json --
        { // shared
          "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["libs/*"], } } }
        -- .gitignore --
        dist
        """;

    private static ServiceVariables variables(String more) {
        return Replayed.tree(IMAGE + more).workspace().services().get(0).variables();
    }

    private static List<String> levels(ServiceVariables variables) {
        return variables.all().stream()
                .map(v -> v.name() + " " + v.level().written())
                .toList();
    }

    @Test
    void whatTheEntryLoadsCountsAndNothingElse() {
        ServiceVariables found = variables("""
            -- apps/api/src/main.ts --
            import { db } from "@lib/db";
            import { unused } from "@lib/unused";
            import { helper } from "./helper";
            db(); helper(process.env.A || "a");
            -- apps/api/src/helper.ts --
            export function helper(a: string) { return process.env.B }
            -- apps/api/src/forgotten.ts --
            export const c = process.env.C;
            -- libs/db/index.ts --
            export const db = () => process.env.D;
            -- libs/unused/index.ts --
            export const unused = process.env.E;
            """);
        assertThat(levels(found)).containsExactly("A optional", "B first-use", "D first-use");
        assertThat(found.complete()).isTrue();
    }

    @Test
    void whatThrowsOnTheWayToServingIsNeededAtStart() {
        ServiceVariables found = variables("""
            -- apps/api/src/main.ts --
            import ImageKit from "imagekit";
            import Stripe from "stripe";
            import Other from "other";
            import { check } from "./check";
            import { later } from "./later";
            const kit = new ImageKit({ publicKey: process.env.KIT! });
            const stripe = new Stripe(process.env.STRIPE!);
            const other = new Other(process.env.OTHER);
            async function bootstrap() { check(); if (!process.env.OWN) throw new Error("OWN") }
            bootstrap();
            -- apps/api/src/check.ts --
            export function check() { for (const n of ["LISTED"]) { if (!process.env[n]) process.exit(1) } }
            -- apps/api/src/later.ts --
            export function later() { if (!process.env.LATER) throw new Error() }
            """);
        assertThat(levels(found))
                .containsExactly("KIT startup", "LISTED startup", "OTHER unknown", "OWN startup", "STRIPE first-use");
    }

    @Test
    void helpersCountWhereTheyAreCalled() {
        ServiceVariables found = variables("""
            -- apps/api/src/main.ts --
            import { need, want } from "./env";
            const a = need("A");
            const b = want("B", "x");
            export const c = () => need("C");
            const d = unknown("D");
            -- apps/api/src/env.ts --
            export function need(name: string) { const v = process.env[name]; if (!v) throw new Error(name); return v }
            export function want(name: string, other: string) { return process.env[name] ?? other }
            """);
        assertThat(levels(found)).containsExactly("A startup", "B optional", "C first-use");
    }

    @Test
    void whoGivesAVariableIsSaidAndNoValueIs() {
        ServiceVariables found = variables("""
            -- apps/api/src/main.ts --
            listen(process.env.PORT, process.env.URL, process.env.JWT_SECRET || "very-secret");
            -- .env.example --
            # Where the data is
            URL=postgres://user:password@db/app
            -- docker-compose.yml --
            services:
              api:
                build: {context: ., dockerfile: apps/api/Dockerfile}
                env_file: .env
                environment:
                  URL: postgres://user:password@db/app
            """);
        Variable port = found.get("PORT").orElseThrow();
        assertThat(port.providers()).extracting(Variable.Provider::what).startsWith("ENV");
        Variable url = found.get("URL").orElseThrow();
        assertThat(url.providers())
                .extracting(Variable.Provider::what)
                .containsExactly("environment", "documented", "env_file .env (not in the workspace)");
        assertThat(url.purpose()).contains("Where the data is");
        assertThat(found.get("JWT_SECRET").orElseThrow().fallback()).contains("…");
        assertThat(found.toString()).doesNotContain("password");
    }

    @Test
    void whatDoesWithoutAValueDoesNotNeedIt() {
        ServiceVariables found = variables("""
            -- apps/api/src/main.ts --
            import nodemailer from "nodemailer";
            import * as Sentry from "@sentry/node";
            import { parse } from "./env";
            nodemailer.createTransport({ host: process.env.HOST_NAME, auth: { user: process.env.MAIL_USER!, pass: process.env.MAIL_PASS } });
            Sentry.init({ dsn: process.env.DSN });
            parse({ PASSED: process.env.PASSED });
            fetch(`https://${process.env.VERCEL_URL}/`);
            -- apps/api/src/env.ts --
            export function parse(all: unknown) { return all }
            """);
        assertThat(found.all().stream().filter(Variable::required).map(Variable::name))
                .containsExactly("MAIL_USER");
        assertThat(found.get("VERCEL_URL").orElseThrow().level()).isEqualTo(Level.PLATFORM);
    }

    @Test
    void aSchemaThatLetsAVariableBeMissingKnowsBetterThanWhoPassesItOn() {
        String use =
                "-- apps/api/src/main.ts --\nimport './env';\nconst f = () => fetch(process.env.A);\n-- apps/api/src/env.ts --\n";
        assertThat(variables(use + "z.object({ A: z.string().optional() }).parse(process.env)\n")
                        .get("A")
                        .orElseThrow()
                        .required())
                .isFalse();
        assertThat(variables(use + "export {}\n").get("A").orElseThrow().required())
                .isTrue();
    }

    @Test
    void theFirstOfTheMissingIsTheOneThatIsAskedForFirst() {
        ServiceVariables found = variables("""
            -- apps/api/src/main.ts --
            import "./first";
            if (!process.env.B) throw new Error("no B");
            -- apps/api/src/first.ts --
            if (!process.env.A) throw new Error("no A");
            """);
        assertThat(found.asked().first(Set.of("A", "B"))).contains("A");
        assertThat(found.asked().first(Set.of("B"))).contains("B");
        ServiceVariables guardFirst = variables("""
            -- apps/api/src/main.ts --
            if (!process.env.B) throw new Error("no B");
            import "./first";
            -- apps/api/src/first.ts --
            if (!process.env.A) throw new Error("no A");
            """);
        assertThat(guardFirst.asked().first(Set.of("A", "B"))).isEmpty();
    }

    @Test
    void anEntryWhoseSourceIsNotFoundSaysNothing() {
        assertThat(variables("").all()).isEmpty();
        assertThat(variables("").complete()).isFalse();
    }

    @Test
    void nextPutsPublicValuesIntoTheBundle() {
        ServiceVariables found =
                Replayed.tree("""
                    -- apps/web/Dockerfile --
                    FROM node:20-alpine AS build
                    WORKDIR /app
                    COPY . .
                    ENV NEXT_PUBLIC_API=https://api.example.com
                    RUN npx next build
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY --from=build /app/.next/standalone ./
                    CMD ["node", "server.js"]
                    -- apps/web/package.json --
                    {"name": "web", "dependencies": {"next": "15.0.0"}}
                    -- apps/web/src/app/page.tsx --
                    import { api } from "../api";
                    export default function Page() { return <a href={`${process.env.NEXT_PUBLIC_API}/x`}>{process.env.TITLE}</a> }
                    -- apps/web/src/api.ts --
                    export const api = process.env.NEXT_PUBLIC_UNUSED;
                    """).workspace().services().get(0).variables();
        assertThat(levels(found))
                .containsExactly(
                        "HOSTNAME platform",
                        "NEXT_PUBLIC_API build",
                        "NODE_ENV platform",
                        "PORT platform",
                        "TITLE first-use");
        assertThat(found.get("NEXT_PUBLIC_API").orElseThrow().providers().get(0).kind())
                .isEqualTo(Variable.Provider.Kind.BUILD_STAGE);
        assertThat(found.get("NEXT_PUBLIC_API").orElseThrow().level()).isEqualTo(Level.BUILD);
    }
}
