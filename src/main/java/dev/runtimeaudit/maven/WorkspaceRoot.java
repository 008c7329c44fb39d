package dev.runtimeaudit.maven;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the directory of the monorepo when nobody names it. */
final class WorkspaceRoot {

    static final String CONFIG_FILE = "runtime-audit.yaml";

    /** What pnpm, Nx, Lerna, Rush and Turborepo keep in the directory of a monorepo. */
    private static final List<String> MANIFESTS =
            List.of("pnpm-workspace.yaml", "nx.json", "lerna.json", "rush.json", "turbo.json");

    private WorkspaceRoot() {}

    /**
     * @param start the directory of the project, or the current one
     * @param topmostPom the directory of the topmost POM of this build; empty when there is no POM
     */
    static Path of(Path start, Optional<Path> topmostPom) {
        List<Path> upwards = upwards(start);
        return nearest(upwards, directory -> Files.isRegularFile(directory.resolve(CONFIG_FILE)))
                .or(() -> topmostPom)
                .or(() -> nearest(withinRepository(upwards), WorkspaceRoot::holdsManifest))
                .orElse(start);
    }

    /** A directory and those above it, nearest first. */
    static List<Path> upwards(Path start) {
        List<Path> all = new ArrayList<>();
        for (Path at = start; at != null; at = at.getParent()) {
            all.add(at);
        }
        return all;
    }

    private static Optional<Path> nearest(List<Path> upwards, Predicate<Path> holds) {
        return upwards.stream().filter(holds).findFirst();
    }

    /** Up to the top of the git repository; outside of one, what lies above is somebody else's. */
    private static List<Path> withinRepository(List<Path> upwards) {
        for (int i = 0; i < upwards.size(); i++) {
            if (Files.exists(upwards.get(i).resolve(".git"))) {
                return upwards.subList(0, i + 1);
            }
        }
        return upwards.subList(0, 1);
    }

    private static boolean holdsManifest(Path directory) {
        return MANIFESTS.stream().anyMatch(name -> Files.isRegularFile(directory.resolve(name)))
                || hasWorkspaces(directory.resolve("package.json"));
    }

    /** npm and yarn list the packages of a monorepo under {@code workspaces}. A file that is no JSON lists none. */
    private static boolean hasWorkspaces(Path packageJson) {
        if (!Files.isRegularFile(packageJson)) {
            return false;
        }
        try (JsonParser json = new JsonFactory().createParser(packageJson.toFile())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                if (json.currentName().equals("workspaces")) {
                    return true;
                }
                json.nextToken();
                json.skipChildren();
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
