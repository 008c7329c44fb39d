package dev.runtimeaudit.report;

import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.rule.Verdict.Undecided;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.Step;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What somebody who knows more than the audit can say to decide what it could not: one line of {@code runtime-audit.yaml},
 * with the names that are at stake, as far as they are known. Where no line can, a real engine can.
 */
final class NextStep {

    /** How a step says that it starts what it names. */
    private static final List<String> STARTED = List.of("runs `", "starts `");

    private final AuditResult result;

    NextStep(AuditResult result) {
        this.result = result;
    }

    String of(Undecided open) {
        return of(open.reason(), open.service(), open.at(), open.evidence());
    }

    /** The line, or where else to ask. */
    String of(Reason reason, String name, Span at, Evidence evidence) {
        Optional<Service> service = result.workspace().services().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
        return switch (reason) {
            case BASE_IMAGE_NOT_MODELLED, BASE_IMAGE_PARTLY_KNOWN -> images(at, evidence);
            case BUILD_ARG_WITHOUT_VALUE, BUILD_ARG_GIVEN -> buildArgs(name, service, at, evidence);
            case BUILD_CONTEXT_UNKNOWN -> service(name, service, "context: <directory>");
            case NAMED_CONTEXT_UNKNOWN -> service(name, service, "buildContexts: {<name>: <directory>}");
            case DOCKERFILE_NOT_READABLE ->
                "nothing in runtime-audit.yaml can tell; the Dockerfile has to be text that may be read";
            case INTENT_NOT_KNOWN -> service(name, service, "kind: job");
            case COMMAND_EFFECT_NOT_MODELLED,
                    BUILD_OUTPUT_NOT_MODELLED,
                    INSTALLED_MODULES_NOT_MODELLED,
                    INSTALLED_HERE_OR_BELOW,
                    DOWNLOADED,
                    MADE_OUTSIDE_THE_BUILD -> assume(name, evidence);
            case SHELL_NOT_UNDERSTOOD,
                    VALUE_NOT_KNOWN,
                    VALUE_GIVEN,
                    DEPENDS_ON_A_CONDITION,
                    PROGRAM_NOT_MODELLED,
                    MODULES_NOT_RESOLVED,
                    FILE_CONTENT_NOT_KNOWN,
                    PERMISSIONS_NOT_KNOWN,
                    MOUNTED_AT_RUN_TIME,
                    WRITTEN_AT_RUN_TIME,
                    TAKEN_ON_TRUST,
                    OVER_BUDGET -> engine(name);
        };
    }

    /** Said where no configuration helps. */
    private static String engine(String name) {
        String asked = name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_./:@+".indexOf(c) >= 0)
                ? name
                : "'" + name.replace("'", "'\\''") + "'";
        return "nothing in runtime-audit.yaml can tell; a container can: mvn " + Tool.COORDINATES + ":" + Tool.version()
                + ":smoke -DruntimeAudit.smokeServices=" + asked;
    }

    private String images(Span at, Evidence evidence) {
        String image = instruction(at, evidence, Instruction.From.class)
                .map(from -> from.image().raw())
                .orElse("<image>");
        return "images: [{image: " + quoted(image) + ", like: \"<a public image that it is made from>\"}]";
    }

    private String buildArgs(String name, Optional<Service> service, Span at, Evidence evidence) {
        String argument = instruction(at, evidence, Instruction.Arg.class)
                .flatMap(arg -> arg.pairs().stream()
                        .filter(pair -> pair.value().isEmpty())
                        .findFirst())
                .map(pair -> pair.name().raw())
                .orElse("<argument>");
        return service(name, service, "buildArgs: {" + argument + ": <value>}");
    }

    private static String service(String name, Optional<Service> service, String key) {
        return "services: [{name: " + quoted(name) + ", dockerfile: "
                + service.map(each -> quoted(each.dockerfile().toString())).orElse("<Dockerfile>") + ", " + key + "}]";
    }

    /** Of what a program reads or loads, only the content decides: that it is there says nothing of it. */
    private static String assume(String name, Evidence evidence) {
        Optional<Step> nearest = naming(evidence).findFirst();
        if (nearest.map(Step::says)
                .filter(says -> says.startsWith("reads `") || says.contains("loads `"))
                .isPresent()) {
            return engine(name);
        }
        return "assume: [{service: " + quoted(name) + ", path: "
                + quoted(nearest.flatMap(NextStep::path).orElse("<path in the image>"))
                + ", is: present, reason: \"<why it is there, and serves>\"}]";
    }

    /**
     * The program that a step starts. Where a relative path begins only the step knows, and of a command that is looked up on
     * PATH it is not known in which directory it lies.
     */
    private static Optional<String> path(Step step) {
        String word = word(step);
        if (STARTED.stream().noneMatch(step.says()::startsWith)) {
            return Optional.empty();
        }
        return word.indexOf('/') < 0
                ? Optional.of("<directory>/" + word)
                : Optional.of(word).filter(path -> path.startsWith("/"));
    }

    /** What the steps of a trail name first between backticks, nearest cause first, as far as it is one known word. */
    static Stream<String> named(Evidence evidence) {
        return naming(evidence).map(NextStep::word);
    }

    private static Stream<Step> naming(Evidence evidence) {
        return evidence.steps().stream()
                .filter(step -> step.says().split("`", 3).length == 3)
                .filter(step -> !word(step).isEmpty())
                .filter(step -> word(step).indexOf(' ') < 0 && word(step).indexOf('<') < 0);
    }

    private static String word(Step step) {
        return step.says().split("`", 3)[1];
    }

    /** The first instruction of a kind among the places that the evidence names. */
    private <I extends Instruction> Optional<I> instruction(Span at, Evidence evidence, Class<I> kind) {
        return Stream.concat(Stream.of(at), evidence.steps().stream().map(Step::at))
                .flatMap(place -> at(place, kind).stream())
                .findFirst();
    }

    private <I extends Instruction> Optional<I> at(Span place, Class<I> kind) {
        return result.sources().read(place.path()).asFile().stream()
                .filter(file -> file.text().contains("FROM"))
                .map(DockerfileReader::read)
                .map(Dockerfile::instructions)
                .flatMap(List::stream)
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(each -> each.span().line() <= place.line()
                        && place.line() <= each.span().endLine())
                .findFirst();
    }

    private static String quoted(String text) {
        boolean plain = !text.isEmpty()
                && text.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || "-_./".indexOf(c) >= 0);
        return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
