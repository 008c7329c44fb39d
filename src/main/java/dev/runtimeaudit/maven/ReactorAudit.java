package dev.runtimeaudit.maven;

import dev.runtimeaudit.Audit;
import dev.runtimeaudit.maven.Reactor.Module;
import dev.runtimeaudit.maven.Reactor.Part;
import dev.runtimeaudit.maven.SessionLedger.ServiceKey;
import dev.runtimeaudit.report.Annotations;
import dev.runtimeaudit.report.Colours;
import dev.runtimeaudit.report.Console;
import dev.runtimeaudit.report.ReportDirectory;
import dev.runtimeaudit.report.ReportFormat;
import dev.runtimeaudit.source.Problem;
import dev.runtimeaudit.source.TreePath;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.Exposure;
import dev.runtimeaudit.workspace.ServicePlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;

/**
 * The part that one execution has in the audit of a whole build: the services of its own module and, when it is the last
 * one, whatever is left. What is left is judged as the nearest module above it was asked to, although that one had its
 * turn long before.
 *
 * <p>It is one class although it is long: what a module has taken decides what is left for the last one.
 */
final class ReactorAudit {

    private final Request request;
    private final Reactor reactor;
    private final SessionLedger ledger;
    private final Progress progress;
    private final Log log;
    private final Colours colours;
    private final List<String> failures = new ArrayList<>();
    private final List<AuditResult> judged = new ArrayList<>();

    ReactorAudit(Request request, Reactor reactor, SessionLedger ledger, Progress progress, Log log, Colours colours) {
        this.request = request;
        this.reactor = reactor;
        this.ledger = ledger;
        this.progress = progress;
        this.log = log;
        this.colours = colours;
    }

    void run() throws MojoExecutionException, MojoFailureException {
        ledger.arrive(request);
        boolean isLast = ledger.isLast(request.execution(), progress);
        try {
            if (!isLast && !request.isSkipped()) {
                judgeOwn();
            }
        } finally {
            isLast = ledger.leave(request.execution(), progress);
        }
        if (isLast) {
            judgeRest();
        }
        report(isLast);
        for (AuditResult result : judged) {
            Broken.stop(result);
        }
        if (!failures.isEmpty()) {
            throw new MojoFailureException(String.join("\n\n", failures));
        }
        if (isLast) {
            requireServices();
        }
    }

    private void judgeOwn() {
        List<ServicePlan> found = discover();
        List<ServicePlan> own = found.stream()
                .filter(plan -> owner(request.root(), plan)
                        .filter(module -> module.directory().equals(request.directory()))
                        .isPresent())
                .filter(plan -> ledger.take(request.root(), plan))
                .toList();
        List<ServicePlan> later = found.stream()
                .filter(plan -> directory(request.root(), plan).startsWith(request.directory()))
                .filter(plan -> owner(request.root(), plan).isEmpty())
                .toList();
        if (!later.isEmpty()) {
            log.info("Audited at the end of this build, when all that it makes is there: " + names(later));
        }
        if (own.isEmpty()) {
            log.info("No service to audit lies in " + request.by());
        } else {
            judge(request, own, false);
        }
    }

    /** Everything that nobody has judged, but for what belongs to modules that this session does not build. */
    private void judgeRest() {
        if (!request.isSkipped()) {
            discover();
            warnOfUnseen();
        }
        Map<Request, List<ServicePlan>> left = new LinkedHashMap<>();
        Set<Request> tops = tops();
        tops.forEach(top -> left.put(top, new ArrayList<>()));
        ledger.found().forEach((view, plans) -> {
            for (ServicePlan plan : plans) {
                Optional<Module> owner = owner(view.root(), plan);
                if (owner.filter(module -> module.part() == Part.LEFT_OUT).isPresent()) {
                    leaveOut(plan, owner.get());
                    continue;
                }
                Request asked = nearest(view, plan);
                if (!ledger.take(view.root(), plan)) {
                    continue;
                }
                if (asked.isSkipped()) {
                    log.info("Not audited: " + plan.name() + ", because " + asked.skip());
                } else {
                    left.computeIfAbsent(asked, none -> new ArrayList<>()).add(plan);
                }
            }
        });
        if (!request.isSkipped() && left.values().stream().allMatch(List::isEmpty)) {
            log.info("No service to audit is left for " + request.by());
        }
        left.forEach((asked, plans) -> judge(asked, plans, tops.contains(asked)));
    }

