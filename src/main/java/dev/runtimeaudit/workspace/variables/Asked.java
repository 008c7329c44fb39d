package dev.runtimeaudit.workspace.variables;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The order in which a process asks for the variables without which it does not start. Compilers differ in it: where a file
 * becomes a CommonJS module, its imports run in their place, otherwise before all else of it.
 *
 * @param importsFirst the names in order where imports run first
 * @param inPlace the names in order where they run in their place
 */
public record Asked(List<String> importsFirst, List<String> inPlace) {

    static final Asked NOTHING = new Asked(List.of(), List.of());

    public Asked {
        importsFirst = List.copyOf(importsFirst);
        inPlace = List.copyOf(inPlace);
    }

    /** Which of some variables ends the process when all of them are missing; empty where it depends on the compiler. */
    public Optional<String> first(Set<String> missing) {
        Optional<String> first = importsFirst.stream().filter(missing::contains).findFirst();
        return first.equals(inPlace.stream().filter(missing::contains).findFirst()) ? first : Optional.empty();
    }
}
