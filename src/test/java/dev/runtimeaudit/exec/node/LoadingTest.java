package dev.runtimeaudit.exec.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Accounts;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Format;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.ModuleUses;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What scripts load that a tool has made of others. */
class LoadingTest {

    private static Content text(String text) {
        return new Content.Written(source(text));
    }

    private static SourceFile source(String text) {
        return new SourceFile(new TreePath("src/main.ts"), text);
    }

    private static Content emitted(String text, Format format, Map<String, String> rewritten) {
        return new Content.Emitted("tsc", text(text), format, false, List.of(), rewritten);
    }

    private static boolean serves(Object... files) {
        return serves(files(files));
    }

    /** Where there may be more in the directory of the outputs. */
    private static boolean servesFromOpen(Object... files) {
        return serves(files(files).open(ImagePath.of("/app/dist"), Reason.BUILD_OUTPUT_NOT_MODELLED, Evidence.NONE));
    }

    private static FileSystem files(Object... files) {
        FileSystem all = FileSystem.empty();
        for (int i = 0; i < files.length; i += 2) {
            Content content = files[i + 1] instanceof Content made ? made : text((String) files[i + 1]);
            Meta meta = Meta.root(0644, Evidence.NONE);
            all = all.with(ImagePath.of((String) files[i]), new Node.File(meta, content));
        }
        return all;
    }

    private static boolean serves(FileSystem all) {
        Machine machine = new Machine(
                all,
                Accounts.none(),
                Environment.empty(),
                ImagePath.of("/app"),
                Machine.Identity.ROOT,
                Content.Linkage.MUSL);
        return new Reach(machine, Release.of("20")).serves(List.of(ImagePath.of("/app/dist/main.js")));
    }

    private static final String MAIN =
            "import { createServer } from 'http'; import { a } from './a'; import { T } from './types';"
                    + " const t = new Map<string, T>(); createServer(a()).listen(80)";

    @Test
    void aWorkerOfAQueueKeepsRunning() {
        assertThat(serves(
                        "/app/dist/main.js",
                        "const { Worker } = require('bullmq'); new Worker('jobs', async () => {})",
                        "/app/node_modules/bullmq/package.json",
                        "{}",
                        "/app/node_modules/bullmq/index.js",
                        ""))
                .isTrue();
        assertThat(serves("/app/dist/main.js", "const { Worker } = require('worker_threads'); new Worker('./job.js')"))
                .isFalse();
    }

    @Test
    void aNameOfThePackageItselfIsLookedUpInTheManifestAbove() {
        String main =
                "import { name } from '#manifest'; import { createServer } from 'http'; createServer().listen(80)";
        String manifest = "{ \"type\": \"module\", \"imports\": { \"#manifest\": \"./info.js\" } }";

        FileSystem all = files(
                "/app/dist/main.js", main, "/app/package.json", manifest, "/app/info.js", "export const name = 1");
        FileSystem touched = all.open(ImagePath.of("/app/dist"), Reason.COMMAND_EFFECT_NOT_MODELLED, Evidence.NONE);
        assertThat(serves(all)).isTrue();
        assertThat(serves(touched)).isTrue();
        assertThat(serves(all.open(ImagePath.of("/app/dist"), Reason.MADE_OUTSIDE_THE_BUILD, Evidence.NONE)))
                .isFalse();
    }

    @Test
    void emittedFilesLeadToTheirSiblings() {
        Content main = emitted(MAIN, Format.COMMONJS, Map.of());
        Content types = emitted("export interface T {}", Format.COMMONJS, Map.of());
        Content a = emitted("export const a = () => 1", Format.COMMONJS, Map.of());

        assertThat(serves("/app/dist/main.js", main, "/app/dist/a.js", a, "/app/dist/types.js", types))
                .isTrue();
        assertThat(serves("/app/dist/main.js", main, "/app/dist/types.js", types))
                .isFalse();
    }

    @Test
    void whatMayBeElidedMustBeThereForAProofThatItStarts() {
        Content main = emitted(MAIN, Format.COMMONJS, Map.of());
        Content a = emitted("export const a = () => 1", Format.COMMONJS, Map.of());

        assertThat(serves("/app/dist/main.js", main, "/app/dist/a.js", a)).isFalse();
    }

