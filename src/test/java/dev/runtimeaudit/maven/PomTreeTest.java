package dev.runtimeaudit.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.config.ConfigurationException;
import dev.runtimeaudit.config.Severity;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.TreePath;
import java.io.File;
import java.util.Map;
import java.util.Optional;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.junit.jupiter.api.Test;

class PomTreeTest {

    /** Knows one property. */
    private static final ExpressionEvaluator EVALUATOR = new ExpressionEvaluator() {
        @Override
        public Object evaluate(String expression) {
            return expression.equals("${none}") ? null : expression.replace("${port}", "8080");
        }

        @Override
        public File alignToBaseDirectory(File file) {
            return file;
        }
    };

    @Test
    void nestedElementsSayWhatTheYamlSays() throws Exception {
        AuditConfig config = read("""
                <configuration>
                  <apps><app>services</app><app>jobs</app></apps>
                  <discover>false</discover>
                  <services>
                    <service>
                      <name>web</name><dockerfile>docker/web.Dockerfile</dockerfile>
                      <buildArgs><SCOPE>builder</SCOPE><PORT>${port}</PORT></buildArgs>
                      <compose><file>docker-compose.yml</file></compose>
                      <kind>job</kind>
                    </service>
                  </services>
                  <require>
                    <requirement><services>*-service</services><user><uid>1001</uid></user><absent><command>npm</command></absent></requirement>
                  </require>
                  <rules><rule><rule>runs-as-root</rule><severity>high</severity></rule></rules>
                  <suppress/>
                </configuration>
                """);

        assertThat(config.apps()).hasSize(2);
        assertThat(config.discover()).isFalse();
        assertThat(config.services().get(0).buildArgs()).isEqualTo(Map.of("SCOPE", "builder", "PORT", "8080"));
        assertThat(config.services().get(0).compose()).hasSize(1);
        assertThat(config.require().get(0).user().orElseThrow().uid()).hasValue(1001);
        assertThat(config.require().get(0).absent()).containsExactly("npm");
        assertThat(config.rules().get(0).severity()).isEqualTo(Optional.of(Severity.HIGH));
        assertThat(config.suppress()).isEmpty();
    }

    @Test
    void anUnknownElementIsNamedWithWhereItStands() {
        refused("<services><service><dockerfil>x</dockerfil></service></services>")
                .hasMessageStartingWith("apps/a/pom.xml: <services><service><dockerfil>: unknown key `dockerfil` in"
                        + " `services[0]`; did you mean `dockerfile`?");
    }

    @Test
    void anElementThatStandsTwiceIsRefused() {
        refused("<rules><rule><rule>a</rule><severity>low</severity><severity>high</severity></rule></rules>")
                .hasMessageContaining("`severity` stands here a second time");
    }

    @Test
    void oneValueIsNoList() {
        refused("<apps>apps,services</apps>").hasMessageContaining("`apps` is a single value. Accepted: a list");
    }

    @Test
    void anExpressionWithoutValueIsRefused() {
        refused("<discover>${none}</discover>").hasMessageContaining("`${none}` has no value");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(String elements) {
        return assertThatThrownBy(() -> read("<configuration>" + elements + "</configuration>"))
                .isInstanceOf(ConfigurationException.class);
    }

    private static AuditConfig read(String xml) throws Exception {
        PlexusConfiguration all = new XmlPlexusConfiguration(Xpp3DomBuilder.build(new java.io.StringReader(xml)));
        Map<String, PlexusConfiguration> parameters = new java.util.LinkedHashMap<>();
        for (PlexusConfiguration child : all.getChildren()) {
            parameters.put(child.getName(), child);
        }
        TreePath pom = TreePath.of("apps/a/pom.xml").orElseThrow();
        return AuditConfig.of(new PomTree(pom.toString(), Span.wholeFile(pom), EVALUATOR).of(parameters));
    }
}
