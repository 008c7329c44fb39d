package dev.runtimeaudit.read.dockerfile;

import java.util.List;

/** Tells the templates of Dockerfiles (Go, Jinja, ERB, {@code %%NAME%%}) from Dockerfiles. */
final class Template {

    private static final List<String> OPENERS = List.of("{{", "{%", "{#", "<%", "[%");

    private static final List<String> EXTENSIONS = List.of(
            ".template", ".tmpl", ".tpl", ".j2", ".jinja", ".jinja2", ".erb", ".ejs", ".mustache", ".hbs", ".in");

    private Template() {}

    static boolean looksLike(Dockerfile dockerfile) {
        String name = dockerfile.file().path().name();
        // a placeholder may look like anything; but what is called a template and is no Dockerfile is one
        return (!dockerfile.problems().isEmpty() && EXTENSIONS.stream().anyMatch(name::endsWith))
                || dockerfile.instructions().stream().anyMatch(Template::looksLike);
    }

    private static boolean looksLike(Instruction instruction) {
        if (instruction instanceof Instruction.Unparsed unparsed) {
            return OPENERS.stream().anyMatch(unparsed.keyword()::startsWith)
                    || hasNamedPlaceholder(unparsed.keyword())
                    || (unparsed.keyword().equalsIgnoreCase("from") && hasPlaceholder(unparsed.text()));
        }
        if (instruction instanceof Instruction.From from) {
            return hasPlaceholder(from.image().raw());
        }
        if (instruction instanceof Instruction.Copy copy) {
            return copy.sources().stream().anyMatch(source -> hasPlaceholder(source.raw()))
                    || hasPlaceholder(copy.destination().raw());
        }
        if (instruction instanceof Instruction.Workdir workdir) {
            return hasPlaceholder(workdir.path().raw());
        }
        if (instruction instanceof Instruction.User user) {
            return hasPlaceholder(user.user().raw());
        }
        return instruction instanceof Instruction.Expose expose
                && expose.ports().stream().anyMatch(port -> hasPlaceholder(port.raw()));
    }

    private static boolean hasPlaceholder(String text) {
        return text.contains("{{") || text.contains("{%") || text.contains("<%") || hasNamedPlaceholder(text);
    }

    /** {@code %%NAME%%} or {@code @@NAME@@}. */
    private static boolean hasNamedPlaceholder(String text) {
        for (String mark : List.of("%%", "@@")) {
            int from = text.indexOf(mark);
            int to = from < 0 ? -1 : text.indexOf(mark, from + 2);
            if (to > from + 2
                    && text.substring(from + 2, to)
                            .chars()
                            .allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-')) {
                return true;
            }
        }
        return false;
    }
}
