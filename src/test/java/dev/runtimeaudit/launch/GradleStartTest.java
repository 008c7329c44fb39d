package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Starts of what Gradle's application plugin has installed. */
class GradleStartTest {

    private static final String TREE = """
            -- Dockerfile --
            FROM eclipse-temurin:21-jdk AS build
            WORKDIR /src
            COPY gradlew settings.gradle build.gradle ./
            COPY gradle gradle
            RUN chmod +x gradlew && ./gradlew --no-daemon dependencies
            COPY src src
            RUN ./gradlew installDist --no-daemon
            FROM eclipse-temurin:21-jre
            WORKDIR /app
            COPY --from=build /src/build/install/shop ./
            ENV JAVA_OPTS="-Xmx256m -Dmode=small"
            CMD ["bin/shop"]
            -- gradlew --
            #!/bin/sh
            APP_HOME=$(cd "$(dirname "$0")" && pwd -P)
            JAVACMD=java
            set -- -jar "$APP_HOME/gradle/wrapper/gradle-wrapper.jar" "$@"
            exec "$JAVACMD" "$@"
            -- gradle/wrapper/gradle-wrapper.jar --
            PK
            -- gradle/wrapper/gradle-wrapper.properties --
            distributionUrl=https\\://example.com/distributions/gradle-8.10-bin.zip
            -- settings.gradle --
            rootProject.name = 'shop'
            -- build.gradle --
            plugins {
                id 'java'
                id 'application' // not id 'other'
            }
            /* application { mainClass = 'shop.Gone' } */
            application {
                mainClass = 'shop.Main'
            }
            -- src/main/java/shop/Main.java --
            package shop;
            public class Main {
                public static void main(String[] args) throws Exception {
                    var server = ServerBuilder.forPort(Integer.parseInt(System.getenv("PORT"))).build().start();
                    server.awaitTermination();
                }
            }
            """;

    private static Outcome with(String... changes) {
        String tree = TREE;
        for (int i = 0; i < changes.length; i += 2) {
            assertThat(tree).contains(changes[i]);
            tree = tree.replace(changes[i], changes[i + 1]);
        }
        return Started.outcome(tree);
    }

    private static void serves(String... changes) {
        assertThat(with(changes)).isInstanceOf(Outcome.Starts.class);
    }

    private static void isOpen(String... changes) {
        assertThat(with(changes)).isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void anInstalledApplicationServes() {
        serves();
        serves(
                "FROM eclipse-temurin:21-jdk AS build",
                "FROM gradle:8.10-jdk21 AS build",
                "JAVA_OPTS",
                "GREETING",
                "./gradlew --no-daemon dependencies",
                "true",
                "rootProject.name",
                "plugins { id 'org.gradle.toolchains.foojay-resolver-convention' version '0.8.0' }\nrootProject.name",
                "id 'java'",
                "java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }\n// ",
                "./gradlew installDist",
                "gradle installDist");
        serves("FROM eclipse-temurin:21-jre", "FROM eclipse-temurin:21.0.4_7-jre");
        serves("RUN ./gradlew installDist", "RUN sh gradlew installDist");
    }

    @Test
    void itsNameIsThatOfTheProjectUnlessSaidOtherwise() {
        isOpen("rootProject.name = 'shop'", "rootProject.name = 'store'");
        isOpen("CMD [\"bin/shop\"]", "CMD [\"bin/store\"]");
        serves(
                "CMD [\"bin/shop\"]",
                "CMD [\"bin/store\"]",
                "mainClass = 'shop.Main'",
                "mainClass = 'shop.Main'\n    applicationName = 'store'");
        isOpen("mainClass = 'shop.Main'", "mainClass = 'shop.Main'\n    applicationName = 'store'");
        isOpen("mainClass = 'shop.Main'", "mainClass = 'shop.Main'\n    applicationName = \"${project.name}\"");
        isOpen("mainClass = 'shop.Main'", "mainClass = 'shop.Main'\n    executableDir = 'run'");
        isOpen("application {\n", "layout.buildDirectory = file('out')\napplication {\n");
        isOpen("application {\n", "startScripts { doLast { unixScript.text = '' } }\napplication {\n");
    }

    @Test
    void partsOfAWorkspaceHaveTheNamesOfTheirDirectories() {
        String[] moved = {
            "rootProject.name = 'shop'", "rootProject.name = 'all'\ninclude 'web', ':jobs:nightly'",
            "-- build.gradle --", "-- web/build.gradle --",
            "-- src/main", "-- web/src/main",
            "COPY src src", "COPY web web",
            "settings.gradle build.gradle", "settings.gradle",
            "/src/build/install/shop", "/src/web/build/install/web",
            "bin/shop", "bin/web"
        };
        serves(moved);
        String root = "-- build.gradle --\nsubprojects { tasks.withType(CreateStartScripts) { enabled = false } }\n";
        assertThat(Started.outcome((changed(TREE, moved) + root)
                        .replace("gradlew settings.gradle ./", "gradlew settings.gradle build.gradle ./")))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(changed(TREE, moved).replace("gradlew installDist", "gradlew :web:installDist")))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(
                        changed(TREE, moved).replace("gradlew installDist", "gradlew :jobs:nightly:installDist")))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    private static String changed(String tree, String... changes) {
        String all = tree;
        for (int i = 0; i < changes.length; i += 2) {
            all = all.replace(changes[i], changes[i + 1]);
        }
        return all;
    }

