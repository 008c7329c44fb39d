package dev.runtimeaudit.read.dockerfile;

import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an instruction of a line (Dockerfile reference, one section each), and says what BuildKit would say of a wrong
 * one. More than 300 lines because it has one small method for each of the eighteen instructions.
 */
final class InstructionReader {

    private static final List<String> KEYWORDS = List.of(
            "add",
            "arg",
            "cmd",
            "copy",
            "entrypoint",
            "env",
            "expose",
            "from",
            "healthcheck",
            "label",
            "maintainer",
            "onbuild",
            "run",
            "shell",
            "stopsignal",
            "user",
            "volume",
            "workdir");

    private final LineReader.Line line;
    private final Statement statement;
    private final char escape;
    private final Rejections rejections;
    private final Span span;

    private InstructionReader(LineReader.Line line, Statement statement, int from, char escape, Rejections rejections) {
        this.line = line;
        this.statement = statement;
        this.escape = escape;
        this.rejections = rejections;
        this.span = statement.line().file().span(from, Math.max(from, line.to()));
    }

    static Instruction read(LineReader.Line line, char escape, Rejections rejections) {
        // a line may begin with nothing but an escape; for BuildKit the instruction starts there
        return new InstructionReader(line, line.statement(), line.from(), escape, rejections).instruction();
    }

    private Instruction instruction() {
        return switch (statement.name()) {
            case "add", "copy" -> copy();
            case "arg" -> arg();
            case "cmd" ->
                command().<Instruction>map(c -> new Instruction.Cmd(c, span)).orElseGet(this::unparsed);
            case "entrypoint" ->
                command()
                        .<Instruction>map(c -> new Instruction.Entrypoint(c, span))
                        .orElseGet(this::unparsed);
            case "env" ->
                pairs().<Instruction>map(p -> new Instruction.Env(p, span)).orElseGet(this::unparsed);
            case "expose" -> expose();
            case "from" -> from();
            case "healthcheck" -> healthcheck();
            case "label" ->
                pairs().<Instruction>map(p -> new Instruction.Label(p, span)).orElseGet(this::unparsed);
            case "maintainer" ->
                only().<Instruction>map(m -> new Instruction.Maintainer(m.text(), span))
                        .orElseGet(this::unparsed);
            case "onbuild" -> onbuild();
            case "run" -> run();
            case "shell" -> shell();
            case "stopsignal" ->
                statement.arguments().text().isEmpty()
                        ? rejected("STOPSIGNAL requires exactly one argument")
                        : new Instruction.StopSignal(word(statement.arguments()), span);
            case "user" ->
                only().<Instruction>map(u -> new Instruction.User(word(u), span))
                        .orElseGet(this::unparsed);
            case "volume" -> volume();
            case "workdir" ->
                only().<Instruction>map(w -> new Instruction.Workdir(word(w), span))
                        .orElseGet(this::unparsed);
            default -> {
                String keyword = statement.keyword().text();
                reject(
                        statement.keyword().span(),
                        "unknown instruction: " + keyword + Suggestion.ignoringCase(keyword, KEYWORDS));
                yield unparsed();
            }
        };
    }

    // What all of them need

    private Instruction unparsed() {
        return new Instruction.Unparsed(
                statement.keyword().text(), statement.arguments().text(), span);
    }

    private Instruction rejected(String message) {
        reject(span, message);
        return unparsed();
    }

    private void reject(Span at, String message) {
        rejections.whileInstructing(at, "dockerfile parse error on line " + span.line() + ": " + message);
    }

    private String keyword() {
        return statement.name().toUpperCase(Locale.ROOT);
    }

    private Word word(Fragment text) {
        return WordReader.read(text, escape);
    }

    private List<Word> words(List<Fragment> texts) {
        return texts.stream().map(this::word).toList();
    }

    /** The flags of an instruction; one that is wrong stays in the tree all the same. */
    private List<Instruction.Flag> flags(Map<String, Flags.Kind> known) {
        List<Instruction.Flag> flags = Flags.read(statement, escape);
        Flags.firstWrong(flags, known).ifPresent(wrong -> reject(wrong.flag().span(), wrong.message()));
        return flags;
    }

    /** All that follows the keyword, as one argument. */
    private Optional<Fragment> only() {
        if (statement.arguments().text().isEmpty()) {
            reject(span, keyword() + " requires exactly one argument");
            return Optional.empty();
        }
        flags(Flags.NONE);
        return Optional.of(statement.arguments());
    }

