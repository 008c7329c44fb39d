package dev.runtimeaudit.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.smoke.EngineChoice;
import dev.runtimeaudit.smoke.NoEngineException;
import dev.runtimeaudit.smoke.StandIns;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The engine that the integration test of {@code smoke} asks, with base images that nobody pulled. */
public final class RealEngine {

    private static final String BASE = "localhost/stand-in/pnpm-alpine";

    /** A property of the test alone: where the stand-ins are. */
    private static final String DIRECTORY = "standIns.directory";

    private RealEngine() {}

    /** Whether there is one; where not, says so where everybody sees it. */
    public static boolean isHere(File basedir) throws IOException {
        try {
            StandIns standIns = standIns(basedir);
            standIns.remove();
            if (standIns.images().contains(BASE)) {
                return true;
            }
            notRun("no stand-in for node:20-alpine can be made here: it takes busybox-static, dumb-init and node");
        } catch (NoEngineException e) {
            notRun(String.valueOf(e.getMessage()));
        }
        return false;
    }

    private static void notRun(String why) {
        System.out.println("NOT RUN: the integration test of smoke. " + why);
    }

    private static StandIns standIns(File basedir) throws IOException, NoEngineException {
        return StandIns.make(Fixture.top(basedir.toPath()));
    }

    /** The sample monorepo over a stand-in, and how its engine is called. */
    public static void prepare(File basedir) throws IOException, NoEngineException {
        Fixture.copy("sample-before", basedir);
        StandIns standIns = standIns(basedir);
        try (Stream<Path> all = Files.walk(basedir.toPath().resolve("apps"))) {
            for (Path each : (Iterable<Path>) all.filter(path -> path.endsWith("Dockerfile"))::iterator) {
                Files.writeString(each, Files.readString(each).replace("FROM node:20-alpine", "FROM " + BASE));
            }
        }
        Properties properties = new Properties();
        properties.setProperty(
                "runtimeAudit.smokeServices", "auth-service,api-gateway,chatting-service,logger-service,harbour-light");
        properties.setProperty(
                "runtimeAudit.smokeEngine", standIns.choice().program().orElseThrow());
        properties.setProperty(
                "runtimeAudit.smokeEngineOptions",
                String.join(",", standIns.choice().options()));
        properties.setProperty(
                "runtimeAudit.smokeBuildOptions",
                String.join(",", standIns.choice().build()));
        properties.setProperty("runtimeAudit.smokeGrace", "3");
        properties.setProperty(DIRECTORY, standIns.directory().toString());
        try (var out = Files.newOutputStream(basedir.toPath().resolve("test.properties"))) {
            properties.store(out, null);
        }
    }

    /** No container, no network and no volume, and no image but the stand-ins; then these go, too. */
    public static void hasNothingLeft(File basedir) throws IOException, NoEngineException {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(basedir.toPath().resolve("test.properties"))) {
            properties.load(in);
        }
        EngineChoice choice = new EngineChoice(
                Optional.of(properties.getProperty("runtimeAudit.smokeEngine")),
                words(properties.getProperty("runtimeAudit.smokeEngineOptions")),
                words(properties.getProperty("runtimeAudit.smokeBuildOptions")),
                List.of(),
                "none");
        StandIns standIns = StandIns.made(Path.of(properties.getProperty(DIRECTORY)), choice);
        List<String> left = standIns.leftBy("dev.runtimeaudit.smoke");
        standIns.remove();
        assertThat(left).as("left behind").isEmpty();
    }

    private static List<String> words(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(",", -1));
    }
}
