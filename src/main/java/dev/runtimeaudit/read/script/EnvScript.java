package dev.runtimeaudit.read.script;

import dev.runtimeaudit.read.script.EnvUse.Reach;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a script has to do with environment variables: its uses, and how they hang together with those of other scripts.
 *
 * @param uses in the order of the file
 * @param lookups calls that look up a name, if what they call turns out to be a helper
 * @param dynamic places where a name is looked up that is not written there
 * @param directive {@code "use client"}, {@code "use server"}
 * @param passed {@code process.env} as a whole is given to something else: others may read any name
 * @param writes what it may give to the variables itself
 */
public record EnvScript(
        SourceFile file,
        List<EnvUse> uses,
        List<Lookup> lookups,
        List<Span> dynamic,
        List<Import> imports,
        List<Function> functions,
        List<Call> calls,
        Map<String, Helper> helpers,
        Optional<String> directive,
        boolean passed,
        Writes writes) {

    public EnvScript {
        uses = List.copyOf(uses);
        lookups = List.copyOf(lookups);
        dynamic = List.copyOf(dynamic);
        imports = List.copyOf(imports);
        functions = List.copyOf(functions);
        calls = List.copyOf(calls);
        helpers = Map.copyOf(helpers);
    }

    /**
     * What a script may add to its own environment. It counts wherever it stands: whether it is done in time is not asked.
     *
     * @param names the variables that it sets by name
     * @param any it may set any other: by a name that is not written there, or from a file of which the path is not
     * @param files the files of variables that it names as the ones to load
     */
    public record Writes(Set<String> names, boolean any, Set<String> files) {
        public Writes {
            names = Set.copyOf(names);
            files = Set.copyOf(files);
        }
    }

    /**
     * A module that it loads.
     *
     * @param names what each name of this script is called there: {@code default}, {@code *} for all of it
     * @param all everything is exported again: {@code export * from}
     * @param lazy it is loaded only when something else happens
     */
    public record Import(String specifier, Map<String, String> names, boolean all, boolean lazy, Span at) {
        public Import {
            names = Map.copyOf(names);
        }
    }

    /**
     * A function.
     *
     * @param index how others refer to it
     * @param outer the function around it; -1 for none
     * @param runs it runs where it is written
     */
    public record Function(int index, String name, int outer, boolean runs, Reach reach) {}

    /**
     * A call.
     *
     * @param root the name that the callee begins with: {@code config} of {@code config.load()}
     * @param name the last name of the callee
     */
    public record Call(String root, String name, boolean isNew, Reach reach) {}

    /**
     * A call that gives the name of a variable to something that may be a helper.
     *
     * @param use what it is if that helper gives the value or nothing
     * @param more arguments behind the name
     */
    public record Lookup(String root, String name, EnvUse use, int more, Optional<String> fallback) {}

    /**
     * A function that looks a variable up by the name it is given.
     *
     * @param throwing it throws, or ends the process, when there is none
     * @param fallback it can be given a default
     */
    public record Helper(boolean throwing, boolean fallback) {}
}