    /** The elements of a JSON array, or the words between blanks; empty when it is an array of something else. */
    private Optional<List<Fragment>> list() {
        JsonArray json = JsonArray.read(statement.arguments());
        if (json instanceof JsonArray.NotStrings) {
            notStrings();
            return Optional.empty();
        }
        return Optional.of(
                json instanceof JsonArray.Strings strings ? strings.values() : Words.atBlanks(statement.arguments()));
    }

    private void notStrings() {
        rejections.whileParsing(
                statement.arguments().span(), "when using JSON array syntax, arrays must be comprised of strings only");
    }

    /** Exec form or shell form; empty when it is a JSON array of something else than strings. */
    private Optional<CommandForm> form(Fragment text, List<CommandForm.Heredoc> heredocs) {
        JsonArray json = JsonArray.read(text);
        if (json instanceof JsonArray.NotStrings) {
            notStrings();
            return Optional.empty();
        }
        if (json instanceof JsonArray.Strings strings) {
            List<CommandForm.Argument> arguments = strings.values().stream()
                    .map(value -> new CommandForm.Argument(value.text(), value.span()))
                    .toList();
            return Optional.of(new CommandForm.Exec(arguments, text.span()));
        }
        return Optional.of(new CommandForm.Shell(text, heredocs, text.text().startsWith("["), text.span()));
    }

    private Optional<CommandForm> command() {
        Optional<CommandForm> form = form(statement.arguments(), List.of());
        flags(Flags.NONE);
        return form;
    }

    // One by one

    private Instruction from() {
        List<Fragment> words = Words.atBlanks(statement.arguments());
        boolean named = words.size() == 3 && words.get(1).text().equalsIgnoreCase("as");
        if (!named && words.size() != 1) {
            if (words.isEmpty()) {
                return rejected("FROM requires either one or three arguments");
            }
            reject(span, "FROM requires either one or three arguments");
        }
        Optional<String> name = Optional.empty();
        if (named) {
            String lower = words.get(2).text().toLowerCase(Locale.ROOT);
            if (!isStageName(lower)) {
                reject(
                        words.get(2).span(),
                        "invalid name for build stage: "
                                + GoText.quote(words.get(2).text())
                                + ", name can't start with a number or contain symbols");
            }
            name = Optional.of(lower);
        }
        Word image = word(words.get(0));
        image.parts().stream()
                .filter(part -> part instanceof Word.Part.Malformed)
                .forEach(part -> rejections.whileConverting(image.span(), ((Word.Part.Malformed) part).message()));
        return new Instruction.From(image, name, flags(Flags.FROM), span);
    }

    private static boolean isStageName(String name) {
        return !name.isEmpty()
                && name.charAt(0) >= 'a'
                && name.charAt(0) <= 'z'
                && name.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.');
    }

    private Instruction run() {
        List<Instruction.Flag> flags = flags(Flags.RUN);
        List<Instruction.Mount> mounts = new ArrayList<>();
        // BuildKit looks at all devices first
        for (Fragment device : flagValues("--device=")) {
            Mounts.wrongDevice(device).ifPresent(message -> reject(device.span(), message));
        }
        for (Fragment mount : flagValues("--mount=")) {
            mounts.add(Mounts.read(mount, escape));
            Mounts.wrongMount(mount).ifPresent(message -> reject(mount.span(), message));
        }
        Flags.value(flags, "network")
                .filter(network -> !List.of("default", "none", "host").contains(network))
                .ifPresent(network -> reject(span, "invalid network mode " + GoText.quote(network)));
        Flags.value(flags, "security")
                .filter(security -> !List.of("insecure", "sandbox").contains(security))
                .ifPresent(security -> reject(span, "security " + GoText.quote(security) + " is not valid"));
        return form(statement.arguments(), line.heredocs())
                .<Instruction>map(command -> new Instruction.Run(command, flags, mounts, span))
                .orElseGet(this::unparsed);
    }

    private List<Fragment> flagValues(String prefix) {
        return statement.flags().stream()
                .filter(flag -> flag.text().startsWith(prefix))
                .map(flag -> flag.part(prefix.length(), flag.text().length()))
                .toList();
    }

    private Instruction copy() {
        Optional<List<Fragment>> list = list();
        if (list.isEmpty()) {
            return unparsed();
        }
        List<Fragment> words = list.get();
        if (words.size() < 2) {
            return rejected(keyword() + " requires at least two arguments, but only one was provided."
                    + " Destination could not be determined");
        }
        boolean isCopy = statement.name().equals("copy");
        List<Instruction.Flag> flags = flags(isCopy ? Flags.COPY : Flags.ADD);
        Fragment destination = words.get(words.size() - 1);
        if (announced(destination).isPresent()) {
            return rejected(keyword() + " cannot accept a heredoc as a destination");
        }
        List<Word> sources = new ArrayList<>();
        List<CommandForm.Heredoc> heredocs = new ArrayList<>();
        for (Fragment source : words.subList(0, words.size() - 1)) {
            Optional<Heredocs.Announced> announced = announced(source);
            if (announced.isPresent()) {
                heredocs.add(heredoc(announced.get(), source));
            } else {
                sources.add(word(source));
            }
        }
        if (!isCopy) {
            return new Instruction.Add(sources, heredocs, word(destination), flags, span);
        }
        flags.stream().filter(flag -> flag.name().equals("from")).forEach(this::checkStage);
        return new Instruction.Copy(sources, heredocs, word(destination), flags, span);
    }

