package dev.runtimeaudit.build.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is written down in a {@code mix.exs}. */
class MixProjectTest {

    @Test
    void aFunctionThatAsksForItselfEnds() {
        MixProject project = MixProject.read("""
                defmodule Shop do
                  def project do
                    [app: :shop, deps: deps()]
                  end
                  defp deps do
                    [more: deps()]
                  end
                end
                """);

        assertThat(project.get("app")).contains(new MixProject.Term.Literal("shop"));
        assertThat(MixProject.read("def project do\n  project()\nend").get("app"))
                .isEmpty();
    }
}
