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
import dev.runtimeaudit.workspace.builds.BuildUse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Images that compose files and bake files of the workspace build, and that others start from or copy from.
 *
 * <p>By the name that they are given (Compose specification, "Build and image"), only one without a slash that is none of the official
 * images' counts: what Docker Hub has under it can be nothing else, so that the build on this machine is what stands behind it. As a
 * named context (docs.docker.com, "Bake file reference", "target.contexts"; Compose Build specification, "additional_contexts") the name
 * of the target or service counts. Where several builds claim one name, or the one is for other platforms only, nobody knows.
 */
final class LocalImages implements Knowledge.Local {

    /** The one on which all is judged. */
    private static final String PLATFORM = "linux/amd64";

    private final SourceTree sources;
    private final Knowledge knowledge;
    private final World.Engine engine;
    private final Ignores ignores;
    private final Map<String, Set<BuildUse>> claims = new HashMap<>();
    private final Map<String, Optional<Image>> built = new HashMap<>();
    private final Set<String> building = new HashSet<>();

    /** @param uses the builds that others may refer to */
    LocalImages(SourceTree sources, Knowledge knowledge, World.Engine engine, Ignores ignores, List<BuildUse> uses) {
        this.sources = sources;
        this.knowledge = knowledge.withLocal(this);
        this.engine = engine;
        this.ignores = ignores;
        for (BuildUse use : uses) {
            use.address().ifPresent(address -> claim(address, use));
            for (String name : use.names()) {
                Reference.parse(name)
                        .filter(reference -> reference.repository().indexOf('/') < 0
                                && reference.digest().isEmpty()
                                && !OfficialImages.has(reference.repository()))
                        .ifPresent(reference -> claim(key(reference), use));
            }
        }
    }

    private void claim(String key, BuildUse use) {
        claims.computeIfAbsent(key, none -> new HashSet<>()).add(use);
    }

    private static String key(Reference reference) {
        return "image://" + reference;
    }

    @Override
    public Optional<Image> image(Reference reference) {
        return known(key(reference));
    }

    @Override
    public Optional<Image> result(String address) {
        return known(address);
    }

    private Optional<Image> known(String key) {
        Set<BuildUse> uses = claims.getOrDefault(key, Set.of());
        boolean one = uses.stream().map(BuildUse::result).distinct().count() == 1;
        if (!one || building.contains(key)) {
            return Optional.empty();
        }
        Optional<Image> known = built.get(key);
        if (known == null) {
            building.add(key);
            known = build(uses.iterator().next());
            building.remove(key);
            built.put(key, known);
        }
        return known;
    }

    private Optional<Image> build(BuildUse use) {
        Optional<Dockerfile> dockerfile = sources.read(use.dockerfile())
                .asFile()
                .map(DockerfileReader::read)
                .filter(read -> read.problems().isEmpty());
        boolean elsewhere = !use.platforms().isEmpty()
                && use.platforms().stream().map(Platform::normal).noneMatch(PLATFORM::equals);
        if (dockerfile.isEmpty() || use.context().isEmpty() || elsewhere) {
            return Optional.empty();
        }
        BuildRequest request = new BuildRequest(
                "",
                sources,
                use.context().get(),
                true,
                ignores.docker(use.dockerfile(), use.context().get()),
                ignores.git(knowledge),
                use.args(),
                false,
                use.contexts(),
                use.target(),
                PLATFORM,
                World.open(engine, World.Phase.BUILD),
                Programs.ALL);
        BuiltImage image = Build.target(dockerfile.get(), request, knowledge);
        return image.failures().isEmpty() ? Optional.of(image.image()) : Optional.empty();
    }
}
