package dev.runtimeaudit.workspace;

import dev.runtimeaudit.build.Build;
import dev.runtimeaudit.build.BuildRequest;
import dev.runtimeaudit.build.BuiltImage;
import dev.runtimeaudit.build.Programs;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.image.OfficialImages;
import dev.runtimeaudit.image.Platform;
import dev.runtimeaudit.image.Reference;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.DockerfileReader;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.workspace.compose.BuildHint;
import dev.runtimeaudit.workspace.compose.ComposeProject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Images that compose files of the workspace build and name, and that others start from (Compose specification, "Build and image"). Only
 * a name without a slash that is none of the official images' counts: what Docker Hub has under it can be nothing else, so that the
 * build on this machine is what stands behind it. Where several builds claim one name, or the one is for other platforms only, nobody
 * knows.
 */
final class LocalImages implements Knowledge.Local {

    /** The one on which all is judged. */
    private static final String PLATFORM = "linux/amd64";

    private final SourceTree sources;
    private final Knowledge knowledge;
    private final World.Engine engine;
    private final Ignores ignores;
    private final Map<Reference, Set<BuildHint>> hints = new HashMap<>();
    private final Map<Reference, Optional<Image>> built = new HashMap<>();
    private final Set<Reference> building = new HashSet<>();

    LocalImages(
            SourceTree sources,
            Knowledge knowledge,
            World.Engine engine,
            Ignores ignores,
            List<ComposeProject> projects) {
        this.sources = sources;
        this.knowledge = knowledge.withLocal(this);
        this.engine = engine;
        this.ignores = ignores;
        for (BuildHint hint : BuildHint.of(projects)) {
            hint.image()
                    .flatMap(Reference::parse)
                    .filter(reference -> reference.repository().indexOf('/') < 0
                            && reference.digest().isEmpty()
                            && !OfficialImages.has(reference.repository()))
                    .ifPresent(reference -> hints.computeIfAbsent(reference, r -> new HashSet<>())
                            .add(hint));
        }
    }

    @Override
    public Optional<Image> image(Reference reference) {
        Set<BuildHint> claims = hints.getOrDefault(reference, Set.of());
        boolean one = claims.stream()
                        .map(hint ->
                                List.of(hint.dockerfile(), hint.context(), hint.target(), hint.args(), hint.contexts()))
                        .distinct()
                        .count()
                == 1;
        if (!one || building.contains(reference)) {
            return Optional.empty();
        }
        Optional<Image> known = built.get(reference);
        if (known == null) {
            building.add(reference);
            known = build(claims.iterator().next());
            building.remove(reference);
            built.put(reference, known);
        }
        return known;
    }

    private Optional<Image> build(BuildHint hint) {
        Optional<Dockerfile> dockerfile = sources.read(hint.dockerfile())
                .asFile()
                .map(DockerfileReader::read)
                .filter(read -> read.problems().isEmpty());
        boolean elsewhere = !hint.platforms().isEmpty()
                && hint.platforms().stream().map(Platform::normal).noneMatch(PLATFORM::equals);
        if (dockerfile.isEmpty() || !hint.contexts().isEmpty() || elsewhere) {
            return Optional.empty();
        }
        BuildRequest request = new BuildRequest(
                "",
                sources,
                hint.context(),
                true,
                ignores.docker(hint.dockerfile(), hint.context()),
                ignores.git(knowledge),
                hint.args(),
                false,
                Map.of(),
                hint.target(),
                PLATFORM,
                World.open(engine, World.Phase.BUILD),
                Programs.ALL);
        BuiltImage image = Build.target(dockerfile.get(), request, knowledge);
        return image.failures().isEmpty() ? Optional.of(image.image()) : Optional.empty();
    }
}
