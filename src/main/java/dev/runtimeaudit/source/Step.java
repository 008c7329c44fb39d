package dev.runtimeaudit.source;

/**
 * One link of a proof.
 *
 * @param at the line that is its subject
 * @param says a clause whose subject is that line: "starts the runtime stage from node:20-slim, which has no pnpm"
 */
public record Step(Span at, String says) {

    @Override
    public String toString() {
        return at + " " + says;
    }
}
