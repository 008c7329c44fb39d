package dev.runtimeaudit.read.proto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.TreePath;
import org.junit.jupiter.api.Test;

class ProtoReaderTest {

    private static ProtoFile read(String text) {
        return ProtoReader.read(new SourceFile(new TreePath("a.proto"), text));
    }

    @Test
    void whatStandsAtTheTopIsRead() {
        ProtoFile file = read("""
                syntax = "proto3";
                import "acme/c.proto"; import public 'acme/d.proto';
                // import "no.proto";
                /* message No {} */
                message A { message B {} string service = 1; }
                """);

        assertThat(file.imports()).containsExactly("acme/c.proto", "acme/d.proto");
        assertThat(file.types()).isTrue();
        assertThat(file.extensions()).isFalse();
        assertThat(file.services()).isEmpty();
    }

    @Test
    void aServiceIsUnaryThatHasACallWithoutAStream() {
        ProtoFile file = read("""
                service One { rpc Get(.acme.A) returns (stream) { option (x) = "}"; } }
                service Two { rpc Get(stream A) returns (B); rpc Put(A) returns (stream B); }
                """);

        assertThat(file.services()).containsExactly("One", "Two");
        assertThat(file.unary()).containsExactly("One");
        assertThat(file.types()).isFalse();
    }
}
