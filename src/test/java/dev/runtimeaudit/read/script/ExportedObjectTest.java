package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.read.script.ExportedObject.Member;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;

class ExportedObjectTest {

    private static Member at(String text, String... names) {
        return ExportedObject.of(new SourceFile(new TreePath("x.config.ts"), text))
                .at(names);
    }

    @Test
    void literalMembersAreRead() {
        String text = """
            import { defineConfig, env } from "prisma/config";
            export default defineConfig({
              schema: path.join("db", "schema.prisma"),
              migrations: { path: "db/migrations", },
              datasource: { url: env('DATABASE_URL') },
              list: [1, { schema: "no" }],
              early,
            });
            """;

        assertThat(((Member.Text) at(text, "schema")).text()).isEqualTo("db/schema.prisma");
        assertThat(((Member.Text) at(text, "migrations", "path")).text()).isEqualTo("db/migrations");
        assertThat(((Member.CallWithText) at(text, "datasource", "url")).text()).isEqualTo("DATABASE_URL");
        assertThat(at(text, "list")).isInstanceOf(Member.Other.class);
        assertThat(at(text, "early")).isInstanceOf(Member.Other.class);
        assertThat(at(text, "nothing")).isInstanceOf(Member.None.class);
    }

    @Test
    void theFormsOfExportsAreKnown() {
        assertThat(((Member.Text) at("module.exports = { a: 'b' }", "a")).text())
                .isEqualTo("b");
        assertThat(((Member.Text) at("export default { a: `b` } satisfies C", "a")).text())
                .isEqualTo("b");
    }

    @Test
    void whatIsNoLiteralIsUnclear() {
        assertThat(at("export default config", "a")).isInstanceOf(Member.Unclear.class);
        assertThat(at("export default { ...base, b: 1 }", "a")).isInstanceOf(Member.Unclear.class);
        assertThat(at("export default { a: base }", "a", "b")).isInstanceOf(Member.Unclear.class);
        assertThat(at("export default { a: process.env.X! }", "a")).isInstanceOf(Member.Other.class);
        assertThat(at("export default { a: path.join(__dirname, 'b') }", "a")).isInstanceOf(Member.Other.class);
        assertThat(at("", "a")).isInstanceOf(Member.Unclear.class);
    }
}
