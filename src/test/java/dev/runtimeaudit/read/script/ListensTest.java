package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.read.script.Listen.Operand;
import dev.runtimeaudit.read.script.Listen.Way;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListensTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '^',
            quoteCharacter = '~',
            value = {
                "app.listen(3000)^-^3000",
                "app.listen(3_000, () => console.log('up'))^-^3000",
                "app.listen(process.env.PORT || 3000)^PORT^3000",
                "await app.listen(Number(process.env.PORT ?? '8080'))^PORT^8080",
                "app.listen(parseInt(process.env['PORT'], 10) || 80)^PORT^80",
                "app.listen(+process.env.PORT!)^PORT^-",
                "const port = process.env.PORT || 4000; app.listen(port, '0.0.0.0')^PORT^4000",
                "const port: number = 4000; app.listen(port)^-^4000",
                "server.listen({ port: 3001, host: '0.0.0.0' })^-^3001",
                "const port = 1; port = 2; app.listen(port)^-^-",
                "const port = 1; const { port } = config; app.listen(port)^-^-",
                "const port = 1; const start = (port) => app.listen(port)^-^-",
                "const port = 1; function start({ port }) { app.listen(port) }^-^-",
                "let port = 1; port += 1; app.listen(port)^-^-",
                "let port = 1; for (const port of ports) app.listen(port)^-^-",
                "const port = 1; if (port) { console.log({ port }) } app.listen(port)^-^1",
                "const port = 1; app.listen(port, () => console.log(`on`, port))^-^1",
                "app.listen(config.port)^-^-",
                "app.listen(port())^-^-",
                "app.listen(3000 + offset)^-^-"
            })
    void thePortIsRead(String script, String variable, String literal) {
        Optional<Operand> port = only(script).port();

        assertThat(port.flatMap(Operand::variable))
                .isEqualTo(Optional.of(variable).filter(v -> !v.equals("-")));
        assertThat(port.flatMap(Operand::literal))
                .isEqualTo(Optional.of(literal).filter(v -> !v.equals("-")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '^',
            quoteCharacter = '~',
            value = {
                "app.listen(3000)^false^-",
                "app.listen(3000, () => {})^false^-",
                "app.listen(3000, function () {})^false^-",
                "app.listen(3000, '127.0.0.1', () => {})^true^127.0.0.1",
                "app.listen(3000, process.env.HOST || '0.0.0.0')^true^0.0.0.0",
                "app.listen(3000, host)^true^-",
                "app.listen(3000, 511)^false^511",
                "app.listen({ port: 3000 })^false^-",
                "app.listen({ port: 3000, host: '::' })^true^::",
                "app.listen({ port: 3000, ...options })^true^-",
                "Bun.serve({ port: 3000, hostname: '0.0.0.0', fetch() { return f({ host: 'x' }) } })^true^0.0.0.0",
                "serve({ fetch: app.fetch, port: 3000 }, (info) => {})^false^-"
            })
    void soIsTheAddress(String script, boolean has, String host) {
        assertThat(only(script).hasHost()).isEqualTo(has);
        assertThat(only(script).host().flatMap(Operand::literal))
                .isEqualTo(Optional.of(host).filter(v -> !v.equals("-")));
    }

    @Test
    void whatBunServesIsExported() {
        List<Listen> all = read("""
                const app = new Hono()
                export default { port: env.PORT, hostname: "0.0.0.0", fetch: app.fetch, idleTimeout: 255 }
                """);

        assertThat(all).singleElement().satisfies(listen -> {
            assertThat(listen.way()).isEqualTo(Way.EXPORT);
            assertThat(listen.port()).isEmpty();
            assertThat(listen.host().flatMap(Operand::literal)).contains("0.0.0.0");
            assertThat(listen.at().line()).isEqualTo(2);
        });
        assertThat(read("export default { port: 3000, hostname: 'x' }")).isEmpty();
    }

    @Test
    void otherCallsOpenNoPort() {
        assertThat(read("listen(3000); app.use(serve('public')); client.serveStatic({ port: 1 })"))
                .isEmpty();
    }

    @Test
    void aPortOfSomebodyElseIsNoneOfTheProgram() {
        assertThat(quiet("new Pool({ host: 'db', port: 5432, database: f({ a: 1 }), password })"))
                .isTrue();
        assertThat(quiet("mail({ port: 25, secure: false, auth: { user, pass } })"))
                .isTrue();
        assertThat(quiet("Hapi.server({ port: 4000, host: '0.0.0.0' })")).isFalse();
        assertThat(quiet("login({ user, password }); Hapi.server({ port: 4000 })"))
                .isFalse();
        assertThat(quiet("start({ port: 4000, store: { user: 'a' } })")).isFalse();
    }

    private static boolean quiet(String script) {
        return Listens.namesNoOtherPort(new SourceFile(new TreePath("server.ts"), script));
    }

    private static Listen only(String script) {
        List<Listen> all = read(script);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static List<Listen> read(String script) {
        return Listens.of(new SourceFile(new TreePath("server.ts"), script));
    }
}