    @Test
    void anAliasStaysAsItIsWrittenUnlessTheToolRewritesIt() {
        String text = "import { a } from '@lib/a'; a(); listen(1)";
        Content a = emitted("export const a = () => 1", Format.COMMONJS, Map.of());

        assertThat(serves("/app/dist/main.js", emitted(text, Format.COMMONJS, Map.of()), "/app/dist/lib/a.js", a))
                .isFalse();
        Content rewritten = emitted(text, Format.COMMONJS, Map.of("@lib/a", "./lib/a"));
        assertThat(serves("/app/dist/main.js", rewritten, "/app/dist/lib/a.js", a))
                .isTrue();
    }

    @Test
    void nodeTakesAFileForWhatItsNameAndItsPackageSay() {
        Content cjs = emitted("listen(1)", Format.COMMONJS, Map.of());
        Content esm = emitted("listen(1)", Format.MODULE, Map.of());

        assertThat(serves("/app/dist/main.js", cjs)).isTrue();
        assertThat(serves("/app/dist/main.js", esm)).isFalse();
        assertThat(serves("/app/dist/main.js", esm, "/app/package.json", "{\"type\": \"module\"}"))
                .isTrue();
        assertThat(serves("/app/dist/main.js", cjs, "/app/package.json", "{\"type\": \"module\"}"))
                .isFalse();
    }

    @Test
    void aBundleLoadsWhatWasLeftOutOfIt() {
        SourceFile source = source("import e from 'ext'; e.listen(1)");
        Content bundle = new Content.Bundled(
                "tsup", Format.COMMONJS, () -> Optional.of(new Content.Bundle(ModuleUses.of(source), List.of(source))));

        assertThat(serves("/app/dist/main.js", bundle)).isFalse();
        assertThat(serves("/app/dist/main.js", bundle, "/app/node_modules/ext/index.js", "exports.a = 1"))
                .isTrue();
        assertThat(serves("/app/dist/main.js", new Content.Bundled("tsup", Format.COMMONJS, Optional::empty)))
                .isFalse();
    }

    @Test
    void whatMayBeElidedIsWhereItMeansDeclarations() {
        Content a = emitted("export const a = () => 1", Format.COMMONJS, Map.of());
        Content main = emitted(MAIN, Format.COMMONJS, Map.of("./types", ""));
        Content value = emitted(
                "import { createServer } from 'http'; import { a } from './a'; createServer(a()).listen(80)",
                Format.COMMONJS,
                Map.of("./a", ""));

        assertThat(serves("/app/dist/main.js", main, "/app/dist/a.js", a)).isTrue();
        assertThat(serves("/app/dist/main.js", value)).isFalse();
    }

    @Test
    void anImportNamesItsFileInFullUnlessTheToolDoesIt() {
        String text = "import { a } from './a'; listen(a())";
        Map<String, String> means = Map.of("./a", "./a.js");
        Content a = emitted("export const a = () => 1", Format.MODULE, Map.of());
        Content stays = emitted(text, Format.MODULE, means);
        Content inFull = new Content.Emitted("tsc", text(text), Format.MODULE, false, List.of(), means, true);
        String module = "{\"type\": \"module\"}";

        assertThat(serves("/app/dist/main.js", stays, "/app/dist/a.js", a, "/app/package.json", module))
                .isFalse();
        assertThat(serves("/app/dist/main.js", inFull, "/app/dist/a.js", a, "/app/package.json", module))
                .isTrue();
    }

    @Test
    void whatMayLieBesideItIsNoFileThatAnImportDoesNotName() {
        Content a = emitted("export const a = () => 1", Format.MODULE, Map.of());
        Map<String, String> means = Map.of("./a", "./a.js", "./a.js", "./a.js");
        String module = "{\"type\": \"module\"}";

        for (String specifier : List.of("./a", "./a.js")) {
            Content main = emitted("import { a } from '" + specifier + "'; listen(a())", Format.MODULE, means);
            assertThat(servesFromOpen("/app/dist/main.js", main, "/app/dist/a.js", a, "/app/package.json", module))
                    .isEqualTo(specifier.endsWith(".js"));
        }
    }
}
