package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import org.junit.jupiter.api.Test;

/** Starts of a PostgreSQL that an image installs itself, and makes a database for. */
class PostgresStartTest {

    private static final String ENTRY = """
            #!/usr/bin/env bash
            set -Eeo pipefail
            given() {
              local name="$1"
              local file="${name}_FILE"
              local value="${2:-}"
              if [ "${!name:-}" ] && [ "${!file:-}" ]; then
                echo >&2 "only one of $name and $file may be given"
                exit 1
              fi
              if [ "${!name:-}" ]; then
                value="${!name}"
              elif [ "${!file:-}" ]; then
                value="$(< "${!file}")"
              fi
              export "$name"="$value"
              unset "$file"
            }
            main() {
              given DB_PASSWORD
              given DB_OWNER postgres
              given DB_NAME "$DB_OWNER"
              given INIT_ARGS
              if [ -n "${WAL_DIR:-}" ]; then
                mkdir -p "$WAL_DIR"
              fi
              mkdir -p "$PGDATA"
              chmod 0700 "$PGDATA"
              if [ "$(id -u)" = '0' ]; then
                find "$PGDATA" \\! -user postgres -exec chown postgres '{}' +
                exec gosu postgres "$BASH_SOURCE" "$@"
              fi
              if [ ! -s "$PGDATA/PG_VERSION" ]; then
                if [ -z "$DB_PASSWORD" ]; then
                  echo >&2 "DB_PASSWORD is needed"
                  exit 1
                fi
                eval 'initdb --username="$DB_OWNER" --pwfile=<(printf "%s\\n" "$DB_PASSWORD") '"$INIT_ARGS"
                echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
                pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
                psql --username "$DB_OWNER" --dbname postgres -c "CREATE DATABASE \\"$DB_NAME\\""
                pg_ctl -D "$PGDATA" -m fast -w stop
              fi
              exec "$@"
            }
            main "$@"
            """;

    private static final String DOCKERFILE = """
            FROM debian:bookworm-slim
            RUN groupadd -r postgres --gid=999 \\
              && useradd -r -g postgres --uid=999 --home-dir=/var/lib/postgresql postgres \\
              && install --directory --owner postgres --group postgres --mode 1777 /var/lib/postgresql
            RUN apt-get update && apt-get install -y --no-install-recommends gosu locales
            RUN echo 'en_US.UTF-8 UTF-8' >> /etc/locale.gen && locale-gen
            ENV LANG=en_US.utf8
            RUN echo "deb https://packages.example.com/apt bookworm-pgdg main" > /etc/apt/sources.list.d/pgdg.list \\
              && apt-get update && apt-get install -y --no-install-recommends "postgresql-16=16.4-1.pgdg120+1"
            ENV PATH=$PATH:/usr/lib/postgresql/16/bin
            RUN dpkg-divert --add --rename --divert /usr/share/postgresql/sample.dpkg /usr/share/postgresql/16/postgresql.conf.sample \\
              && cp /usr/share/postgresql/sample.dpkg /usr/share/postgresql/postgresql.conf.sample \\
              && ln -s ../postgresql.conf.sample /usr/share/postgresql/16/ \\
              && sed -ri "s/^#?(listen_addresses).*/\\1 = '*'/" /usr/share/postgresql/postgresql.conf.sample
            RUN install --directory --owner postgres --group postgres --mode 3777 /var/run/postgresql
            ENV PGDATA=/var/lib/postgresql/data
            RUN install --directory --owner postgres --group postgres --mode 1777 "$PGDATA"
            COPY --chmod=755 entry.sh /usr/local/bin/
            ENTRYPOINT ["entry.sh"]
            CMD ["postgres"]
            """;

    /** All that the deployment gives. */
    private static final Environment GIVEN = Environment.empty().with("DB_PASSWORD", "secret", Evidence.NONE);

    private static Outcome start(String old, String other) {
        return start(old, other, ENTRY);
    }

    private static Outcome start(String old, String other, String entry) {
        assertThat(DOCKERFILE).contains(old);
        return outcome(DOCKERFILE.replace(old, other), entry, GIVEN);
    }

    private static Outcome outcome(String dockerfile, String entry, Environment given) {
        return Started.launch("-- Dockerfile --\n" + dockerfile + "-- entry.sh --\n" + entry, given)
                .outcome();
    }

    private static Outcome script(String old, String other) {
        assertThat(ENTRY).contains(old);
        return start("", "", ENTRY.replace(old, other));
    }

