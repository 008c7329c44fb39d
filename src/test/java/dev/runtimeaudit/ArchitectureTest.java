package dev.runtimeaudit;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, as the design page draws them. */
class ArchitectureTest {

    /** Each may use those to its left, and nobody to its right. */
    private static final List<String> ROOMS = List.of(
            "source",
            "config",
            "read",
            "image",
            "exec",
            "build",
            "launch",
            "workspace",
            "rule",
            "triage",
            "smoke",
            "report");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.runtimeaudit");

    @Test
    void packagesUseOnlyThoseToTheirLeftAndNeverTheEntry() {
        for (int i = 0; i < ROOMS.size(); i++) {
            String[] right = Stream.concat(ROOMS.subList(i + 1, ROOMS.size()).stream(), Stream.of("fix", "maven"))
                    .map(ArchitectureTest::room)
                    .toArray(String[]::new);
            noClasses()
                    .that(resideInAPackage(room(ROOMS.get(i))))
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(right).or(resideInAPackage("dev.runtimeaudit")))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void readersDoNotSeeEachOther() {
        slices().matching("dev.runtimeaudit.read.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void rulesNeverLookAtText() {
        noClasses()
                .that(resideInAPackage(room("rule")))
                .should()
                .dependOnClassesThat(resideInAPackage(room("read")))
                .check(CLASSES);
    }

    @Test
    void onlyTheMavenPackageKnowsMaven() {
        noClasses()
                .that(resideInAPackage("dev.runtimeaudit..").and(not(resideInAPackage(room("maven")))))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.maven..", "org.codehaus.plexus..", "org.eclipse.."))
                .check(CLASSES);
    }

    @Test
    void onlySmokeStartsProcesses() {
        noClasses()
                .that(not(resideInAPackage(room("smoke"))))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.lang").and(simpleName("ProcessBuilder")))
                .check(CLASSES);
    }

    @Test
    void noStaticFieldIsMutable() {
        noFields()
                .that()
                .areStatic()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should(beMutable())
                .check(CLASSES);
    }

    private static ArchCondition<JavaField> beMutable() {
        List<String> containers = List.of(
                "java.util.concurrent.ConcurrentMap",
                "java.util.concurrent.ConcurrentHashMap",
                "java.util.HashMap",
                "java.util.TreeMap",
                "java.util.LinkedHashMap",
                "java.util.ArrayList",
                "java.util.HashSet",
                "java.util.TreeSet",
                "java.util.concurrent.atomic.AtomicReference",
                "java.util.concurrent.atomic.AtomicInteger",
                "java.util.concurrent.atomic.AtomicLong",
                "java.util.concurrent.atomic.AtomicBoolean",
                "java.lang.StringBuilder",
                "java.lang.ThreadLocal");
        return new ArchCondition<>("be mutable") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                boolean isFinal = field.getModifiers().contains(JavaModifier.FINAL);
                boolean isContainer = containers.contains(field.getRawType().getName());
                events.add(new SimpleConditionEvent(
                        field, !isFinal || isContainer, field.getFullName() + " is static and mutable"));
            }
        };
    }

    private static String room(String name) {
        return "dev.runtimeaudit." + name + "..";
    }
}