    private static Optional<Heredocs.Announced> announced(Fragment word) {
        try {
            return Heredocs.announced(word.text());
        } catch (WordLexer.Malformed malformed) {
            return Optional.empty();
        }
    }

    /** The body of a here-document that is a source. There is none where the whole line could not be taken apart. */
    private CommandForm.Heredoc heredoc(Heredocs.Announced announced, Fragment source) {
        Fragment nothing = source.part(source.text().length(), source.text().length());
        return line.heredocs().stream()
                .filter(heredoc -> heredoc.name().equals(announced.name()))
                .reduce((first, last) -> last)
                .orElseGet(() -> new CommandForm.Heredoc(
                        announced.name(),
                        nothing,
                        WordReader.literal(nothing),
                        announced.expand(),
                        announced.stripTabs(),
                        source.span()));
    }

    private void checkStage(Instruction.Flag from) {
        from.value().ifPresent(stage -> {
            Optional<String> malformed = stage.parts().stream()
                    .filter(part -> part instanceof Word.Part.Malformed)
                    .map(part -> ((Word.Part.Malformed) part).message())
                    .findFirst();
            if (malformed.isPresent()) {
                rejections.whileConverting(from.span(), malformed.get());
            } else if (!stage.isLiteral() || !stage.literal().equals(stage.raw())) {
                rejections.whileConverting(
                        from.span(),
                        "variable expansion is not supported for --from, define a new stage with FROM using ARG from"
                                + " global scope as a workaround");
            }
        });
    }

    private Optional<List<Instruction.Pair>> pairs() {
        Fragment arguments = statement.arguments();
        List<Fragment> words = Words.atUnquotedSpace(arguments, escape);
        if (words.isEmpty()) {
            flags(Flags.NONE);
            reject(span, keyword() + " requires at least one argument");
            return Optional.empty();
        }
        if (words.get(0).text().indexOf('=') < 0) {
            List<Fragment> halves = Words.firstAndRest(arguments);
            if (halves.size() < 2) {
                rejections.whileParsing(span, keyword() + " must have two arguments");
                return Optional.empty();
            }
            flags(Flags.NONE);
            return Optional.of(List.of(
                    new Instruction.Pair(word(halves.get(0)), Optional.of(word(halves.get(1))), arguments.span())));
        }
        List<Instruction.Pair> pairs = new ArrayList<>();
        boolean blank = false;
        boolean noEquals = false;
        for (Fragment text : words) {
            int equals = text.text().indexOf('=');
            if (equals < 0) {
                // a comment behind the values has many such words, and is one mistake
                if (!noEquals) {
                    rejections.whileParsing(
                            text.span(),
                            "Syntax error - can't find = in " + GoText.quote(text.text())
                                    + ". Must be of the form: name=value");
                }
                noEquals = true;
                continue;
            }
            blank |= equals == 0;
            Fragment value = text.part(equals + 1, text.text().length());
            pairs.add(new Instruction.Pair(word(text.part(0, equals)), Optional.of(word(value)), text.span()));
        }
        flags(Flags.NONE);
        if (blank) {
            reject(span, keyword() + " names can not be blank");
        }
        return Optional.of(pairs);
    }

    private Instruction arg() {
        List<Instruction.Pair> pairs = new ArrayList<>();
        List<Fragment> words = Words.atUnquotedSpace(statement.arguments(), escape);
        if (words.isEmpty()) {
            return rejected("ARG requires at least one argument");
        }
        for (Fragment text : words) {
            int equals = text.text().indexOf('=');
            if (equals == 0) {
                return rejected("ARG names can not be blank");
            }
            Fragment name = equals < 0 ? text : text.part(0, equals);
            Optional<Word> value = equals < 0
                    ? Optional.empty()
                    : Optional.of(word(text.part(equals + 1, text.text().length())));
            // BuildKit expands the values, not the names
            pairs.add(new Instruction.Pair(WordReader.literal(name), value, text.span()));
        }
        return new Instruction.Arg(pairs, span);
    }

