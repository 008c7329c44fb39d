package dev.runtimeaudit.workspace.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.node.OwnScripts;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RoutesTest {

    private static final String NEST =
            "app.setGlobalPrefix('api')\n@Controller('health') class Health { @Get() get() {} }";

    @Test
    void theGlobalPrefixStandsInFrontOfEachRoute() {
        assertThat(instead(NEST, "/health", "@nestjs/core")).contains("/api/health");
        assertThat(instead(NEST, "/api/health", "@nestjs/core")).isEmpty();
        assertThat(instead(NEST, "/metrics", "@nestjs/core")).isEmpty();
        assertThat(instead(NEST.replace("('api')", "('api', { exclude: ['health'] })"), "/health", "@nestjs/core"))
                .isEmpty();
    }

    @Test
    void nothingIsSaidOfProgramsThatAreNotKnown() {
        String script = "app.get('/api/health', f)";

        assertThat(instead(script, "/health", "express")).contains("/api/health");
        assertThat(instead(script + "; app.use(pages)", "/", "express")).isEmpty();
        assertThat(instead(script, "/health", "express", "express-healthcheck")).isEmpty();
        assertThat(instead(script, "/health", "other-framework")).isEmpty();
        assertThat(Routes.of(
                        new OwnScripts(List.of(file(script)), List.of(), Map.of("express", ImagePath.ROOT), false)))
                .isEmpty();
    }

    @Test
    void theRootIsAnsweredByARouteOfItsOwnOnly() {
        String script = "app.get('/api/health', f)";

        assertThat(instead(script, "/", "express")).contains("/api/health");
        assertThat(instead(script + "; app.get('/', f)", "/", "express")).isEmpty();
        assertThat(instead("@Controller() class C { @Get() get() {} @Get('health') health() {} }", "/", "@nestjs/core"))
                .isEmpty();
        assertThat(instead(NEST, "/", "@nestjs/core")).isEmpty();
        assertThat(instead("app.get('/items', f)", "/", "express")).isEmpty();
    }

    private static Optional<String> instead(String script, String path, String... packages) {
        return Routes.of(new OwnScripts(
                        List.of(file(script)),
                        List.of(),
                        Arrays.stream(packages).collect(Collectors.toMap(each -> each, each -> ImagePath.ROOT)),
                        true))
                .flatMap(routes -> routes.insteadOf(path));
    }

    private static SourceFile file(String text) {
        return new SourceFile(new TreePath("main.ts"), text);
    }
}
