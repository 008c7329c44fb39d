package dev.runtimeaudit.rule;

import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.workspace.Service;
import dev.runtimeaudit.workspace.variables.Variable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports: A variable that is needed is not asked for before it is used. */
public final class VariableNotValidated implements Rule {

    private static final Card CARD = new Card(
            "variable-not-validated",
            "A variable that is needed is not asked for before it is used",
            Severity.MEDIUM,
            false,
            """
            A service that reads a variable without a default, and never asks whether it is there, starts without it and fails
            later: at the first request, with an error that does not name the variable, or with the text `undefined` in an address.

            It is reported where a value without a default is used: given to a package or to what the language brings, or made part of
            a text. No code that the service loads may ask for it or look whether it is there, and the image does not set it. A value
            that only becomes a property, or is given to a function of the project, may not be needed: nothing is said of it. Whether
            the deployment gives it does not matter here.
            """,
            "Ask for it when the process starts, and end with a message that names it.",
            Example.bad("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY package.json server.js /
                    CMD ["node", "/server.js"]
                    -- package.json --
                    {"name": "api"}
                    -- server.js --
                    const { createHmac } = require("crypto");
                    require("http").createServer((request, response) => {
                      response.end(createHmac("sha256", process.env.TOKEN_SECRET).update(request.url).digest("hex"));
                    }).listen(3000);
                    """, "server.js:3"),
            Example.good("""
                    -- Dockerfile --
                    FROM node:20-alpine
                    COPY package.json server.js /
                    CMD ["node", "/server.js"]
                    -- package.json --
                    {"name": "api"}
                    -- server.js --
                    const { createHmac } = require("crypto");
                    if (!process.env.TOKEN_SECRET) throw new Error("TOKEN_SECRET is not set");
                    require("http").createServer((request, response) => {
                      response.end(createHmac("sha256", process.env.TOKEN_SECRET).update(request.url).digest("hex"));
                    }).listen(3000);
                    """));

    @Override
    public Card card() {
        return CARD;
    }

    @Override
    public Stream<Verdict> judge(Service service) {
        return service.variables().all().stream()
                .filter(VariableNotValidated::isMissedLate)
                .map(variable -> new Verdict.Finding(
                        CARD.id(),
                        CARD.severity(),
                        Optional.of(service.name()),
                        variable.at(),
                        variable.name(),
                        "`%s` is needed, has no default, and nothing asks for it at start".formatted(variable.name()),
                        variable.evidence(),
                        List.of(),
                        Optional.empty()));
    }

    /** Whether the code ends without it, or looks whether it is there and goes on. */
    private static boolean isAskedFor(Variable.Use use) {
        return use.checked() || use.level() == Variable.Level.OPTIONAL;
    }

    private static boolean isMissedLate(Variable variable) {
        boolean inImage = variable.providers().stream()
                .anyMatch(p -> p.kind() == Variable.Provider.Kind.IMAGE && p.effective() && !p.empty());
        return variable.level() == Variable.Level.FIRST_USE
                && variable.required()
                && !inImage
                && variable.condition().isEmpty()
                && variable.uses().stream().noneMatch(VariableNotValidated::isAskedFor);
    }
}
