package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Exit;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.launcher.PrismaConfig;
import dev.runtimeaudit.exec.launcher.SchemaSearch;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.prisma.PrismaSchema;
import dev.runtimeaudit.read.script.ExportedObject.Member;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The prisma CLI, in a {@code RUN} and at start: its subcommands, the schema they need, and what {@code generate} writes
 * (prisma.io, "Prisma CLI reference"). Its words were taken from 5.22, 6.7, 6.19 and 7.10.
 *
 * <p>What it says to a wrong subcommand or a missing schema is the same whichever version of it runs, so that these failures
 * are proven also where its version is not known.
 */
final class Prisma implements Launcher {

    private static final Set<String> MIGRATE = Set.of("dev", "reset", "deploy", "status", "resolve", "diff");

    private static final Set<String> DB = Set.of("pull", "push", "seed", "execute", "drop");

    /** Its commands from 4 to 7. */
    private static final Set<String> COMMANDS = Set.of(
            "init",
            "generate",
            "db",
            "migrate",
            "studio",
            "validate",
            "format",
            "version",
            "debug",
            "mcp",
            "dev",
            "platform",
            "postgres",
            "bootstrap",
            "complete",
            "introspect",
            "doctor",
            "telemetry",
            "login",
            "logout",
            "help");

    /** Options that 7 has no more (prisma.io, "Upgrade to Prisma ORM 7"). */
    private static final Set<String> UNTIL_6 = Set.of("--skip-generate", "--skip-seed", "--no-engine", "--data-proxy");

    private static final Set<String> WITH_VALUE =
            Set.of("schema", "config", "generator", "name", "port", "hostname", "browser", "url", "file");

    /** Commands that cannot do anything without a schema. */
    private static final Set<String> NEED_SCHEMA = Set.of(
            "generate",
            "validate",
            "format",
            "migrate dev",
            "migrate reset",
            "migrate deploy",
            "migrate status",
            "migrate resolve",
            "db push",
            "db pull");

