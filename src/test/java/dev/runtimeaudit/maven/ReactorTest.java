package dev.runtimeaudit.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.maven.Reactor.Module;
import dev.runtimeaudit.maven.Reactor.Part;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReactorTest {

    private static final Path ROOT = Path.of("/w");

    @Test
    void aServiceBelongsToTheDeepestModuleThatHoldsIt() {
        Reactor reactor =
                reactor(module("", Part.AUDITS), module("apps/a", Part.AUDITS), module("apps/ab", Part.AUDITS));

        assertThat(owner(reactor, "apps/a")).isEqualTo("apps/a");
        assertThat(owner(reactor, "apps/a/server")).isEqualTo("apps/a");
        assertThat(owner(reactor, "apps/ab")).isEqualTo("apps/ab");
    }

    @Test
    void whatOnlyModulesOfModulesHoldBelongsToNobody() {
        Reactor reactor = reactor(module("", Part.AUDITS), module("apps", Part.AUDITS), module("apps/a", Part.AUDITS));

        assertThat(owner(reactor, "apps/c")).isEqualTo("nobody");
        assertThat(owner(reactor, "tools/x")).isEqualTo("nobody");
    }

    @Test
    void aModuleOfModulesHasAServiceInItsVeryDirectoryButTheRootHasNot() {
        Reactor reactor = reactor(module("", Part.AUDITS), module("apps", Part.AUDITS), module("apps/a", Part.AUDITS));

        assertThat(owner(reactor, "apps")).isEqualTo("apps");
        assertThat(owner(reactor, "")).isEqualTo("nobody");
    }

    @Test
    void aRootWithoutModulesHasEverything() {
        Reactor reactor = reactor(module("", Part.AUDITS));

        assertThat(owner(reactor, "")).isEqualTo(".");
        assertThat(owner(reactor, "apps/a")).isEqualTo(".");
    }

    @Test
    void aModuleThatDoesNotRunTheGoalOwnsNothing() {
        Reactor reactor = reactor(module("", Part.AUDITS), module("apps/a", Part.BYSTANDER));

        assertThat(owner(reactor, "apps/a")).isEqualTo("nobody");
    }

    @Test
    void aModuleThatIsNotBuiltKeepsItsServices() {
        Reactor reactor = reactor(module("apps/a", Part.AUDITS), module("apps/b", Part.LEFT_OUT));

        assertThat(reactor.owner(ROOT.resolve("apps/b")).map(Module::part)).contains(Part.LEFT_OUT);
    }

    private static String owner(Reactor reactor, String service) {
        return reactor.owner(service.isEmpty() ? ROOT : ROOT.resolve(service))
                .map(Module::name)
                .orElse("nobody");
    }

    private static Reactor reactor(Module... modules) {
        return new Reactor(ROOT, List.of(modules));
    }

    private static Module module(String directory, Part part) {
        return directory.isEmpty() ? new Module(ROOT, ".", part) : new Module(ROOT.resolve(directory), directory, part);
    }
}
