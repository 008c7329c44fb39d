package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts of archives that maven and gradle have made. */
class JavaStartTest {

    private static final String POM = """
            -- pom.xml --
            <project>
              <parent><artifactId>parent</artifactId><version>9</version></parent>
              <artifactId>shop</artifactId>
              <version>1.2.0</version>
              <dependencies><dependency><artifactId>x</artifactId><version>4</version></dependency></dependencies>
              <build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build>
            </project>
            """;

    private static final String GRADLE = """
            -- settings.gradle --
            rootProject.name = 'shop'
            -- build.gradle --
            plugins {
              id 'com.gradleup.shadow' version '9.0.0'
            }
            version = '1.2.0'
            """;

    private static Outcome start(String image, String command, String made, String files) {
        return Started.outcome("""
                -- Dockerfile --
                FROM %s AS build
                WORKDIR /src
                COPY . .
                RUN %s
                FROM eclipse-temurin:21-jre
                COPY --from=build /src/%s /app.jar
                CMD ["java", "-Xmx200m", "-jar", "/app.jar"]
                """.formatted(image, command, made) + files);
    }

    @ParameterizedTest
    @CsvSource({
        "mvn -q package -DskipTests, target/shop-1.2.0.jar, true",
        "mvn clean install, target/shop-1.2.0.jar, true",
        "mvn compile, target/shop-1.2.0.jar, false",
        "mvn -f other package, target/shop-1.2.0.jar, false",
        "mvn package, target/shop-9.jar, false",
        "mvn package, target/parent-1.2.0.jar, false",
    })
    void anArchiveOfMavenIsNamedAfterItsProject(String command, String made, boolean starts) {
        assertThat(start("maven:3.9-eclipse-temurin-21", command, made, POM) instanceof Outcome.Starts)
                .isEqualTo(starts);
    }

    @ParameterizedTest
    @CsvSource({
        "gradle shadowJar, build/libs/shop-1.2.0-all.jar, true",
        "gradle build --no-daemon, build/libs/shop-1.2.0-all.jar, true",
        "gradle jar, build/libs/shop-1.2.0-all.jar, false",
        "gradle shadowJar, build/libs/shop-1.2.0.jar, false",
    })
    void anArchiveOfGradleIsNamedAfterItsProject(String command, String made, boolean starts) {
        assertThat(start("gradle:8.10-jdk21", command, made, GRADLE) instanceof Outcome.Starts)
                .isEqualTo(starts);
    }

    @Test
    void scriptsOfGradleMayBeWrittenInKotlin() {
        String kotlin = GRADLE.replace(".gradle --", ".gradle.kts --").replace('\'', '"');

        assertThat(start("gradle:8.10-jdk21", "gradle shadowJar", "build/libs/shop-1.2.0-all.jar", kotlin))
                .isInstanceOf(Outcome.Starts.class);
    }
}