    /** Commands that from 7 on take the address of the database from the configuration file alone. */
    private static final Set<String> NEED_ADDRESS =
            Set.of("migrate dev", "migrate reset", "migrate deploy", "migrate status", "db push", "db pull");

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        List<Arg> words = call.arguments();
        Optional<String> first = words.isEmpty() ? Optional.of("") : Line.text(words.get(0));
        if (first.isEmpty()) {
            return undecided(job);
        }
        String command = first.get();
        if (Set.of("", "-h", "--help", "-v", "--version", "help", "version").contains(command)) {
            return List.of(End.success(call.machine()));
        }
        OptionalInt major = SchemaSearch.major(program.version(), call.machine());
        if (command.startsWith("-")) {
            return undecided(job);
        }
        if (!COMMANDS.contains(command)) {
            boolean known = major.isPresent() && major.getAsInt() >= 4 && major.getAsInt() <= 7;
            return known ? unknownCommand(call, words.get(0)) : undecided(job);
        }
        if (command.equals("migrate") || command.equals("db")) {
            Optional<String> second = words.size() < 2 ? Optional.of("") : Line.text(words.get(1));
            if (second.isEmpty()) {
                return undecided(job);
            }
            if (Set.of("", "-h", "--help").contains(second.get())) {
                return List.of(End.success(call.machine()));
            }
            if (second.get().startsWith("-")) {
                return undecided(job);
            }
            if (!(command.equals("db") ? DB : MIGRATE).contains(second.get())) {
                return unknownCommand(call, words.get(1));
            }
            command = command + " " + second.get();
        }
        if (words.stream().anyMatch(word -> Set.of("-h", "--help").contains(word.shown()))) {
            return List.of(End.success(call.machine()));
        }
        return known(job, command, major);
    }

    private static List<End> known(Job job, String command, OptionalInt major) {
        Invocation call = job.call();
        Optional<Arg> removed = call.arguments().stream()
                .filter(word -> UNTIL_6.contains(word.shown()))
                .filter(word -> major.isPresent() && major.getAsInt() >= 7)
                .findFirst();
        if (removed.isPresent()) {
            String option = removed.get().shown();
            return fails(
                    call,
                    Cause.STEP_FAILS,
                    "! unknown or unexpected option: " + option,
                    option,
                    Evidence.of(removed.get().at(), "gives an option that this version of prisma does not have"));
        }
        if (command.equals("studio")) {
            return call.last()
                    ? List.of(End.of(call.machine(), new Exit.Never(call.shown(), job.evidence())))
                    : undecided(job);
        }
        if (!NEED_SCHEMA.contains(command)) {
            return undecided(job);
        }
        Line line = Line.of(call.arguments(), "nb", WITH_VALUE);
        boolean unclear = line.unclear()
                || line.value("schema").isPresent() && line.text("schema").isEmpty()
                || line.value("config").isPresent() && line.text("config").isEmpty();
        if (unclear) {
            return command.equals("generate") ? anything(job) : undecided(job);
        }
        PrismaConfig config = line.text("config")
                .map(given -> PrismaConfig.at(job.path(given), call.machine()))
                .orElseGet(() -> PrismaConfig.in(call.machine().directory(), call.machine()));
        SchemaSearch.Result result = new SchemaSearch(call.machine(), major, config).find(line.text("schema"));
        if (result instanceof SchemaSearch.Result.Missing missing) {
            Evidence evidence = job.evidence().because(missing.evidence());
            return fails(call, Cause.PRISMA_SCHEMA_MISSING, missing.words(), missing.subject(), evidence);
        }
        Optional<SchemaSearch.Result.Found> found =
                result instanceof SchemaSearch.Result.Found schema ? Optional.of(schema) : Optional.empty();
        if (major.isPresent() && major.getAsInt() == 7) {
            Optional<List<End>> refused = found.flatMap(SchemaSearch.Result.Found::schema)
                    .flatMap(schema -> address(call, schema))
                    .or(() -> NEED_ADDRESS.contains(command) ? address(call, command, config) : Optional.empty());
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        if (!command.equals("generate")) {
            return undecided(job);
        }
        if (found.isEmpty() || found.get().schema().isEmpty()) {
            return anything(job);
        }
        return new PrismaClient(job, found.get(), major).write();
    }

    /** From 7 on a schema must not say where the database is. */
    private static Optional<List<End>> address(Invocation call, PrismaSchema schema) {
        return schema.datasources().stream()
                .flatMap(source -> source.setting("url").stream())
                .findFirst()
                .map(url -> fails(
                        call,
                        Cause.STEP_FAILS,
                        "error: The datasource property `url` is no longer supported in schema files.",
                        "url",
                        Evidence.of(call.at(), "runs prisma 7").because(url.span(), "says where the database is")));
    }

    /** From 7 on only the configuration file can say it. */
    private static Optional<List<End>> address(Invocation call, String command, PrismaConfig config) {
        boolean none = config instanceof PrismaConfig.None
                || config instanceof PrismaConfig.Found found
                        && (found.object().at("datasource") instanceof Member.None
                                || found.object().at("datasource", "url") instanceof Member.None);
        if (!none) {
            return Optional.empty();
        }
        Evidence evidence = Evidence.of(call.at(), "runs `prisma " + command + "`");
        return Optional.of(fails(
                call,
                Cause.PRISMA_SCHEMA_MISSING,
                "Error: The datasource.url property is required in your Prisma config file when using prisma " + command
                        + ".",
                "prisma.config.ts",
                config instanceof PrismaConfig.None missing ? evidence.because(missing.evidence()) : evidence));
    }

    private static List<End> unknownCommand(Invocation call, Arg word) {
        Evidence evidence = Evidence.of(word.at(), "gives prisma `" + word.shown() + "`");
        return List.of(End.failed(
                call.machine(),
                new Failure(
                        Cause.UNKNOWN_SUBCOMMAND,
                        1,
                        "! Unknown command \"" + word.shown() + "\"",
                        word.at(),
                        word.shown(),
                        evidence)));
    }

    private static List<End> fails(Invocation call, Cause cause, String words, String subject, Evidence evidence) {
        return List.of(End.failed(call.machine(), new Failure(cause, 1, words, call.at(), subject, evidence)));
    }

    /** It does its work, against a database or a registry that is not known. */
    private static List<End> undecided(Job job) {
        return job.unknown(Reason.PROGRAM_NOT_MODELLED);
    }

    /** A client goes somewhere. */
    private static List<End> anything(Job job) {
        job.machine(Effects.local(job.machine(), Reason.BUILD_OUTPUT_NOT_MODELLED, job.evidence()));
        return job.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED);
    }
}
