package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteReaderTest {

    private static final List<String> HEALTH = List.of("health");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.get('/health', f)",
                "const path = 'health'; app.get('/' + path, f)",
                "app.get('*', f)",
                "app.get('/:page', f)",
                "app.get('/:page?', f)",
                "app.use('/', express.static('public'), '*')",
                "app.use('/*', serveStatic({ path: './index.html' }))",
                "app.use('/health', handler)",
                "app.get(/.*/, f)",
                "app.get(['/a', '(.*)'], f)",
                "const all = '*'; app.get(all, f)",
                "server.route({ method: 'GET', url: '*', handler })",
                "app.get('/heal*', f)",
                "app.get('/healthz?', f)",
                "app.get('/h:rest', f)",
                "app.use((req, res) => res.send('ok'))",
                "app.use(function (req, res) { res.send('ok') })",
                "http.createServer((req, res) => res.end())",
                "Bun.serve({ fetch(req) { return new Response() } })",
                "Bun.serve({ fetch: async (req) => new Response() })",
                "for (const f of readdirSync('routes')) app.use(require(f))",
                "await import(name)",
                "server.setNotFoundHandler(f)",
                "app.get(`${base}/health`, f)",
                "app.get(`/${name}`, f)",
                "@Controller('health') class C { @Get() get() {} }"
            })
    void aRouteMayBeThere(String script) {
        assertThat(read(script).mayAnswer(HEALTH)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.get('/api/health', f)",
                "app.use('*', cors()); app.get('/api/health', f)",
                "app.use('/api', router); router.get('/items/:id', f)",
                "app.use((req, res, next) => next()); app.get('/api/health', f)",
                "app.options('*', cors())",
                "fetch('http://localhost:3000/health')",
                "log('the health of this service')",
                "fetch(`${base}/api/health`)",
                "http.createServer(app)",
                "query('count(*)')",
                "names.split(':')",
                "text.replace(a, '.*')",
                "set({ origin: '*' })",
                "x === '(direct)'",
                "app.get('/api(.*)', f)",
                "const key = `${user}:${admin}`",
                "app.get('/x*', f)",
                "app.get('/healthcare/:id', f)"
            })
    void noneIsThere(String script) {
        assertThat(read(script).mayAnswer(HEALTH)).isFalse();
    }

    @Test
    void aPathIsPutTogetherFromItsParts() {
        String script = "v1.get('/health', f); app.use('/internal', v1); app.register(plugin, { prefix: '/static' })";

        assertThat(read("app.route('api', a); a.get('/health', f)").mayAnswer(List.of("api", "health")))
                .isTrue();
        assertThat(read(script).mayAnswer(List.of("api", "health"))).isFalse();
        assertThat(read(script).mayAnswer(List.of("static", "x", "health"))).isTrue();
    }

    @Test
    void thePrefixOfAllRoutesIsRead() {
        assertThat(read("app.setGlobalPrefix('api')").prefix()).contains("api");
        assertThat(read("app.setGlobalPrefix('api', { exclude: ['health'] })").open())
                .isTrue();
        assertThat(read("app.setGlobalPrefix(prefix)").open()).isTrue();
    }

    private static RouteTexts read(String script) {
        return RouteReader.of(List.of(new SourceFile(new TreePath("server.ts"), script)));
    }
}