    private Instruction shell() {
        flags(Flags.NONE);
        Optional<CommandForm> form = form(statement.arguments(), List.of());
        if (form.isEmpty()) {
            return unparsed();
        }
        if (statement.arguments().text().isEmpty()
                || (form.get() instanceof CommandForm.Exec exec
                        && exec.arguments().isEmpty())) {
            return rejected("SHELL requires at least one argument");
        }
        if (form.get() instanceof CommandForm.Shell) {
            return rejected("SHELL requires the arguments to be in JSON form");
        }
        return new Instruction.Shell(form.get(), span);
    }

    private Instruction expose() {
        List<Fragment> ports = Words.atBlanks(statement.arguments());
        if (ports.isEmpty()) {
            return rejected("EXPOSE requires at least one argument");
        }
        flags(Flags.NONE);
        return new Instruction.Expose(words(ports), span);
    }

    private Instruction volume() {
        Optional<List<Fragment>> list = list();
        if (list.isEmpty()) {
            return unparsed();
        }
        List<Fragment> paths = list.get().stream().map(Words::trim).toList();
        if (paths.isEmpty()) {
            return rejected("VOLUME requires at least one argument");
        }
        flags(Flags.NONE);
        if (paths.stream().anyMatch(path -> path.text().isEmpty())) {
            return rejected("VOLUME specified can not be an empty string");
        }
        return new Instruction.Volume(words(paths), span);
    }

    private Instruction healthcheck() {
        List<Fragment> halves = Words.firstAndRest(statement.arguments());
        String type = halves.get(0).text().toUpperCase(Locale.ROOT);
        if (type.isEmpty()) {
            return rejected("HEALTHCHECK requires at least one argument");
        }
        Fragment all = statement.arguments();
        int end = all.text().length();
        Fragment command = halves.size() == 2 ? halves.get(1) : all.part(end, end);
        Optional<CommandForm> form = form(command, List.of());
        if (form.isEmpty()) {
            return unparsed();
        }
        boolean empty = form.get() instanceof CommandForm.Exec exec
                ? exec.arguments().isEmpty()
                : command.text().isEmpty();
        if (type.equals("NONE")) {
            return empty
                    ? new Instruction.Healthcheck(Optional.empty(), Flags.read(statement, escape), span)
                    : rejected("HEALTHCHECK NONE takes no arguments");
        }
        List<Instruction.Flag> flags = flags(Flags.HEALTHCHECK);
        if (!type.equals("CMD")) {
            return rejected("Unknown type " + GoText.quote(type) + " in HEALTHCHECK (try CMD)");
        }
        if (empty) {
            return rejected("Missing command after HEALTHCHECK CMD");
        }
        for (Instruction.Flag flag : flags) {
            String value = flag.value().map(Word::raw).orElse("");
            Optional<String> wrong =
                    flag.name().equals("retries") ? wrongRetries(value) : Durations.wrong(flag.name(), value);
            if (Flags.HEALTHCHECK.containsKey(flag.name())) {
                wrong.ifPresent(message -> reject(flag.span(), message));
            }
        }
        return new Instruction.Healthcheck(form, flags, span);
    }

    private static Optional<String> wrongRetries(String value) {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String digits = value.charAt(0) == '-' || value.charAt(0) == '+' ? value.substring(1) : value;
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of("strconv.ParseInt: parsing " + GoText.quote(value) + ": invalid syntax");
        }
        double number = Double.parseDouble(value);
        if (number > Integer.MAX_VALUE || number < Integer.MIN_VALUE) {
            return Optional.of("strconv.ParseInt: parsing " + GoText.quote(value) + ": value out of range");
        }
        return number < 0 ? Optional.of("--retries cannot be negative (" + (int) number + ")") : Optional.empty();
    }

    /**
     * The trigger is read as far as BuildKit reads it here. What is wrong with it beyond that shows in the build that is
     * based on this image, and is no reason to reject this file.
     */
    private Instruction onbuild() {
        if (statement.arguments().text().isEmpty()) {
            return rejected("ONBUILD requires at least one argument");
        }
        flags(Flags.NONE);
        Statement inner = Statement.split(statement.arguments(), escape);
        switch (inner.name()) {
            case "onbuild" -> {
                return rejected("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
            }
            case "maintainer", "from" -> {
                return rejected(inner.name().toUpperCase(Locale.ROOT) + " isn't allowed as an ONBUILD trigger");
            }
            default -> {
                Rejections ofTrigger = new Rejections();
                Instruction trigger =
                        new InstructionReader(line, inner, inner.line().offset(0), escape, ofTrigger).instruction();
                rejections.addParsing(ofTrigger);
                return new Instruction.Onbuild(trigger, span);
            }
        }
    }
}
