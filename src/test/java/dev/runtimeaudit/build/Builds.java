package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.exec.World.Phase;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.Meta;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.util.Optional;

/** Builds of txtar workspaces, and short questions about what they leave behind. */
final class Builds {

    static final Knowledge KNOWLEDGE = Knowledge.shipped();

    private Builds() {}

    static BuildRequest request(String txtar) {
        return BuildRequest.of(SourceTree.of(txtar), World.open(Engine.DOCKER_28, Phase.BUILD), Programs.ALL);
    }

    static BuiltImage build(String txtar) {
        return build(request(txtar));
    }

    static BuiltImage build(BuildRequest request) {
        return build(request, KNOWLEDGE);
    }

    static BuiltImage build(BuildRequest request, Knowledge knowledge) {
        var file = request.tree().read(new TreePath("Dockerfile")).asFile().orElseThrow();
        return Build.target(DockerfileReader.read(file), request, knowledge);
    }

    static Fact<Located> at(BuiltImage built, String path) {
        return built.image().files().follow(ImagePath.of(path));
    }

    static void present(BuiltImage built, String... paths) {
        for (String path : paths) {
            assertThat(at(built, path)).as(path).isInstanceOf(Fact.Present.class);
        }
    }

    static void absent(BuiltImage built, String... paths) {
        for (String path : paths) {
            assertThat(at(built, path)).as(path).isInstanceOf(Fact.Absent.class);
        }
    }

    static void unknown(BuiltImage built, String... paths) {
        for (String path : paths) {
            assertThat(at(built, path)).as(path).isInstanceOf(Fact.Unknown.class);
        }
    }

    static Node node(BuiltImage built, String path) {
        return value(at(built, path)).node();
    }

    static String text(BuiltImage built, String path) {
        return value(((Node.File) node(built, path)).content().text()).text();
    }

    static Content.Program program(BuiltImage built, String path) {
        return (Content.Program) ((Node.File) node(built, path)).content();
    }

    static String mode(BuiltImage built, String path) {
        Meta meta = node(built, path).meta();
        return meta.mode().isPresent() ? Integer.toOctalString(meta.mode().getAsInt()) : "?";
    }

    static String owner(BuiltImage built, String path) {
        return node(built, path)
                .meta()
                .owner()
                .map(o -> o.uid() + ":" + o.gid())
                .orElse("?");
    }

    static <T> T value(Fact<T> fact) {
        assertThat(fact).isInstanceOf(Fact.Present.class);
        return ((Fact.Present<T>) fact).value();
    }

    /** Takes away one path and what is below it. */
    static Ignore ignoring(String path, Evidence because) {
        return new Ignore() {
            @Override
            public Optional<Evidence> excludes(TreePath asked) {
                return asked.isIn(new TreePath(path)) ? Optional.of(because) : Optional.empty();
            }

            @Override
            public boolean mayIncludeBelow(TreePath directory) {
                return false;
            }
        };
    }
}
