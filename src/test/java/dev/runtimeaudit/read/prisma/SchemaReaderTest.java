package dev.runtimeaudit.read.prisma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.runtimeaudit.read.prisma.PrismaSchema.Block;
import dev.runtimeaudit.read.prisma.PrismaSchema.Kind;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;

class SchemaReaderTest {

    private static PrismaSchema read(String text) {
        return SchemaReader.read(new SourceFile(new TreePath("prisma/schema.prisma"), text));
    }

    @Test
    void generatorsAndDataSourcesAreReadWithTheirPlaces() {
        PrismaSchema schema = read("""
            // generator old {
            generator client {
              provider      = "prisma-client-js" // the old one
              output        = "../generated//client"
              binaryTargets = ["native",
                "linux-musl-openssl-3.0.x"]
            }
            datasource db {
              provider = "postgresql"
              url      = env("DATABASE_URL")
            }
            model User {
              id Int @id @default(autoincrement())
            }
            """);

        Block client = schema.generators().get(0);
        assertThat(schema.generators()).hasSize(1);
        assertThat(client.name()).isEqualTo("client");
        assertThat(client.span()).hasToString("prisma/schema.prisma:2");
        assertThat(client.text("provider")).contains("prisma-client-js");
        assertThat(client.text("output")).contains("../generated//client");
        assertThat(client.setting("binaryTargets").orElseThrow().texts())
                .containsExactly("native", "linux-musl-openssl-3.0.x");
        assertThat(schema.datasources().get(0).setting("url").orElseThrow().kind())
                .isEqualTo(Kind.ENV);
        assertThat(schema.datasources().get(0).text("url")).isEmpty();
    }

    @Test
    void nothingIsReadOutOfWhatIsNoSchema() {
        for (String text :
                new String[] {"", "generator", "generator x {", "{{{\n}", "generator a b {\n}\n", "\"", "x ["}) {
            assertThatCode(() -> read(text)).doesNotThrowAnyException();
        }
        assertThat(read("generator client {\n  output = [\"a\"").generators()).hasSize(1);
    }
}