    @Test
    void aTaskOfItsOwnMayMakeTheScript() {
        String task = """
                startScripts.enabled = false
                task serve(type: CreateStartScripts) {
                    mainClass.set('shop.Main')
                    applicationName = 'Serve'
                    outputDir = new File(project.buildDir, 'tmp')
                    classpath = startScripts.classpath
                }
                distributions {
                    main {
                        contents {
                            into('bin') {
                                from(serve)
                                filePermissions {
                                    unix(0755)
                                }
                            }
                        }
                    }
                }
                """;
        String[] own = {"application {\n    mainClass = 'shop.Main'\n}\n", task, "bin/shop", "bin/Serve"};
        serves(own);
        isOpen("application {\n    mainClass = 'shop.Main'\n}\n", task);
        isOpen(
                "application {\n    mainClass = 'shop.Main'\n}\n",
                task.replace("from(serve)", "from('scripts')"),
                "bin/shop",
                "bin/Serve");
        isOpen(
                "application {\n    mainClass = 'shop.Main'\n}\n",
                task.replace("0755", "0644"),
                "bin/shop",
                "bin/Serve");
        isOpen(
                "application {\n    mainClass = 'shop.Main'\n}\n",
                task.replace("    classpath = startScripts.classpath\n", ""),
                "bin/shop",
                "bin/Serve");
        isOpen(
                "application {\n    mainClass = 'shop.Main'\n}\n",
                task.replace("into('bin')", "into('etc')"),
                "bin/shop",
                "bin/Serve");
    }

    @Test
    void onlyWhatIsBuiltIsThere() {
        isOpen("installDist", "build");
        isOpen("id 'application'", "id 'distribution'");
        isOpen("id 'application'", "id 'application' apply false");
        isOpen("mainClass = 'shop.Main'", "mainClass = 'shop.Other'");
        isOpen("-- gradle/wrapper/gradle-wrapper.jar --", "-- gradle/wrapper/README --");
        isOpen("COPY --from=build /src/build/install/shop ./", "COPY --from=build /src/build/install/shop/bin bin");
        isOpen("RUN ./gradlew installDist", "RUN ./gradlew -p web installDist");
    }

    @Test
    void javaMustBeThereAndNewEnough() {
        isOpen("FROM eclipse-temurin:21-jre", "FROM eclipse-temurin:17-jre");
        isOpen("FROM eclipse-temurin:21-jre", "FROM debian:bookworm-slim");
        isOpen("FROM eclipse-temurin:21-jre", "FROM gcr.io/distroless/java21-debian12");
        serves(
                "FROM eclipse-temurin:21-jre",
                "FROM eclipse-temurin:17-jre",
                "rootProject.name",
                "plugins { id 'org.gradle.toolchains.foojay-resolver-convention' version '0.8.0' }\nrootProject.name",
                "id 'java'",
                "java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }\n//");
        isOpen("id 'java'", "java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }\n//");
        isOpen("WORKDIR /app", "WORKDIR /app\nENV SHOP_OPTS=-XX:+UseConcMarkSweepGC");
        isOpen("mainClass = 'shop.Main'", "mainClass = 'shop.Main'\n    applicationDefaultJvmArgs = ['-XX:+Gone']");
        isOpen(
                "-Xmx256m",
                "-javaagent:/agent.jar",
                "WORKDIR /app",
                "WORKDIR /app\nARG V\nADD --chmod=644 https://example.com/get?v=$V/agent.jar /");
        isOpen("id 'java'", "java { toolchain { languageVersion = JavaLanguageVersion.of(25) } }\n//");
        isOpen("-Xmx256m", "-XX:+UseConcMarkSweepGC");
        isOpen("-Xmx256m", "-javaagent:/agent.jar");
        serves(
                "-Xmx256m",
                "-javaagent:/agent.jar",
                "WORKDIR /app",
                "WORKDIR /app\nADD --chmod=644 https://example.com/agent.jar /agent.jar");
        serves(
                "-Xmx256m",
                "-javaagent:/agent.jar",
                "WORKDIR /app",
                "WORKDIR /app\nARG V\nADD --chmod=644 https://example.com/$V/agent.jar /agent.jar");
        isOpen(
                "-Xmx256m",
                "-javaagent:/agent.jar",
                "WORKDIR /app",
                "WORKDIR /app\nUSER 1000\nADD https://example.com/agent.jar /agent.jar");
    }

    @Test
    void theMainClassMustServe() {
        isOpen("server.awaitTermination();", "System.out.println(server);");
        isOpen("server.awaitTermination();", "server.awaitTermination(5, SECONDS);");
        isOpen("server.awaitTermination();", "server.awaitTermination(); System.exit(0);");
        serves(
                "server.awaitTermination();",
                "SpringApplication.run(Main.class, args);",
                "application {\n",
                "dependencies { implementation 'org.springframework.boot:spring-boot-starter-web' }\napplication {\n");
        isOpen("server.awaitTermination();", "SpringApplication.run(Main.class, args);");
        isOpen("server.awaitTermination();", "// server.awaitTermination();");
        isOpen("server.awaitTermination();", "log(\"server.awaitTermination()\");");
        isOpen("server.awaitTermination();", "if (args.length == 0) return; server.awaitTermination();");
        isOpen("server.awaitTermination();", "HttpServer.create(a, 0);", ".build().start()", ".build()");
        serves("server.awaitTermination();", "HttpServer.create(a, 0).start();");
    }
}
