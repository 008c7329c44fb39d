package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Environment;
import org.junit.jupiter.api.Test;

/** Databases of the workspace: an image of their publishers with a schema in it. */
class DatabaseStartTest {

    private static Outcome started(String base, String lines) {
        return Started.launch(tree(base, lines), Environment.empty()).outcome();
    }

    private static String tree(String base, String lines) {
        return """
            -- Dockerfile --
            FROM %s
            %s
            -- schema.sql --
            CREATE TABLE a (id INT);
            -- fill.sh --
            echo filled
            -- more.cnf --
            [mysqld]
            max_connections=200
            """.formatted(base, lines);
    }

    @Test
    void aDatabaseIsMadeWhereAPasswordIsGiven() {
        for (String base : new String[] {"mysql:8.4", "mysql:latest", "mysql:9.4.0", "mysql:8.0-debian"}) {
            assertThat(started(base, "ENV MYSQL_ROOT_PASSWORD=x\nCOPY schema.sql /docker-entrypoint-initdb.d/"))
                    .as(base)
                    .isInstanceOf(Outcome.Starts.class);
        }
        assertThat(started("mariadb:11.4", "ENV MARIADB_RANDOM_ROOT_PASSWORD=1")).isInstanceOf(Outcome.Starts.class);
        assertThat(started("mariadb:10.6", "ENV MYSQL_ROOT_PASSWORD=x\nCMD [\"mysqld\", \"--character-set-server=utf8mb4\"]"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(started("postgres:17", "ENV POSTGRES_HOST_AUTH_METHOD=trust")).isInstanceOf(Outcome.Starts.class);
        assertThat(started("mongo:8", "")).isInstanceOf(Outcome.Starts.class);
        assertThat(started("mongo:8", "ENV MONGO_INITDB_ROOT_USERNAME=a MONGO_INITDB_ROOT_PASSWORD=b"))
                .isInstanceOf(Outcome.Starts.class);
    }

    /** With a volume that holds one already, it starts; on a new one it does not. */
    @Test
    void withoutAPasswordTheVolumeDecides() {
        assertThat(started("mysql:8.4", "")).isInstanceOf(Outcome.Undecided.class);
        assertThat(started("mysql:8.4", "ENV MYSQL_ROOT_PASSWORD=")).isInstanceOf(Outcome.Undecided.class);
        assertThat(started("mariadb:11", "ENV MARIADB_DATABASE=a")).isInstanceOf(Outcome.Undecided.class);
        assertThat(started("postgres:17", "ENV POSTGRES_HOST_AUTH_METHOD=md5")).isInstanceOf(Outcome.Undecided.class);
        assertThat(started("mongo:8", "ENV MONGO_INITDB_ROOT_USERNAME=a")).isInstanceOf(Outcome.Undecided.class);
    }

    /** The password is the deployment's to give: who builds the image does not. */
    @Test
    void theDeploymentMayGiveThePassword() {
        assertThat(Started.outcome(tree("mysql:8.4", ""))).isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(tree("mysql:8.4", "CMD [\"mysqld\", \"--version\"]")))
                .isInstanceOf(Outcome.Undecided.class);
    }

    /** Scripts and settings of the workspace are not read. */
    @Test
    void whatIsAddedMayBeWrong() {
        String password = "ENV MYSQL_ROOT_PASSWORD=x\n";

        assertThat(started("mysql:8.4", password + "COPY fill.sh /docker-entrypoint-initdb.d/"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(started("mysql:8.4", password + "COPY more.cnf /etc/mysql/conf.d/"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(started("mysql:8.4", password + "CMD [\"mysqld\", \"--ssl-ca=/certificates/ca.pem\"]"))
                .isInstanceOf(Outcome.Undecided.class);
    }
}
