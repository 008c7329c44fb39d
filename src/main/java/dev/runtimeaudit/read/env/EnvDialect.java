package dev.runtimeaudit.read.env;

/** Who reads a file of environment variables. They disagree about quotes, comments and references. */
public enum EnvDialect {
    /**
     * {@code docker compose}: {@code .env} and {@code env_file}. Quotes are taken off, references are replaced, a comment
     * needs a blank before its {@code #}, and {@code :} assigns, too (compose-go, {@code dotenv/parser.go}).
     */
    COMPOSE,
    /** {@code docker run --env-file} and compose's {@code format: raw}: the line as it is (docker/cli, {@code opts/envfile.go}). */
    DOCKER_RUN,
    /** The npm package {@code dotenv}: no references, and a {@code #} begins a comment anywhere outside quotes. */
    NODE
}
