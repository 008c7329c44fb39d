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
        assertThat(started("mariadb:11.4", "ENV MARIADB_RANDOM_ROOT_PASSWORD=1"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(started(
                        "mariadb:10.6",
                        "ENV MYSQL_ROOT_PASSWORD=x\nCMD [\"mysqld\", \"--character-set-server=utf8mb4\"]"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(started("postgres:17", "ENV POSTGRES_HOST_AUTH_METHOD=trust"))
                .isInstanceOf(Outcome.Starts.class);
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

    private static void open(String base, String... lines) {
        for (String each : lines) {
            assertThat(started(base, each)).as(base + "\n" + each).isInstanceOf(Outcome.Undecided.class);
        }
    }

    private static void starts(String base, String... lines) {
        for (String each : lines) {
            assertThat(started(base, each)).as(base + "\n" + each).isInstanceOf(Outcome.Starts.class);
        }
    }

    private static String told(String options) {
        return "ENV MYSQL_ROOT_PASSWORD=x\nCMD [\"" + options.replace(" ", "\", \"") + "\"]";
    }

    @Test
    void optionsThatAllVersionsHaveAreTaken() {
        for (String base : new String[] {"mysql:8.4", "mariadb:11.4"}) {
            starts(
                    base,
                    told("--character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci --max_connections=200"),
                    told("--max-allowed-packet 64M --sql_mode=STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION"),
                    told("--skip-name-resolve --bind-address=0.0.0.0 --port=3307 --innodb-buffer-pool-size=1G"));
        }
        starts(
                "mongo:8",
                "CMD [\"--bind_ip_all\", \"--replSet\", \"rs0\"]",
                "CMD [\"mongod\", \"--auth\", \"--port=27018\", \"--bind_ip\", \"0.0.0.0\"]");
    }

    /** One version lacks an option, another one a value; some end the server, or send it to the background. */
    @Test
    void otherOptionsMayEndTheServer() {
        open(
                "mysql:8.4",
                told("--default-authentication-plugin=mysql_native_password"),
                told("mysqld --daemonize"),
                told("mysqld --validate-config"),
                told("mysqld --initialize-insecure"),
                told("--sql-mode=NO_AUTO_CREATE_USER"),
                told("--collation-server=utf8mb4_unicode_ci"),
                told("--character-set-server=latin1 --collation-server=utf8mb4_bin"),
                told("--port"),
                told("--port=mysql"),
                told("--skip-name-resolve=maybe"),
                told("mysqld more"));
        open(
                "mongo:8",
                "CMD [\"mongod\", \"--fork\", \"--syslog\"]",
                "CMD [\"mongod\", \"--shutdown\"]",
                "CMD [\"mongod\", \"--repair\"]",
                "CMD [\"mongod\", \"--bind_ip=mongo.local\"]",
                "CMD [\"mongod\", \"--bind_ip_all\", \"--bind_ip=0.0.0.0\"]",
                "CMD [\"mongod\", \"--quiet\", \"--quiet\"]",
                "CMD [\"mongod\", \"--auth\", \"--replSet=rs0\"]",
                "ENV MONGO_INITDB_ROOT_USERNAME=a MONGO_INITDB_ROOT_PASSWORD=b\nCMD [\"--replSet=rs0\"]");
    }

    /** Without its entry script, the server finds no database. */
    @Test
    void mysqldAloneDoesNotServe() {
        open(
                "mysql:8.4",
                "ENV MYSQL_ROOT_PASSWORD=x\nENTRYPOINT [\"mysqld\"]",
                "ENV MYSQL_ROOT_PASSWORD=x\nCMD exec mysqld");
        starts("mongo:8", "ENTRYPOINT [\"mongod\"]");
        open("mongo:8", "ENTRYPOINT [\"mongod\", \"--fork\"]", "ENTRYPOINT [\"mongod\"]\nUSER 1000");
    }

    @Test
    void settingsMayStandInPlaceOfThoseOfTheImage() {
        String password = "ENV MYSQL_ROOT_PASSWORD=x\n";

        open(
                "mysql:8.4",
                password + "COPY more.cnf /etc/my.cnf",
                password + "COPY more.cnf /etc/mysql/my.cnf",
                password + "RUN echo '[mysqld]' > /etc/my.cnf",
                password + "ADD https://example.com/my.cnf /etc/my.cnf");
        open("mariadb:11.4", password + "COPY more.cnf /etc/mysql/mariadb.cnf");
    }

    /** What it makes the user of is not root, who is there already. */
    @Test
    void rootIsNoFurtherUser() {
        String password = "ENV MYSQL_ROOT_PASSWORD=x MYSQL_PASSWORD=y ";

        open("mysql:8.4", password + "MYSQL_USER=root");
        open("mariadb:11.4", password + "MYSQL_USER=root", password + "MARIADB_USER=root");
        starts("mysql:8.4", password + "MYSQL_USER=somebody");
        starts("mongo:8", "ENV MONGO_INITDB_ROOT_USERNAME=root MONGO_INITDB_ROOT_PASSWORD=b");
    }

    @Test
    void aPasswordOfNothingIsNone() {
        open("mongo:8", "ENV MONGO_INITDB_ROOT_USERNAME=a MONGO_INITDB_ROOT_PASSWORD=\"\"");
        assertThat(Started.outcome(tree("mongo:8", "ENV MONGO_INITDB_ROOT_USERNAME=a MONGO_INITDB_ROOT_PASSWORD=\"\"")))
                .isInstanceOf(Outcome.Undecided.class);
        starts("mongo:8", "ENV MONGO_INITDB_ROOT_USERNAME=\"\" MONGO_INITDB_ROOT_PASSWORD=\"\"");
    }

    /** The directories of their data are their own user's; MySQL's is everybody's. */
    @Test
    void anotherUserMakesNoDatabase() {
        open("mongo:8", "USER 1000");
        open("mariadb:11.4", "ENV MYSQL_ROOT_PASSWORD=x\nUSER 1000");
        starts("mongo:8", "USER mongodb");
        starts("mariadb:11.4", "ENV MYSQL_ROOT_PASSWORD=x\nUSER mysql");
        starts("mysql:8.4", "ENV MYSQL_ROOT_PASSWORD=x\nUSER 1000");
    }

    @Test
    void settingsThatExcludeEachOtherEndTheScript() {
        open(
                "mysql:8.4",
                "COPY schema.sql /p\nENV MYSQL_ROOT_PASSWORD=x MYSQL_ROOT_PASSWORD_FILE=/p",
                "COPY schema.sql /p\nENV MYSQL_ROOT_PASSWORD=x MYSQL_PASSWORD=y MYSQL_PASSWORD_FILE=/p");
        open("postgres:17", "COPY schema.sql /p\nENV POSTGRES_PASSWORD=x POSTGRES_PASSWORD_FILE=/p");
        open(
                "mariadb:11.4",
                "ENV MARIADB_ROOT_PASSWORD=x MARIADB_ROOT_PASSWORD_HASH=*0000",
                "ENV MARIADB_ROOT_PASSWORD=x MARIADB_PASSWORD=y MARIADB_PASSWORD_HASH=*0000",
                "ENV MARIADB_ROOT_PASSWORD=x MARIADB_MASTER_HOST=other");
    }

    @Test
    void aFileMayHoldThePassword() {
        String copied = "COPY schema.sql /p\n";

        starts("postgres:17", copied + "ENV POSTGRES_PASSWORD_FILE=/p", "ENV POSTGRES_PASSWORD_FILE=/run/secrets/p");
        starts("mysql:8.4", copied + "ENV MYSQL_ROOT_PASSWORD_FILE=/p");
        starts("mongo:8", copied + "ENV MONGO_INITDB_ROOT_USERNAME=a MONGO_INITDB_ROOT_PASSWORD_FILE=/p");
        open("postgres:17", "RUN touch /p\nENV POSTGRES_PASSWORD_FILE=/p", "ENV POSTGRES_PASSWORD_FILE=/home/p");
        open("mysql:8.4", copied + "ENV MYSQL_RANDOM_ROOT_PASSWORD_FILE=/p");
        open("mongo:8", copied + "ENV MONGO_INITDB_ROOT_PASSWORD_FILE=/p");
    }

    /** Whatever they left may be a script, or settings. */
    @Test
    void whatStepsWroteIsNotKnown() {
        String generated = """
            FROM node:22 AS made
            WORKDIR /made
            RUN npx somebodys-generator --out /made
            FROM %s
            ENV MYSQL_ROOT_PASSWORD=x
            COPY --from=made /made/ %s
            """;

        for (String to : new String[] {"/docker-entrypoint-initdb.d/", "/etc/mysql/conf.d/"}) {
            assertThat(Started.outcome("-- Dockerfile --\n" + generated.formatted("mysql:8.4", to)))
                    .as(to)
                    .isInstanceOf(Outcome.Undecided.class);
        }
    }

    @Test
    void scriptsOfMongoAreWrittenInJavaScript() {
        open("mongo:8", "COPY schema.sql /docker-entrypoint-initdb.d/init.js");
        starts("mongo:8", "COPY schema.sql /docker-entrypoint-initdb.d/read.me");
        open("mariadb:11.4", "ENV MYSQL_ROOT_PASSWORD=x\nCOPY schema.sql /docker-entrypoint-initdb.d/backup.tar.gz");
    }
}