    /** The audit of a build that goes on may miss what has not been made. */
    private void warnOfUnseen() {
        List<String> unseen = progress.unseen();
        if (!unseen.isEmpty()) {
            log.warn(
                    "Audited before %s is built: what it makes is not there yet. Let all modules inherit the execution, without <inherited>false</inherited>"
                            .formatted(String.join(", ", unseen)));
        }
    }

    private void leaveOut(ServicePlan plan, Module owner) {
        Problem note = new Problem(plan.place(), "its module " + owner.name() + " is not part of this session");
        if (ledger.leaveOut(note)) {
            log.warn("Not audited: " + plan.name() + ", because its module " + owner.name()
                    + " is not part of this session");
        }
    }

    /** The execution of the highest module below each root: as it was asked, the workspace as a whole is judged. */
    private Set<Request> tops() {
        return ledger.arrived().stream()
                .filter(arrived -> !arrived.isSkipped())
                .collect(Collectors.groupingBy(Request::root))
                .values()
                .stream()
                .map(same -> same.stream()
                        .min(Comparator.comparing(
                                        (Request each) -> !each.directory().startsWith(each.root()))
                                .thenComparing(each -> each.directory().getNameCount()))
                        .orElseThrow())
                .filter(top -> ledger.takeWhole(top.root()))
                .collect(Collectors.toSet());
    }

    /** The execution of the deepest module that holds a service, of those that know it or pass over everything. */
    private Request nearest(Request view, ServicePlan plan) {
        Path directory = directory(view.root(), plan);
        return ledger.arrived().stream()
                .filter(arrived -> directory.startsWith(arrived.directory()))
                .filter(arrived -> arrived.isSkipped() || knows(arrived, ServiceKey.of(view.root(), plan)))
                .max(Comparator.comparingInt(arrived -> arrived.directory().getNameCount()))
                .orElse(knows(request, ServiceKey.of(view.root(), plan)) ? request : view);
    }

    private boolean knows(Request arrived, ServiceKey service) {
        return ledger.found().getOrDefault(arrived, List.of()).stream()
                .anyMatch(plan -> ServiceKey.of(arrived.root(), plan).equals(service));
    }

    private void judge(Request asked, List<ServicePlan> plans, boolean workspaceToo) {
        Set<ServiceKey> services = new HashSet<>();
        plans.forEach(plan -> services.add(ServiceKey.of(asked.root(), plan)));
        long begin = System.nanoTime();
        AuditResult result = Audit.run(
                asked.options().only(plan -> services.contains(ServiceKey.of(asked.root(), plan)), workspaceToo),
                new Pace(plans.size(), System::nanoTime, log::info));
        judged.add(result);
        ledger.keep(new SessionLedger.Part(asked.root(), request.reports().path(), result));
        if (!plans.isEmpty() || result.hasViolations()) {
            String by = request.by() + (asked.equals(request) ? "" : ", as " + asked.by() + " asks");
            // in one piece, also when others are built beside
            log.info("Audited by " + by + ": " + Console.summary(result, colours) + Pace.took(System.nanoTime() - begin)
                    + "\n" + reportsOf(asked.root()));
        }
        request.checkout().ifPresent(checkout -> annotate(checkout, asked.root(), result));
        asked.gate().warnings(result).forEach(log::warn);
        failures.addAll(asked.gate().closedBy(result));
    }

    /** Where to read on, as one writes it in the root of the workspace. */
    private String reportsOf(Path root) {
        Path own = Modules.real(request.reports().path());
        Path shown = own.startsWith(root) ? root.relativize(own) : own;
        String files = Stream.of(ReportFormat.values())
                .filter(request.formats()::contains)
                .map(ReportFormat::fileName)
                .collect(Collectors.joining(", "));
        return files.isEmpty()
                ? "No report is asked for"
                : "Reports: " + files + " in " + shown.toString().replace('\\', '/');
    }

    /** A runner takes commands at the beginning of a line only, where the log has its level. */
    private static void annotate(Path checkout, Path root, AuditResult result) {
        if (root.startsWith(checkout)) {
            String below = checkout.relativize(root).toString().replace('\\', '/');
            Annotations.of(result, below.isEmpty() ? "" : below + "/").forEach(System.out::println);
        }
    }