    @Test
    void aDatabaseIsMadeAndServed() {
        assertThat(start("", ""))
                .isInstanceOfSatisfying(
                        Outcome.Starts.class,
                        starts -> assertThat(starts.process()).containsExactly("postgres"));
        assertThat(start("CMD [\"postgres\"]", "CMD [\"postgres\", \"-c\", \"max_connections=200\"]"))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void allThatItIsMadeFromMustBeThere() {
        assertThat(start("\"postgresql-16=", "\"postgresql-client-16=")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("ln -s ../postgresql.conf.sample /usr/share/postgresql/16/", "true"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start(" && locale-gen", "")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("en_US.UTF-8 UTF-8", "de_DE.UTF-8 UTF-8")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("ENV LANG=en_US.utf8", "ENV LANG=C.UTF-8")).isInstanceOf(Outcome.Starts.class);
        assertThat(start(
                        "echo 'en_US.UTF-8 UTF-8' >> /etc/locale.gen && locale-gen",
                        "localedef -i en_US -c -f UTF-8 en_US.UTF-8"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(start("ENV PATH=$PATH:/usr/lib/postgresql/16/bin", "")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("gosu locales", "locales")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void itsUserMustBeAbleToWrite() {
        assertThat(start("--owner postgres --group postgres --mode 3777 /var/run", "--mode 0755 /var/run"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(script("find \"$PGDATA\" \\! -user postgres -exec chown postgres '{}' +", ":"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(start(
                        "--owner postgres --group postgres --mode 1777 \"$PGDATA\"",
                        "--mode 0755 \"$PGDATA\"",
                        ENTRY.replace("find \"$PGDATA\" \\! -user postgres -exec chown postgres '{}' +", ":")))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("--owner postgres --group postgres --mode 1777 \"$PGDATA\"", "--mode 0755 \"$PGDATA\""))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(script("exec gosu postgres", "exec env")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(script("exec gosu postgres \"$BASH_SOURCE\" \"$@\"", "true")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aPlaceForADatabaseIsEmpty() {
        assertThat(start(
                        "COPY --chmod=755 entry.sh",
                        "COPY entry.sh /var/lib/postgresql/data/\nCOPY --chmod=755 entry.sh"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("PGDATA=/var/lib/postgresql/data", "PGDATA=/var/lib/postgresql/16/main"))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void withoutADatabaseNothingIsServed() {
        assertThat(script("eval 'initdb", ": 'initdb")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(script("--username=\"$DB_OWNER\"", "--help")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(script("initdb --username", "initdb -D /tmp/other --username"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(script("initdb --username", "initdb --discard-caches --username"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("CMD [\"postgres\"]", "CMD [\"postgres\", \"--version\"]"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("CMD [\"postgres\"]", "CMD [\"postgres\", \"-D\", \"/srv/db\"]"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("CMD [\"postgres\"]", "CMD [\"postgres\", \"-c\", \"shared_preload_libraries=pg_cron\"]"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("CMD [\"postgres\"]", "CMD [\"postgres\", \"--ssl=on\"]"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("CMD [\"postgres\"]", "CMD [\"postgres\", \"-c\", \"config_file=/etc/postgresql.conf\"]"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome("-- Dockerfile --\nFROM debian:bookworm-slim\n"
                        + "RUN apt-get update && apt-get install -y --no-install-recommends postgresql-15\nUSER postgres\n"
                        + "CMD [\"/usr/lib/postgresql/15/bin/postgres\", \"-D\", \"/var/lib/postgresql/15/main\"]\n"))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aStepBehindTheDatabaseStillCounts() {
        assertThat(script("pg_ctl -D \"$PGDATA\" -m fast -w stop", "pg_ctl -D \"$PGDATA\" -m fast -w stop; prepare-it"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(script("pg_ctl -D \"$PGDATA\" -m fast -w stop", "exit 3")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void rootIsRefused() {
        String image = "-- Dockerfile --\nFROM debian:bookworm-slim\n"
                + "RUN apt-get update && apt-get install -y --no-install-recommends postgresql-15\n"
                + "CMD [\"/usr/lib/postgresql/15/bin/postgres\", \"-D\", \"/srv/db\"]\n";
        assertThat(Started.outcome(image))
                .isInstanceOfSatisfying(
                        Outcome.Dies.class,
                        dies -> assertThat(dies.failure().output())
                                .startsWith("\"root\" execution of the PostgreSQL server is not permitted."));
        assertThat(Started.outcome(image.replace("\"-D\", \"/srv/db\"", "\"--version\"")))
                .isNotInstanceOf(Outcome.Starts.class)
                .isNotInstanceOf(Outcome.Dies.class);
        assertThat(Started.outcome("-- Dockerfile --\nFROM postgres:16\nENTRYPOINT [\"postgres\"]\n"))
                .isInstanceOf(Outcome.Dies.class);
        assertThat(Started.outcome("-- Dockerfile --\nFROM postgres:16\nUSER postgres\nENTRYPOINT [\"postgres\"]\n"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(Started.outcome("-- Dockerfile --\nFROM postgres:16\n")).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void nobodyElseMayWriteWhereTheDataGo() {
        assertThat(script("chmod 0700 \"$PGDATA\"", ":")).isInstanceOf(Outcome.Starts.class);
        assertThat(script(
                        "pg_ctl -D \"$PGDATA\" -m fast -w stop",
                        "pg_ctl -D \"$PGDATA\" -m fast -w stop; chmod 0755 \"$PGDATA\""))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(script("pg_ctl -D \"$PGDATA\" -m fast -w stop", ":")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("COPY --chmod=755 entry.sh", "COPY --chmod=644 entry.sh"))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void settingsThatItIsGivenCount() {
        String stops = "pg_ctl -D \"$PGDATA\" -m fast -w stop";
        assertThat(script(stops, stops + "; echo \"max_connections = 200\" >> \"$PGDATA/postgresql.conf\""))
                .isInstanceOf(Outcome.Starts.class);
        for (String breaks : new String[] {
            "echo \"shared_preload_libraries = 'nosuch'\" >> \"$PGDATA/postgresql.conf\"",
            "echo \"max_connections = many\" >> \"$PGDATA/postgresql.conf\"",
            "echo \"include 'more.conf'\" >> \"$PGDATA/postgresql.conf\"",
            "cat /etc/hostname >> \"$PGDATA/postgresql.conf\"",
            "sed -i 's/^max_connections.*/max_connections = many/' \"$PGDATA/postgresql.conf\"",
            "sed -i 's/^#ssl = off/ssl = on/' \"$PGDATA/postgresql.conf\"",
            "echo \"nonsense\" >> \"$PGDATA/pg_hba.conf\"",
            "echo \"nonsense\" > \"$PGDATA/postgresql.auto.conf\"",
            "echo 9.6 > \"$PGDATA/PG_VERSION\"",
            "rm -rf \"$PGDATA/base\"",
            "rm -f \"$PGDATA/pg_hba.conf\"",
        }) {
            assertThat(script(stops, stops + "; " + breaks)).as(breaks).isNotInstanceOf(Outcome.Starts.class);
        }
        String sample = "sed -ri \"s/^#?(listen_addresses).*/\\1 = '*'/\" /usr/share/postgresql/postgresql.conf.sample";
        assertThat(start(sample, "true")).isInstanceOf(Outcome.Starts.class);
        for (String breaks : new String[] {
            "sed -i 's/^#//' /usr/share/postgresql/postgresql.conf.sample",
            "sed -i 's/^#ssl = off/ssl = on/' /usr/share/postgresql/postgresql.conf.sample",
            "echo 'ssl = on' >> /usr/share/postgresql/postgresql.conf.sample",
            "echo > /usr/share/postgresql/16/postgres.bki",
        }) {
            assertThat(start(sample, breaks)).as(breaks).isNotInstanceOf(Outcome.Starts.class);
        }
    }

    @Test
    void whereAnybodyMayGiveAnyVariableNothingIsSaid() {
        Environment open = Environment.empty().open(Reason.VALUE_NOT_KNOWN, Evidence.NONE);
        assertThat(outcome(DOCKERFILE, ENTRY, open)).isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(
                        DOCKERFILE,
                        ENTRY,
                        GIVEN.with("INIT_ARGS", Fact.unknown(Reason.VALUE_NOT_KNOWN, Evidence.NONE))))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(DOCKERFILE, ENTRY, GIVEN.with("INIT_ARGS", "--data-checksums", Evidence.NONE)))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(outcome(DOCKERFILE, ENTRY, GIVEN.with("INIT_ARGS", "--nonsense", Evidence.NONE)))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(outcome(DOCKERFILE, ENTRY, Environment.empty())).isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void whatAPackageBringsIsNotMissing() {
        for (String name :
                new String[] {"postgresql", "postgresql-15", "postgresql-common", "pgbouncer", "some-tool"}) {
            assertThat(Started.outcome("-- Dockerfile --\nFROM debian:bookworm-slim\n"
                            + "RUN apt-get update && apt-get install -y --no-install-recommends " + name + "\n"
                            + "RUN cp /etc/hostname /var/lib/postgresql/x\nCMD [\"sleep\", \"infinity\"]\n"))
                    .isNotInstanceOf(Outcome.Dies.class)
                    .isNotInstanceOf(Outcome.BuildsNot.class);
        }
    }
}
