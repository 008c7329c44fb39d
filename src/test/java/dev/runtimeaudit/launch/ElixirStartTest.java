package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Starts of what {@code mix release} has made. */
class ElixirStartTest {

    private static final String BUILDER = "hexpm/elixir:1.18.4-erlang-27.3-debian-bookworm-20250610-slim";
    private static final String RUNNER = "debian:bookworm-slim";
    private static final String INSTALL = "RUN apt-get update && apt-get install -y libstdc++6 openssl";

    private static String tree(String builder, String project, String runner, String more, String start) {
        return """
                -- Dockerfile --
                FROM %s AS build
                WORKDIR /app
                ENV MIX_ENV=prod
                COPY mix.exs ./
                COPY rel rel
                RUN mix deps.get --only prod
                RUN mix release
                FROM %s
                %s
                WORKDIR /app
                COPY --from=build /app/_build/prod/rel/shop ./
                %s
                -- mix.exs --
                defmodule Shop.MixProject do
                  use Mix.Project
                  # def project, do: [app: :other]
                  def project do
                    [
                      app: :shop,
                      version: "0.1.0",
                      start_permanent: Mix.env() == :prod,
                      deps: deps()%s
                    ]
                  end

                  defp deps do
                    [{:phoenix, "~> 1.7"}, {:heroicons, github: "example/heroicons", sparse: "optimized"}]
                  end
                end
                -- rel/overlays/bin/server --
                #!/bin/sh
                set -eu
                cd -P -- "$(dirname -- "$0")"
                PHX_SERVER=true exec ./shop start
                """.formatted(builder, runner, more, start, project);
    }

    private static Outcome start(String project, String start) {
        return Started.outcome(tree(BUILDER, project, RUNNER, INSTALL, start));
    }

    private static final String START = "CMD [\"/app/bin/shop\", \"start\"]";

    @Test
    void aReleaseIsCalledLikeItsApplication() {
        assertThat(start("", START)).isInstanceOf(Outcome.Starts.class);
        assertThat(start("", "RUN chmod +x bin/server\nCMD [\"/app/bin/server\"]"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(start("", "ENV PATH=/app/bin:$PATH\nCMD [\"shop\", \"start\"]"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(start("", "CMD [\"/app/bin/other\", \"start\"]")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aProjectMayNameItsReleases() {
        assertThat(start(
                        ", releases: [shop: [applications: [other: :permanent], include_executables_for: [:unix]]]",
                        START))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(start(", releases: [other: []]", START)).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start(", releases: [shop: [], other: []]", START)).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start(", releases: [shop: [include_executables_for: [:windows]]]", START))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start(", releases: [shop: [include_erts: false]]", START)).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start(", releases: [shop: [steps: [:assemble, &wrap/1]]]", START))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start(", releases: releases()", START)).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start(", build_path: \"../_build\"", START)).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void onlyStartServes() {
        assertThat(start("", "CMD [\"/app/bin/shop\"]")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("", "CMD [\"/app/bin/shop\", \"daemon\"]")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("", "CMD [\"/app/bin/shop\", \"eval\", \"Shop.migrate()\"]"))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void itNeedsTheLibrariesThatItWasLinkedAgainst() {
        assertThat(Started.outcome(tree(BUILDER, "", RUNNER, "", START))).isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(tree(BUILDER, "", "debian:bullseye-slim", INSTALL, START)))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(tree(BUILDER, "", "alpine:3.20", "RUN apk add libstdc++ openssl", START)))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(tree("elixir:1.18", "", RUNNER, INSTALL, START)))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aUserThatMayNotWriteItsConfigurationIsNotSaidToStart() {
        assertThat(start("", "USER nobody\n" + START)).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("", "RUN chown -R nobody /app\nUSER nobody\n" + START)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aPartOfAReleaseIsNotSaidToStart() {
        String partly = tree(BUILDER, "", RUNNER, INSTALL, START)
                .replace(
                        "COPY --from=build /app/_build/prod/rel/shop ./",
                        "COPY --from=build /app/_build/prod/rel/shop/bin ./bin");

        assertThat(Started.outcome(partly)).isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(tree(BUILDER, "", RUNNER, INSTALL, START).replace("MIX_ENV=prod", "MIX_ENV=dev")))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(
                        tree(BUILDER, "", RUNNER, INSTALL, START) + "-- rel/env.sh.eex --\nexport RELEASE_NODE=a\n"))
                .isNotInstanceOf(Outcome.Starts.class);
    }
}
