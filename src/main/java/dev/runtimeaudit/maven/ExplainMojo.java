package dev.runtimeaudit.maven;

import dev.runtimeaudit.Audit;
import dev.runtimeaudit.AuditOptions;
import dev.runtimeaudit.config.ConfigurationException;
import dev.runtimeaudit.config.Nearest;
import dev.runtimeaudit.report.Explanation;
import dev.runtimeaudit.report.RulePage;
import dev.runtimeaudit.rule.Rule;
import dev.runtimeaudit.rule.Rules;
import dev.runtimeaudit.triage.AuditResult;
import dev.runtimeaudit.workspace.ServicePlan;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Prints the page of a rule, or why a service has its verdict: the replay of its build instruction by instruction, the way
 * of its start, the proof, and the commands that show the same in a real container.
 */
@Mojo(name = "explain", requiresProject = false, threadSafe = true)
public final class ExplainMojo extends AbstractAuditMojo {

    /** The rule whose page is printed. Example: {@code -DruntimeAudit.rule=command-not-found} */
    @Parameter(property = "runtimeAudit.rule")
    @Nullable
    private String rule;

    /** The service whose verdict is explained, by its name. Example: {@code -DruntimeAudit.service=auth-service} */
    @Parameter(property = "runtimeAudit.service")
    @Nullable
    private String service;

    @Override
    void run(Surroundings here) throws MojoExecutionException {
        AuditOptions options = options(here);
        if (!here.ledger().takeWhole(options.root())) {
            return; // another project of this build has said it
        }
        Optional<String> id = Optional.ofNullable(rule);
        Optional<String> name = Optional.ofNullable(service);
        id.ifPresent(word -> getLog().info(RulePage.plain(card(word))));
        if (name.isPresent()) {
            explain(options, name.get());
        } else if (id.isEmpty()) {
            throw new ConfigurationException("Nothing is asked. Accepted: -DruntimeAudit.service=<name>, one of "
                    + String.join(", ", names(options)) + "\nor -DruntimeAudit.rule=<id>, one of "
                    + String.join(", ", ids()));
        }
    }

    private static Rule.Card card(String id) {
        return Rules.byId(id)
                .map(Rule::card)
                .orElseThrow(() -> new ConfigurationException("runtimeAudit.rule: there is no rule `" + id + "`"
                        + Nearest.hint(id, ids()) + "\nAccepted: " + String.join(", ", ids())));
    }

    private void explain(AuditOptions options, String name) throws MojoExecutionException {
        ServicePlan plan = Audit.services(options, note -> {}).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("runtimeAudit.service: there is no service `" + name
                        + "` below " + options.root() + Nearest.hint(name, names(options)) + "\nAccepted: "
                        + String.join(", ", names(options))));
        AuditResult result = Audit.run(options.only(each -> each.name().equals(name), false));
        getLog().info(Explanation.of(result, plan, Audit.build(options, plan)));
        Broken.stop(result);
    }

    private static List<String> names(AuditOptions options) {
        return Audit.services(options, note -> {}).stream()
                .map(ServicePlan::name)
                .toList();
    }

    private static List<String> ids() {
        return Rules.ALL.stream().map(each -> each.card().id()).toList();
    }
}
