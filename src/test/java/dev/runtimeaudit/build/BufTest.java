package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Node;
import org.junit.jupiter.api.Test;

/** What {@code buf generate} leaves behind; measured with buf 1.34, protoc-gen-es 1.10 and 2.13, connect-es 1.7, connect-query 2.3. */
class BufTest {

    private static BuiltImage built(String command, String plugins, String files) {
        return Builds.build("""
                -- Dockerfile --
                FROM node:20-alpine
                WORKDIR /app
                COPY package.json package-lock.json ./
                RUN npm ci
                COPY . .
                RUN npx %s
                -- package.json --
                {"name": "a", "devDependencies": {"@bufbuild/buf": "1", "@bufbuild/protoc-gen-es": "*", "@connectrpc/protoc-gen-connect-es": "1", "@connectrpc/protoc-gen-connect-query": "2"}}
                -- package-lock.json --
                {"name": "a", "lockfileVersion": 3, "packages": {
                  "": {"name": "a", "devDependencies": {"@bufbuild/buf": "1", "@bufbuild/protoc-gen-es": "*", "@connectrpc/protoc-gen-connect-es": "1", "@connectrpc/protoc-gen-connect-query": "2"}},
                  "node_modules/@bufbuild/buf": {"version": "1.34.0", "bin": {"buf": "bin/buf"}},
                  "node_modules/@bufbuild/protoc-gen-es": {"version": "%s", "bin": {"protoc-gen-es": "bin/protoc-gen-es"}},
                  "node_modules/@connectrpc/protoc-gen-connect-es": {"version": "1.7.0", "bin": {"protoc-gen-connect-es": "b"}},
                  "node_modules/@connectrpc/protoc-gen-connect-query": {"version": "2.3.1", "bin": {"protoc-gen-connect-query": "b"}}
                }}
                -- buf.gen.yaml --
                """.formatted(command, plugins.startsWith("version: v1") ? "1.10.0" : "2.13.0") + plugins
                + """
                -- src/main.ts --
                export {}
                -- proto/acme/v1/a.proto --
                syntax = "proto3";
                import "acme/c.proto";
                import "google/protobuf/timestamp.proto";
                message A {}
                service S { rpc Get(A) returns (A); }
                service T { rpc Get(stream A) returns (A); }
                -- proto/acme/c.proto --
                message C {}
                -- proto/acme/empty.proto --
                package acme;
                """ + files);
    }

    private static final String TWO = """
            version: v2
            plugins:
              - local: protoc-gen-es
                out: src/gen
                opt: target=ts,import_extension=js
              - local: protoc-gen-connect-query
                out: src/gen
                opt:
                  - target=ts
            """;

    @Test
    void scriptsLieAsTheFilesDoThatTheyAreMadeFrom() {
        BuiltImage built = built("buf generate proto", TWO, "");

        Builds.present(
                built,
                "/app/src/gen/acme/v1/a_pb.ts",
                "/app/src/gen/acme/c_pb.ts",
                "/app/src/gen/acme/empty_pb.ts",
                "/app/src/gen/acme/v1/a-S_connectquery.ts");
        Builds.unknown(built, "/app/src/gen/acme/v1/a-T_connectquery.ts");
        Builds.absent(built, "/app/src/gen/acme/v1/x.ts", "/app/src/gen/acme/v1/a_pb.js", "/app/src/x.ts", "/app/x");
        assertThat(Builds.text(built, "/app/src/gen/acme/v1/a_pb.ts"))
                .contains("\"@bufbuild/protobuf/codegenv2\"", "\"../c_pb.js\"", "\"@bufbuild/protobuf/wkt\"");
    }

    @Test
    void aConfigurationSaysFromWhereFilesImportOneAnother() {
        BuiltImage built = built("buf generate", TWO, """
                -- buf.yaml --
                version: v2
                modules:
                  - path: proto
                """);

        Builds.present(built, "/app/src/gen/acme/c_pb.ts");
        Builds.absent(built, "/app/src/gen/proto");
    }

    @Test
    void theOlderOneWritesNothingForAFileWithoutTypes() {
        BuiltImage built = built("buf generate proto", """
                version: v1
                plugins:
                  - plugin: es
                    out: gen
                  - name: connect-es
                    out: gen
                """, "");

        Builds.present(
                built,
                "/app/gen/acme/v1/a_pb.js",
                "/app/gen/acme/v1/a_pb.d.ts",
                "/app/gen/acme/v1/a_connect.js",
                "/app/gen/acme/c_pb.js");
        Builds.absent(built, "/app/gen/acme/empty_pb.js", "/app/gen/acme/c_connect.js");
        assertThat(Builds.text(built, "/app/gen/acme/v1/a_connect.js"))
                .contains("\"@bufbuild/protobuf\"", "\"./a_pb.js\"", "\"../c_pb.js\"");
    }

    @Test
    void onlyWhatAPathNamesIsGenerated() {
        BuiltImage built = built("buf generate proto --path proto/acme/v1 -o /out", TWO, "");

        Builds.present(built, "/out/src/gen/acme/v1/a_pb.ts");
        Builds.absent(built, "/out/src/gen/acme/c_pb.ts", "/app/src/gen");
        // What it imports is not made here: nobody knows whether it is there.
        assertThat(((Node.File) Builds.node(built, "/out/src/gen/acme/v1/a_pb.ts")).content())
                .isInstanceOf(Content.Opaque.class);
    }

    @Test
    void aPluginThatIsNotKnownWritesAnythingIntoItsOwnDirectory() {
        BuiltImage built = built("buf generate proto", """
                version: v2
                plugins:
                  - local: [go, run, x]
                    out: src
                """, "");

        Builds.present(built, "/app/src/main.ts");
        Builds.unknown(built, "/app/src/acme", "/app/src/x.ts");
        Builds.absent(built, "/app/x");
    }

    @Test
    void whatComesFromElsewhereIsNotListed() {
        BuiltImage built = built("buf generate buf.build/acme/api:main", TWO, "");

        Builds.unknown(built, "/app/src/gen/acme/c_pb.ts");
        Builds.absent(built, "/app/x");
    }

    @Test
    void aDirectoryThatIsCleanedHoldsNothingElse() {
        BuiltImage built = built("buf generate proto", "clean: true\n" + TWO, """
                -- src/gen/old.ts --
                export {}
                """);

        Builds.present(built, "/app/src/gen/acme/c_pb.ts");
        Builds.absent(built, "/app/src/gen/old.ts");
    }

    @Test
    void withoutATemplateItMayWriteAnywhereBelow() {
        Builds.unknown(built("buf generate --template '{\"version\": \"v2\"}' proto", TWO, ""), "/app/src/x.ts");
        Builds.unknown(built("buf export proto -o out", TWO, ""), "/app/out");
    }
}
