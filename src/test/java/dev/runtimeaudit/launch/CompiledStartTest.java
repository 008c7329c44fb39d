package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;

/** Starts of programs that a step of the build has compiled. */
class CompiledStartTest {

    private static final Span AT = Span.wholeFile(new TreePath("Dockerfile"));
    private static final World OPEN = World.open(Engine.DOCKER_28, Phase.START);

    private static Outcome start(String entry, String manifest, String config, String main, String more) {
        SourceTree tree = SourceTree.of("""
                -- Dockerfile --
                FROM node:20-alpine AS builder
                WORKDIR /app
                COPY package.json package-lock.json ./
                RUN npm ci
                COPY . .
                RUN npm run build
                FROM node:20-alpine
                WORKDIR /app
                COPY package.json package-lock.json ./
                RUN npm ci --omit=dev
                COPY --from=builder /app/dist ./dist
                CMD ["node", "%s"]
                -- package.json --
                {"name": "a", %s "scripts": {"build": "tsc -p tsconfig.json"}, "dependencies": {"express": "4"}, "devDependencies": {"typescript": "5"}}
                -- package-lock.json --
                {"name": "a", "lockfileVersion": 3, "packages": {
                  "": {"name": "a", "dependencies": {"express": "4"}, "devDependencies": {"typescript": "5"}},
                  "node_modules/express": {"version": "4.18.2"},
                  "node_modules/typescript": {"version": "5.4.5", "dev": true, "bin": {"tsc": "bin/tsc"}}
                }}
                -- tsconfig.json --
                {"compilerOptions": {"outDir": "dist", %s "strict": true}, "include": ["src"]}
                -- src/main.ts --
                %s
                """.formatted(entry, manifest, config, main) + more);
        var image = Build.target(
                        DockerfileReader.read(
                                tree.read(new TreePath("Dockerfile")).asFile().orElseThrow()),
                        BuildRequest.of(tree, OPEN, Programs.ALL),
                        Knowledge.shipped())
                .image();
        Environment given = Environment.empty().open(Reason.VALUE_NOT_KNOWN, Evidence.NONE);
        return Launches.start(image, LaunchRequest.ofImage(AT, given, OPEN)).outcome();
    }

    private static final String COMMONJS = "\"module\": \"commonjs\",";

    private static final String SERVER =
            "import express from 'express'; import { port } from './config'; express().listen(port())";

    private static final String CONFIG = "-- src/config.ts --\nexport const port = () => 80\n";

    @Test
    void aServerOfWhichAllIsThereStarts() {
        assertThat(start("dist/main.js", "", COMMONJS, SERVER, CONFIG)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aFileThatIsProvenToLieElsewhereIsMissing() {
        Outcome outcome = start(
                "dist/main.js",
                "",
                COMMONJS,
                "import { port } from '../config'; import express from 'express'; express().listen(port())",
                "-- config.ts --\nexport const port = () => 80\n");

        assertThat(outcome).isInstanceOf(Outcome.Dies.class);
        assertThat(((Outcome.Dies) outcome).failure().cause()).isEqualTo(Cause.START_FILE_MISSING);
        assertThat(((Outcome.Dies) outcome).failure().output())
                .isEqualTo("Error: Cannot find module '/app/dist/main.js'");
    }

    @Test
    void whatTheCompilerMadeForCommonJsIsNoModule() {
        Outcome outcome = start("dist/main.js", "\"type\": \"module\",", COMMONJS, SERVER, CONFIG);

        assertThat(((Outcome.Dies) outcome).failure().output())
                .isEqualTo("ReferenceError: exports is not defined in ES module scope");
    }

    @Test
    void aPackageThatIsNotInstalledProvesNoStart() {
        Outcome outcome = start("dist/main.js", "", COMMONJS, "import cors from 'cors'; cors().listen(80)", CONFIG);

        assertThat(outcome).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aProgramThatOpensNoPortIsNotTakenToServe() {
        Outcome outcome = start("dist/main.js", "", COMMONJS, "import e from 'express'; e().go()", CONFIG);

        assertThat(outcome).isInstanceOf(Outcome.Undecided.class);
    }
}
