package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.node.NodeLauncher;
import dev.runtimeaudit.exec.shell.ShellLauncher;
import dev.runtimeaudit.exec.tool.Tools;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The programs whose behaviour is known, by the name that the base table and the effects of installers give them. */
public final class Launchers {

    /** Every program that the replay of a start can look into. */
    public static final Map<String, Launcher> ALL = all();

    private Launchers() {}

    private static Map<String, Launcher> all() {
        Map<String, Launcher> all = new TreeMap<>(Tools.ALL);
        all.put("ash", new ShellLauncher());
        all.put("bash", new ShellLauncher());
        all.put("bun", new Bun());
        all.put("bun-docker-entrypoint", new Bun.Entrypoint());
        all.put("cacert-entrypoint", new Handover("/__cacert_entrypoint.sh"));
        all.put("catatonit", new Tini(Tini.Kind.CATATONIT));
        all.put(Collector.NAME, new Collector());
        all.put("compiled", new Compiled());
        all.put("corepack-shim", new CorepackShim());
        all.put("dash", new ShellLauncher());
        for (String name : List.of("cron", "crond")) {
            all.put(name, new Cron(Objects.requireNonNull(Tools.ALL.get(name))));
        }
        all.put("conc", new Concurrently());
        all.put("concurrently", new Concurrently());
        all.put("cross-env", new CrossEnv(false));
        all.put("cross-env-shell", new CrossEnv(true));
        all.put("deno", new Deno());
        all.put("deno-docker-entrypoint", new Deno.Entrypoint());
        all.put("dumb-init", new DumbInit());
        all.put("dotenv", new Dotenv());
        all.put(ElixirRelease.NAME, new ElixirRelease());
        all.put("env", new Env());
        all.put("env-cmd", new EnvCmd());
        all.put("gosu", new Gosu(false));
        all.put("java", new Java());
        all.put(GradleStart.NAME, new GradleStart());
        for (String name : List.of(
                "drizzle-kit",
                "import-meta-env",
                "knex",
                "node-pg-migrate",
                "sequelize",
                "sequelize-cli",
                "typeorm",
                "typeorm-ts-node-commonjs",
                "typeorm-ts-node-esm")) {
            all.put(name, new PackageCommand());
        }
        all.put("nginx", new Nginx(false));
        all.put("nginx-unprivileged", new Nginx(true));
        all.put("nginx-docker-entrypoint", new NginxDockerEntrypoint());
        for (String name : List.of("nice", "nohup", "setsid", "stdbuf")) {
            all.put(name, new Prefix());
        }
        all.put("node", new NodeLauncher());
        all.put("node-docker-entrypoint", new NodeDockerEntrypoint());
        all.put("k6", new LoadTest());
        all.put("locust", new Locust());
        all.put("react-router-serve", new SiteServer(false));
        all.put("remix-serve", new SiteServer(true));
        all.put("serve", new StaticServer());
        all.put("http-server", new StaticServer());
        all.put("next", new Next());
        all.put("nodemon", new Nodemon());
        all.put("npm", new Npm());
        all.put("npx", new Npx());
        all.put("pnpm", new Pnpm());
        all.put("php", new Php());
        all.put("pm2", new Pm2Daemon());
        all.put("pm2-runtime", new Pm2Runtime(true));
        all.put("postgres-docker-entrypoint", DatabaseEntrypoint.postgres());
        all.put("mysql-docker-entrypoint", DatabaseEntrypoint.mysql());
        all.put("mariadb-docker-entrypoint", DatabaseEntrypoint.mariadb());
        all.put("mongo-docker-entrypoint", DatabaseEntrypoint.mongo());
        all.put("python3", new Python());
        for (String name : List.of("uvicorn", "gunicorn", "hypercorn", "celery")) {
            all.put(name, new PythonServer(name));
        }
        all.put("opentelemetry-instrument", new Instrumented());
        all.put(DotnetInstrumented.NAME, new DotnetInstrumented());
        for (String name : List.of("dotnet", DotnetProgram.HOST)) {
            all.put(name, new DotnetProgram());
        }
        all.put("redis-docker-entrypoint", new ServerEntrypoint("/usr/local/bin/docker-entrypoint.sh", "redis-server"));
        all.put("docker-php-entrypoint", new ServerEntrypoint("/usr/local/bin/docker-php-entrypoint", "php"));
        all.put("envoy-docker-entrypoint", new ServerEntrypoint("/docker-entrypoint.sh", "envoy"));
        all.put("clickhouse-entrypoint", new InitialisingServer("/entrypoint.sh"));
        all.put("opensearch-docker-entrypoint", new OpenSearchEntrypoint());
        for (String name : List.of(
                "caddy",
                "envoy",
                "haproxy",
                "maildev",
                "memcached",
                "mongod",
                "mysqld",
                "php-fpm",
                "postgres",
                "redis-server",
                "server",
                "sshd",
                "supervisord",
                "traefik")) {
            all.put(name, new Server());
        }
        all.put("bundle", new Bundler());
        all.put("ruby", new Ruby());
        all.put("run-s", new RunScripts(false));
        all.put("npm-run-all", new RunScripts(false));
        all.put("run-p", new RunScripts(true));
        all.put("su-exec", new Gosu(true));
        all.put("timeout", new Timeout());
        all.put("tini", new Tini(Tini.Kind.TINI));
        all.put("tsx", new Tsx());
        all.put("ts-node", new TsNode());
        all.put("xargs", new Xargs());
        all.put("yarn", new Yarn());
        return Map.copyOf(all);
    }
}
