package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A secret is a part of the image. */
public final class SecretInImage implements Rule {

    private static final Card CARD = new Card(
            "secret-in-image",
            "A secret is a part of the image",
            Severity.HIGH,
            false,
            """
            A value that `ARG` or `ENV` gives stays in the image's configuration and history, and a file that is copied stays in a
            layer: whoever can pull the image can read it, whatever later steps remove.

            It is proven by the value, never by the name: the forms that issuers of keys publish, private keys, signed tokens, and
            long values without any order under a name that says secret, key, token or password. Placeholders are no secrets,
            nor are public keys, nor what only a stage holds that does not ship. The value is never told.
            """,
            "Take it out, give it when the container starts or with `--mount=type=secret`, and replace the secret: it is known by now.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    ENV SESSION_SECRET=9fK2vQ7xLw3Rz8TbNc5Yh1Jm
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """, "Dockerfile:2"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    ENV SESSION_SECRET=replace-me-when-you-deploy-1
                    COPY server.js /
                    CMD ["node", "/server.js"]
                    -- server.js --
                    require("http").createServer().listen(3000)
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return service.variables().secrets().stream()
                .map(secret -> new Verdict.Finding(
                        CARD.id(),
                        CARD.severity(),
                        Optional.of(service.name()),
                        secret.at(),
                        secret.name(),
                        "`%s` is %s, and whoever has the image can read it".formatted(secret.name(), secret.what()),
                        Evidence.of(secret.at(), "puts it into the image with " + secret.how()),
                        List.of(),
                        Optional.empty()));
    }
}
