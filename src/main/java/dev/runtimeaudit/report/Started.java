package dev.runtimeaudit.report;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Visit;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.source.Span;
import dev.runtimeaudit.source.Step;
import dev.runtimeaudit.workspace.RuntimeFacts;
import dev.runtimeaudit.workspace.Service;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the image of a service starts, also where it cannot be told whether that is there.
 *
 * @param first what the engine executes: ENTRYPOINT and CMD together
 * @param last the program that the start path comes to, when it is another one
 * @param artifact the file that it runs
 * @param from the line that put it there, or would
 */
record Started(String first, Optional<String> last, Optional<String> artifact, Optional<Span> from) {

    private static final Set<String> RUNTIMES = Set.of("node", "bun", "deno");

    static Started of(Service service) {
        Optional<Launch> own = service.own();
        String first =
                own.map(Launch::first).map(words -> String.join(" ", words)).orElse("");
        List<Visit> visits = own.map(Launch::visits).orElse(List.of());
        Optional<Visit> runs = visits.stream()
                .filter(visit -> RUNTIMES.contains(visit.program()))
                .reduce((one, other) -> other);
        Optional<String> last =
                runs.map(visit -> String.join(" ", visit.argv())).filter(words -> !first.endsWith(words));
        Optional<RuntimeFacts.Artifact> proven = RuntimeFacts.of(service).artifact();
        if (proven.isPresent()) {
            return new Started(
                    first,
                    last,
                    Optional.of(proven.get().path()),
                    first(proven.get().producer().steps()));
        }
        Machine machine = Machine.of(service.image());
        Optional<ImagePath> file = runs.flatMap(visit -> visit.argv().stream()
                        .skip(1)
                        .filter(word -> !word.startsWith("-"))
                        .findFirst())
                .filter(word -> word.indexOf('<') < 0)
                .map(word -> machine.directory().resolve(word));
        Optional<Span> from = file.map(machine.files()::follow)
                .filter(fact -> !(fact instanceof Fact.Absent<Located>))
                .flatMap(fact -> first(fact.evidence().steps()));
        return new Started(first, last, file.map(ImagePath::value), from);
    }

    private static Optional<Span> first(List<Step> steps) {
        return steps.stream().map(Step::at).findFirst();
    }
}
