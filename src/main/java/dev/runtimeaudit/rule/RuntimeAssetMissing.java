package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.MissingAsset;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: The program reads a file that does not ship. */
public final class RuntimeAssetMissing implements Rule {

    private static final Card CARD = new Card(
            "runtime-asset-missing",
            "The program reads a file that does not ship",
            Severity.HIGH,
            false,
            """
            Templates of mails, migrations, proto files and the like are read when the program runs; no compiler and no bundler takes
            them along. Where the image does not have them, the program fails as soon as it needs them: `ENOENT: no such file or
            directory`. What a script reads while it is loaded at the start is high, and so is what a function reads that is called
            whenever the program starts; what a function reads that runs later and perhaps never is medium.

            The path is written down in code that the program loads, the project holds something at that path, and every step that
            could have put it into the image, before node starts, was understood. Nothing is said of what is read on a condition or
            behind a place where its function may have ended, by a function that nobody calls, where a failure is caught and answered
            or handed to a callback, by something that is not proven to read files, or where the script asks first, nor of what a
            deployment mounts.
            """,
            "Copy the files into the stage that ships, to the path at which the program looks for them.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY package.json server.js ./
                    CMD ["node", "server.js"]
                    -- package.json --
                    {"name": "shop"}
                    -- server.js --
                    const { readFileSync } = require("fs");
                    const path = require("path");
                    const mail = path.join(process.cwd(), "templates", "welcome.html");
                    require("http").createServer((_, answer) => answer.end(readFileSync(mail))).listen(3000);
                    -- templates/welcome.html --
                    <p>Welcome</p>
                    """, "server.js:4"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    WORKDIR /app
                    COPY package.json server.js ./
                    COPY templates ./templates
                    CMD ["node", "server.js"]
                    -- package.json --
                    {"name": "shop"}
                    -- server.js --
                    const { readFileSync } = require("fs");
                    const path = require("path");
                    const mail = path.join(process.cwd(), "templates", "welcome.html");
                    require("http").createServer((_, answer) => answer.end(readFileSync(mail))).listen(3000);
                    -- templates/welcome.html --
                    <p>Welcome</p>
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return service.assets().stream().map(asset -> finding(service, asset));
    }

    private static Verdict finding(Service service, MissingAsset asset) {
        return new Verdict.Finding(
                CARD.id(),
                asset.atStart() ? Severity.HIGH : Severity.MEDIUM,
                Optional.of(service.name()),
                asset.at(),
                asset.path().value(),
                "`%s` is read when the program %s, and `%s` is not in the image"
                        .formatted(
                                asset.source().value(),
                                asset.atStart() ? "starts" : "runs",
                                asset.path().value()),
                Evidence.of(asset.at(), "reads it with `" + asset.reader() + "`")
                        .because(asset.absence()),
                List.of("image"),
                Optional.empty());
    }
}
