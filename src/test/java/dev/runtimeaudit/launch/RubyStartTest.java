package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Starts of programs of ruby in a bundle. */
class RubyStartTest {

    private static final String LOCK = """
            GEM
              remote: https://rubygems.org/
              specs:
                mustermann (3.0.3)
                nio4r (2.7.4)
                openfeature-sdk (0.6.0)
                puma (6.6.0)
                  nio4r (~> 2.0)
                rack (3.1.16)
                rackup (2.2.1)
                  rack (>= 3)
                sinatra (4.1.1)
                  mustermann (~> 3.0)
                  rack (>= 3.0.0, < 4)
                sqlite3 (2.6.0-x86_64-linux-musl)

            PLATFORMS
              arm64-darwin
              x86_64-linux-musl

            DEPENDENCIES
              openfeature-sdk
              puma (~> 6.6)
              rackup
              sinatra (~> 4.1)
              sqlite3

            BUNDLED WITH
               2.6.2
            """;

    private static final String GEMFILE = """
            # what it needs
            source "https://rubygems.org"

            gem "openfeature-sdk"
            gem 'puma', "~> 6.6"
            gem "rackup"
            gem "sinatra", "~> 4.1",
              require: "sinatra/base"
            group :data do
              gem "sqlite3"
            end
            """;

    private static final String PROGRAM = """
            require "json"
            require 'sinatra'
            require "open_feature/sdk"
            require "sqlite3"
            require_relative "lib/orders"

            get("/") { "fine" }
            """;

    private static String tree(String program, String gemfile, String lock) {
        return """
                -- Dockerfile --
                FROM ruby:3.4.4-alpine3.21 AS build
                WORKDIR /build
                COPY Gemfile Gemfile.lock ./
                RUN apk add --no-cache build-base && bundle install
                FROM ruby:3.4.4-alpine3.21
                COPY --from=build /usr/local/bundle/ /usr/local/bundle/
                WORKDIR /app
                COPY Gemfile Gemfile.lock ./
                COPY lib/ lib/
                COPY server.rb ./
                CMD ["bundle", "exec", "ruby", "server.rb"]
                -- Gemfile --
                %s
                -- Gemfile.lock --
                %s
                -- server.rb --
                %s
                -- lib/orders.rb --
                require "time"
                """.formatted(gemfile, lock, program);
    }

    private static Outcome start(String from, String to) {
        String tree = tree(PROGRAM, GEMFILE, LOCK);
        assertThat(tree).contains(from);
        return Started.outcome(tree.replace(from, to));
    }

    @Test
    void aServerStartsWithItsBundle() {
        assertThat(Started.outcome(tree(PROGRAM, GEMFILE, LOCK))).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void theBundleHasToBeThere() {
        assertThat(start("COPY --from=build /usr/local/bundle/ /usr/local/bundle/\n", ""))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("RUN apk add --no-cache build-base && bundle install", "RUN bundle config set without data"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("&& bundle install", "&& bundle config set without data && bundle install"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("&& bundle install", "&& BUNDLE_WITHOUT=data bundle install"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("&& bundle install", "&& bundle install --without data"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("COPY Gemfile Gemfile.lock ./\nCOPY lib", "COPY Gemfile ./\nCOPY lib"))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void gemsAreCompiledForOneRuby() {
        assertThat(start("FROM ruby:3.4.4-alpine3.21\n", "FROM ruby:3.3.8-alpine3.21\n"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("FROM ruby:3.4.4-alpine3.21\n", "FROM ruby:3.4.4-slim\n"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("  x86_64-linux-musl\n", "  x86_64-linux\n")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(tree(
                        PROGRAM,
                        GEMFILE + "gem \"pg\"\n",
                        LOCK.replace("    puma (6.6.0)", "    pg (1.5.9)\n    puma (6.6.0)")
                                .replace("  puma (~>", "  pg\n  puma (~>"))))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aGemfileThatIsNotUnderstoodOrNotLockedIsNotSaidToStart() {
        assertThat(start("gem \"rackup\"\n", "gem \"rackup\"\ngem \"redis\"\n")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("gem \"rackup\"\n", "gem \"rackup\"\nruby \"3.3.0\"\n"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("GEM\n", "PATH\n  remote: ../shared\n  specs:\n    shared (0.1.0)\n\nGEM\n"))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatItRequiresHasToBeThere() {
        assertThat(start("require \"json\"", "require \"redis\"")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("require \"time\"", "require \"ostruct\"")).isInstanceOf(Outcome.Starts.class);
        assertThat(start("require \"time\"", "require \"csv\"")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(tree(PROGRAM, GEMFILE, LOCK)
                        .replace("ruby:3.4.4-alpine3.21", "ruby:4.0.1-alpine3.22")
                        .replace("require \"time\"", "require \"ostruct\"")))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("COPY lib/ lib/\n", "")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("\"ruby\", \"server.rb\"", "\"ruby\", \"other.rb\"")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("\"bundle\", \"exec\", \"ruby\"", "\"ruby\"")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void sinatraNeedsAServer() {
        String bare =
                LOCK.replace("    rackup (2.2.1)\n      rack (>= 3)\n", "").replace("  rackup\n", "");

        assertThat(Started.outcome(tree(PROGRAM, GEMFILE.replace("gem \"rackup\"\n", ""), bare)))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("require 'sinatra'", "require 'sinatra/base'")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void sinatraServesWhatTheProgramItselfDefines() {
        String other = "require \"time\"\nrequire \"sinatra\"\nget(\"/\") { \"fine\" }";

        assertThat(Started.outcome(
                        tree("require_relative \"lib/orders\"", GEMFILE, LOCK).replace("require \"time\"", other)))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("get(\"/\")", "set :run, false\nget(\"/\")")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("get(\"/\")", "disable :run\nget(\"/\")")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aLoopThatMayNotRunOrMayEndIsNoServer() {
        String bare = "require \"json\"\n";

        assertThat(Started.outcome(tree(bare + "loop do\n  sleep 1\nend", GEMFILE, LOCK)))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(tree(bare + "loop do\n  break if rand > 0.5\nend", GEMFILE, LOCK)))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(tree(bare + "def work\n  loop do\n    sleep 1\n  end\nend", GEMFILE, LOCK)))
                .isNotInstanceOf(Outcome.Starts.class);
    }
}
