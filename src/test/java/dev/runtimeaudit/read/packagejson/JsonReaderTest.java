package dev.runtimeaudit.read.packagejson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;

/** What V8 says of JSON that is none (measured with node 18.20, 20.18, 22.11 and 24.22). */
class JsonReaderTest {

    private static String says(int major, String text) {
        JsonReader.Result read = JsonReader.read(new SourceFile(new TreePath("package.json"), text));
        return ((JsonReader.Result.Rejected) read).says(major);
    }

    @Test
    void sinceNode20ItNamesWhatItExpected() {
        assertThat(says(20, "{")).isEqualTo("Expected property name or '}' in JSON at position 1");
        assertThat(says(20, "{\"a\":1")).isEqualTo("Expected ',' or '}' after property value in JSON at position 6");
        assertThat(says(20, "{\"a\":\"x")).isEqualTo("Unterminated string in JSON at position 7");
        assertThat(says(20, "")).isEqualTo("Unexpected end of JSON input");
        assertThat(says(20, "{\"a\":1}}")).isEqualTo("Unexpected non-whitespace character after JSON at position 7");
    }

    @Test
    void whatIsNoValueIsShownInItsPlace() {
        assertThat(says(20, "{\"a\":tru}")).isEqualTo("Unexpected token '}', \"{\"a\":tru}\" is not valid JSON");
        assertThat(says(22, "<html>")).isEqualTo("Unexpected token '<', \"<html>\" is not valid JSON");
    }

    @Test
    void sinceNode22ItCountsLines() {
        assertThat(says(22, "{\n  a: 1}"))
                .isEqualTo("Expected property name or '}' in JSON at position 4 (line 2 column 3)");
    }

    @Test
    void beforeNode20ItNamesWhatItFound() {
        assertThat(says(18, "{\"a\" 1}")).isEqualTo("Unexpected number in JSON at position 5");
        assertThat(says(18, "{a:1}")).isEqualTo("Unexpected token a in JSON at position 1");
        assertThat(says(18, "{\"a\":1")).isEqualTo("Unexpected end of JSON input");
        assertThat(says(18, "{\"a\":1 \"b\":2}")).isEqualTo("Unexpected string in JSON at position 7");
    }
}
