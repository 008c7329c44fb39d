package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Failure;
import org.junit.jupiter.api.Test;

/** Starts of programs at the command line of PHP. */
class PhpStartTest {

    private static final String TREE = """
            -- Dockerfile --
            FROM composer:2.8 AS vendor
            WORKDIR /tmp/
            COPY composer.json ./
            RUN composer install --ignore-platform-reqs --no-interaction --no-dev
            FROM php:8.3.10-cli-alpine3.20
            RUN docker-php-ext-install -j4 pcntl
            WORKDIR /var/www
            USER www-data
            COPY --from=vendor /tmp/vendor/ vendor/
            COPY public/ public/
            COPY src/ src/
            CMD ["php", "public/index.php"]
            -- composer.json --
            {
              "require": {"php": "^8.2 || ^8.3", "ext-json": "*", "ext-pcntl": "*", "react/http": "^1.11",
                "open-telemetry/sdk": "^1.0", "php-di/php-di": "^7.0"},
              "autoload": {"psr-4": {"App\\\\": "src/"}},
              "config": {"allow-plugins": {"php-http/discovery": false}}
            }
            -- public/index.php --
            <?php
            declare(strict_types=1);

            use App\\Shop\\{Orders, Settings as Set};
            use OpenTelemetry\\API\\Globals;
            use DI\\Container;
            use Psr\\Log\\LoggerInterface;
            use React\\Http\\HttpServer;

            require __DIR__ . '/../vendor/autoload.php';

            # what require "nothing.php" would not find
            $settings = (require dirname(__DIR__) . '/src/settings.php');
            if (getenv('DEBUG')) {
                require 'debug.php';
            }
            $server = new HttpServer(fn () => (new Orders())->all());
            $server->listen(new SocketServer('0.0.0.0:8080'));
            -- src/settings.php --
            <?php
            return [];
            -- src/Shop/Orders.php --
            <?php
            namespace App\\Shop;
            use RuntimeException;
            class Orders { use Listing; }
            -- src/Shop/Settings.php --
            <?php
            namespace App\\Shop;
            class Settings {}
            """;

    private static Outcome start(String from, String to) {
        assertThat(TREE).contains(from);
        return Started.outcome(TREE.replace(from, to));
    }

    @Test
    void aServerStartsWithItsPackages() {
        assertThat(Started.outcome(TREE)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void itsFilesHaveToBeThere() {
        Failure missing = Started.death(TREE.replace("\"public/index.php\"", "\"/index.php\"")
                .replace("COPY src/ src/", "COPY src/ src/\nUSER root\nRUN rm -f /index.php"));

        assertThat(missing.output()).isEqualTo("Could not open input file: /index.php");
        assertThat(start("COPY src/ src/\n", "")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("COPY --from=vendor /tmp/vendor/ vendor/\n", "")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("/src/settings.php'", "/src/other.php'")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("require dirname(__DIR__) . '/src/settings.php'", "require $file"))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void itsClassesHaveToBeThere() {
        assertThat(start("\"react/http\": \"^1.11\",", "")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("use DI\\Container;", "use Monolog\\Logger;")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("Settings as Set", "Prices as Set")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("\"src/\"", "\"lib/\"")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("use RuntimeException;", "use Redis;")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("\"psr-4\": {\"App\\\\\": \"src/\"}", "\"classmap\": [\"src/\"]"))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void itsPlatformHasToFit() {
        assertThat(start("RUN docker-php-ext-install -j4 pcntl\n", "")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("RUN docker-php-ext-install -j4 pcntl", "RUN install-php-extensions pcntl-1.0 redis"))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(start("^8.2 || ^8.3", ">= 8.4")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("php:8.3.10", "php:7.4.33")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void anInstallationThatIsNotUnderstoodLeavesNothingKnown() {
        assertThat(start("--no-dev", "--no-dev --no-autoloader")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("--no-dev", "--no-dev --classmap-authoritative")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("\"config\": {", "\"config\": {\"vendor-dir\": \"lib\", "))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("composer install", "composer update --lock")).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatDoesNotServeIsNotSaidTo() {
        assertThat(start("$server->listen(new SocketServer('0.0.0.0:8080'));", "// $server->listen($socket);"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("\"php\", \"public/index.php\"", "\"php\", \"-r\", \"echo 1;\""))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatMayNotBeExecutedOrMayEndServesNothing() {
        String listens = "$server->listen(new SocketServer('0.0.0.0:8080'));";

        assertThat(start(listens, "while (true) { sleep(1); }")).isInstanceOf(Outcome.Starts.class);
        assertThat(start(listens, "while (true) { if ($n++ > 3) { break; } }")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(start(listens, "function work() { while (true) { sleep(1); } }"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start(listens, "function serve($server) { $server->listen(8080); }"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start(listens, "exit(0);\n" + listens)).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void theServerThatIsBuiltInNeedsAnAddress() {
        assertThat(start("\"php\", \"public/index.php\"", "\"php\", \"-S\", \"8000\", \"-t\", \"public\""))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start("\"php\", \"public/index.php\"", "\"php\", \"-S\", \"localhost\", \"-t\", \"public\""))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void theServerThatIsBuiltInNeedsItsDirectory() {
        assertThat(start("\"php\", \"public/index.php\"", "\"php\", \"-S\", \"0.0.0.0:80\", \"-t\", \"public\""))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(start("\"php\", \"public/index.php\"", "\"php\", \"-S\", \"0.0.0.0:80\", \"-t\", \"web\""))
                .isNotInstanceOf(Outcome.Starts.class);
    }
}
