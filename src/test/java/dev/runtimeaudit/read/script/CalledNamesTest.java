package dev.runtimeaudit.read.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalledNamesTest {

    private static Set<String> called(String text) {
        return CalledNames.of(new SourceFile(TreePath.of("main.js").orElseThrow(), text));
    }

    @Test
    void aMethodGoesByItsLastName() {
        assertThat(called("a.b.listen(1); function made() {}")).containsExactly("listen");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "await promisify(server.listen).bind(server)(port, host)",
                "await util.promisify(exports.server.listen).bind(exports.server)(port)",
                "promisify(listen)(3000)",
            })
    void oneThatIsMadeAPromiseOfIsCalledToo(String text) {
        assertThat(called(text)).contains("listen");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const later = promisify(server.listen)",
                "const later = promisify(server.listen).bind(server)",
                "promisify(server.listen).call",
                "promisify(server.listen, more)(1)",
                "promisify(listen || close)(1)",
                "promisify(server.listen).bind(server",
                "promisify(",
                "server.listen",
            })
    void oneThatIsOnlyNamedIsNotCalled(String text) {
        assertThat(called(text)).doesNotContain("listen");
    }
}
