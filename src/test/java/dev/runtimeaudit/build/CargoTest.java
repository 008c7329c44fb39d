package dev.runtimeaudit.build;

import static dev.runtimeaudit.build.Builds.present;
import static dev.runtimeaudit.build.Builds.program;
import static dev.runtimeaudit.build.Builds.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Content.Linkage;
import org.junit.jupiter.api.Test;

class CargoTest {

    private static BuiltImage built(String base, String lines, String manifest) {
        return Builds.build(
                "-- Dockerfile --\nFROM " + base + "\nWORKDIR /app\nCOPY . .\n" + lines + "\n-- Cargo.toml --\n"
                        + manifest + "\n-- src/main.rs --\nfn main() {}\n-- src/bin/tool.rs --\nfn main() {}\n");
    }

    private static final String ONE =
            "[package]\nname = \"shop\" # it is\nversion = \"1.0.0\"\n\n[dependencies]\nname = \"no\"";

    @Test
    void theBinariesOfAPackageAreInItsTargetDirectory() {
        BuiltImage built = built("rust:1.80", "RUN cargo build --release", ONE);

        present(built, "/app/target/release/shop", "/app/target/release/tool");
        unknown(built, "/app/target/debug/shop");
        assertThat(program(built, "/app/target/release/shop").linkage()).isEqualTo(Linkage.GLIBC);
        present(built("rust:1.80", "RUN cargo build", ONE), "/app/target/debug/shop");
        present(built("rust:1.80", "RUN cargo +nightly b -r --bin tool", ONE), "/app/target/release/tool");
        present(built("rust:1.80", "ENV CARGO_TARGET_DIR=/out\nRUN cargo build -r", ONE), "/out/release/shop");
        present(
                built("rust:1.80", "RUN cargo build -r --target x86_64-unknown-linux-musl", ONE),
                "/app/target/x86_64-unknown-linux-musl/release/shop");
    }

    @Test
    void declaredBinariesHaveTheNamesThatTheyDeclare() {
        String two =
                "[package]\nname = \"shop\"\nautobins = false\n[[bin]]\nname = \"front\"\npath = \"src/main.rs\"\n";
        BuiltImage built = built("rust:1.80", "RUN cargo build -r", two);

        present(built, "/app/target/release/front");
        unknown(built, "/app/target/release/shop", "/app/target/release/tool");
    }

    @Test
    void whatAConfigurationMayMoveIsNotGuessed() {
        BuiltImage configured = built(
                "rust:1.80",
                "RUN mkdir .cargo && printf '[build]\\ntarget = \"x\"\\n' > .cargo/config.toml\nRUN cargo build -r",
                ONE);
        unknown(configured, "/app/target/release/shop");
        unknown(built("rust:1.80", "RUN cargo build -r --workspace", ONE), "/app/target/release/shop");
        unknown(built("rust:1.80", "RUN cargo build -r", "[workspace]\nmembers = [\"a\"]"), "/app/target/release/shop");
        assertThat(program(built("rust:1.80-alpine", "RUN cargo build -r", ONE), "/app/target/release/shop")
                        .linkage())
                .isEqualTo(Linkage.UNKNOWN);
    }

    @Test
    void whatIsInstalledIsInTheBinDirectory() {
        present(built("rust:1.80", "RUN cargo install --path .", ONE), "/usr/local/cargo/bin/shop");
        present(built("rust:1.80", "RUN cargo install --path . --root /opt", ONE), "/opt/bin/shop");
        unknown(built("rust:1.80", "RUN cargo install ripgrep", ONE), "/usr/local/cargo/bin/rg");
    }
}
