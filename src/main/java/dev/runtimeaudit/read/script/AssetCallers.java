package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.Surroundings.Owner;
import dev.runtimeaudit.read.script.Surroundings.Standing;
import dev.runtimeaudit.source.SourceFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Who calls the functions of a program, by their names: a function that nobody calls fails nobody, nor one whose failure has an answer. */
public final class AssetCallers {

    private final List<SourceFile> files;

    public AssetCallers(List<SourceFile> files) {
        this.files = List.copyOf(files);
    }

    /** Whether what goes wrong at a read is felt: the functions around it are called, and not where the failure is caught. */
    public boolean feel(AssetRead read) {
        List<Owner> owners = read.owners();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < owners.size(); i++) {
            if (!isCalled(owners.get(i), i == 0, false, seen)) {
                return false;
            }
        }
        return true;
    }

    private boolean isCalled(Owner owner, boolean first, boolean absorbed, Set<String> seen) {
        if (!seen.add(owner.type() + "." + owner.name())) {
            return false;
        }
        List<Standing> calls = files.stream()
                .map(Surroundings::of)
                .flatMap(script -> Stream.concat(
                                script.calls(owner.name()).stream(), script.given(owner.name()).stream())
                        .map(script::of))
                .toList();
        if (!absorbed && calls.stream().anyMatch(Standing::answered)) {
            return false;
        }
        boolean decided = first && !calls.isEmpty() && calls.stream().allMatch(Standing::conditional);
        if (!owner.type().isEmpty()) {
            return !decided
                    && (owner.decorated()
                            || files.stream()
                                    .anyMatch(file -> Surroundings.of(file).makes(owner.type())));
        }
        return calls.stream()
                .filter(call -> !first || !call.conditional())
                .anyMatch(call -> call.owners().stream()
                        .allMatch(above -> isCalled(above, false, absorbed || call.tried(), new HashSet<>(seen))));
    }
}