    /** What this execution judged goes to its own directory, what all did to the root's: at the end, or when the build stops here. */
    private void report(boolean isLast) {
        synchronized (ledger) {
            Path own = request.reports().path();
            ledger.result(part -> part.reports().equals(own))
                    .ifPresentOrElse(result -> request.reports().write(result, request.formats()), this::clear);
            if (isLast || !failures.isEmpty() || isBroken()) {
                ledger.arrived().stream()
                        .filter(arrived -> !arrived.isSkipped())
                        .map(Request::root)
                        .distinct()
                        .forEach(this::reportWhole);
            }
        }
    }

    private boolean isBroken() {
        return judged.stream().anyMatch(result -> !result.defects().isEmpty());
    }

    private void clear() {
        if (!request.isSkipped()) {
            request.reports().clear();
        }
    }

    /** Reports in a build context change with every audit: no layer behind them is cached, and they are shipped. */
    private void warnOfShipped(Path root, AuditResult whole) {
        arrivedFor(root)
                .map(arrived -> Modules.real(arrived.reports().path()))
                .filter(reports -> reports.startsWith(root))
                .map(reports -> TreePath.of(root.relativize(reports).toString().replace('\\', '/'))
                        .orElseThrow())
                .flatMap(reports -> whole.workspace().services().stream()
                        .flatMap(
                                service -> Exposure.of(whole.sources(), service, reports.child("report.json")).stream())
                        .map(at -> at + " takes the reports in " + reports
                                + " into an image; name that directory in .dockerignore"))
                .findFirst()
                .ifPresent(log::warn);
    }

    private void reportWhole(Path root) {
        Optional<AuditResult> result = ledger.result(part -> part.root().equals(root));
        result.ifPresent(whole -> warnOfShipped(root, whole));
        Optional<Request> atRoot = arrivedFor(root)
                .filter(arrived -> arrived.directory().equals(root))
                .findFirst();
        boolean share = request.reportsAreAsked()
                && arrivedFor(root).map(Request::reports).distinct().count() == 1;
        boolean isWithin =
                arrivedFor(root).anyMatch(arrived -> arrived.directory().startsWith(root));
        if (atRoot.isEmpty() && (share || !isWithin)) {
            return; // what is asked for lies elsewhere, and whoever asks reads it there
        }
        ReportDirectory whole =
                atRoot.map(Request::reports).orElse(new ReportDirectory(root.resolve("target/runtime-audit")));
        result.ifPresent(all -> whole.write(all, atRoot.orElse(request).formats()));
    }

    private Stream<Request> arrivedFor(Path root) {
        return ledger.arrived().stream()
                .filter(arrived -> !arrived.isSkipped())
                .filter(arrived -> arrived.root().equals(root));
    }

    private void requireServices() throws MojoExecutionException {
        boolean isRequired = ledger.arrived().stream()
                .anyMatch(arrived -> !arrived.isSkipped() && arrived.gate().ifNoServices());
        if (!ledger.taken().isEmpty() || !isRequired) {
            return;
        }
        String apps = request.options().config().apps().stream()
                .map(TreePath::toString)
                .collect(Collectors.joining(", "));
        String leftOut = ledger.leftOut().stream()
                .map(note -> "\n  " + note.at().path() + " " + note.message())
                .collect(Collectors.joining());
        throw new MojoExecutionException(
                ("No service was audited in this build: nothing below %s, where the children of `%s` with a Dockerfile, the"
                                + " builds that compose files and pipelines name and what `services` lists are services.%s\n"
                                + "Set runtimeAudit.root to the directory of the monorepo, or, if there is nothing to audit,"
                                + " runtimeAudit.failIfNoServices to false.")
                        .formatted(request.root(), apps, leftOut));
    }

    private List<ServicePlan> discover() {
        List<ServicePlan> found = Audit.services(request.options(), note -> {});
        ledger.found(request, found);
        return found;
    }

    private Optional<Module> owner(Path root, ServicePlan plan) {
        return reactor.owner(directory(root, plan));
    }

    private static Path directory(Path root, ServicePlan plan) {
        return Modules.real(root.resolve(plan.directory().value()));
    }

    private static String names(List<ServicePlan> plans) {
        return plans.stream().map(ServicePlan::name).collect(Collectors.joining(", "));
    }
}
