package dev.runtimeaudit.workspace.variables;

import java.util.List;
import java.util.Set;

/** Variables that programs besides the project's own code read: runtimes, platforms, tools and client libraries. */
public final class WellKnown {

    private static final Set<String> NAMES = Set.of(
            "CI",
            "DEBUG",
            "FORCE_COLOR",
            "HOME",
            "HOSTNAME",
            "HOST",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "LANG",
            "LC_ALL",
            "LD_PRELOAD",
            "LOG_LEVEL",
            "NODE_ENV",
            "NO_COLOR",
            "NO_PROXY",
            "PATH",
            "PGSSLMODE",
            "PORT",
            "PUID",
            "PGID",
            "SHELL",
            "SKIP_ENV_VALIDATION",
            "SSL_CERT_FILE",
            "TERM",
            "TZ",
            "UMASK",
            "USER",
            "http_proxy",
            "https_proxy",
            "no_proxy");

    private static final List<String> PREFIXES = List.of(
            "NODE_",
            "NPM_",
            "npm_",
            "PNPM_",
            "YARN_",
            "BUN_",
            "COREPACK_",
            "NEXT_TELEMETRY",
            "NEXT_RUNTIME",
            "NEXTAUTH_",
            "AUTH_",
            "PRISMA_",
            "OTEL_",
            "SENTRY_",
            "DD_",
            "NEW_RELIC_",
            "AWS_",
            "AZURE_",
            "GOOGLE_",
            "GCLOUD_",
            "OPENAI_",
            "ANTHROPIC_",
            "KUBERNETES_",
            "DOCKER_",
            "COMPOSE_",
            "UV_",
            "TURBO_",
            "NX_",
            "NITRO_",
            "NUXT_",
            "VERCEL",
            "RAILWAY_",
            "RENDER",
            "FLY_",
            "HEROKU_",
            "PUPPETEER_",
            "PLAYWRIGHT_",
            "CHROME_",
            "PM2_",
            "KEYSTONE_",
            "STRAPI_",
            "VITE_",
            "PG");

    private static final List<String> OF_PLATFORMS = List.of(
            "VERCEL",
            "RAILWAY_",
            "RENDER_",
            "FLY_",
            "HEROKU_",
            "NETLIFY",
            "KUBERNETES_",
            "K_SERVICE",
            "ECS_",
            "CF_PAGES");

    private WellKnown() {}

    /** Whether a platform sets a variable of this name by itself, and only there. */
    static boolean isOfPlatform(String name) {
        return OF_PLATFORMS.stream().anyMatch(name::startsWith);
    }

    /** Whether something that the project does not write itself may read a variable of this name. */
    public static boolean isReadByOthers(String name) {
        return NAMES.contains(name)
                || PREFIXES.stream().anyMatch(name::startsWith)
                || name.endsWith("_API_KEY")
                || name.equals("DATABASE_URL");
    }
}
