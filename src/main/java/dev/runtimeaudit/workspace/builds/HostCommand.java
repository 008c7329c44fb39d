package dev.runtimeaudit.workspace.builds;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One command that is run before or instead of a {@code docker build}: what it writes, and whether it has images built elsewhere. */
record HostCommand(List<Optional<String>> words) {

    /** Their documentation: they upload the directory in which they are run, and build its image elsewhere. */
    private static final Set<List<String>> SHIPPING = Set.of(
            List.of("railway", "up"),
            List.of("fly", "deploy"),
            List.of("flyctl", "deploy"),
            List.of("gcloud", "builds", "submit"),
            List.of("gcloud", "run", "deploy"),
            List.of("gcloud", "app", "deploy"),
            List.of("az", "acr", "build"),
            List.of("heroku", "container:push"),
            List.of("docker", "compose", "build"),
            List.of("docker-compose", "build"),
            List.of("depot", "build"),
            List.of("buildah", "bud"),
            List.of("skaffold", "build"),
            List.of("skaffold", "run"));

    /** They run the program of a package. */
    private static final Set<List<String>> RUNNERS = Set.of(
            List.of("npx"),
            List.of("bunx"),
            List.of("npm", "exec"),
            List.of("pnpm", "dlx"),
            List.of("pnpm", "exec"),
            List.of("yarn", "dlx"),
            List.of("bun", "x"));

    /** Programs that are named otherwise than their package, by its package.json. */
    private static final Map<String, String> PROGRAMS = Map.of("@railway/cli", "railway");

    /** They make or overwrite the last thing that they name. */
    private static final Set<String> MAKING_LAST = Set.of("cp", "mv", "install", "rsync", "ln");

    private static final Set<String> MAKING_ALL = Set.of("touch", "mkdir", "tee");

    /** Options whose value is written to, whatever the program: {@code go build -o}, {@code esbuild --outfile=}, {@code curl -o}. */
    private static final Set<String> OUTPUTS = Set.of(
            "-o",
            "--output",
            "--outfile",
            "--outdir",
            "--outDir",
            "--out-dir",
            "--out",
            "--output-path",
            "--output-dir");

    /** Options of single programs whose value is written to, by their manuals. */
    private static final Map<String, Set<String>> OWN_OUTPUTS = Map.of(
            "tar",
            Set.of("-C", "--directory"),
            "unzip",
            Set.of("-d"),
            "wget",
            Set.of("-O", "-P"),
            "gh",
            Set.of("-D", "--dir"));

    HostCommand {
        words = List.copyOf(words);
    }

    private static List<String> operands(List<Optional<String>> words) {
        return words.stream()
                .flatMap(Optional::stream)
                .filter(word -> !word.startsWith("-"))
                .toList();
    }

    /** Whether it sends the workspace to a platform that builds images of it. */
    boolean ships() {
        List<String> plain = operands(words);
        for (List<String> runner : RUNNERS) {
            if (begins(plain, runner) && plain.size() > runner.size()) {
                List<String> run = new ArrayList<>(plain.subList(runner.size(), plain.size()));
                String name = run.get(0);
                int version = name.indexOf('@', 1);
                name = version < 0 ? name : name.substring(0, version);
                run.set(0, PROGRAMS.getOrDefault(name, name));
                plain = run;
                break;
            }
        }
        List<String> command = plain;
        return SHIPPING.stream().anyMatch(shipping -> begins(command, shipping));
    }

    private static boolean begins(List<String> words, List<String> with) {
        return words.size() >= with.size() && words.subList(0, with.size()).equals(with);
    }

    /** The files and directories that it writes, as far as it names them. */
    List<String> writes() {
        String program = words.get(0).orElse("");
        List<String> written = new ArrayList<>(outputs(OWN_OUTPUTS.getOrDefault(program, Set.of())));
        written.addAll(outputs(OUTPUTS));
        List<Optional<String>> operands = words.subList(1, words.size()).stream()
                .filter(w -> w.filter(text -> text.startsWith("-")).isEmpty())
                .toList();
        if (MAKING_ALL.contains(program)) {
            operands.forEach(word -> word.ifPresent(written::add));
        } else if (MAKING_LAST.contains(program) && !operands.isEmpty()) {
            operands.get(operands.size() - 1).ifPresent(last -> {
                Optional<String> source = operands.size() == 2 ? operands.get(0) : Optional.empty();
                if (!last.endsWith("/")) {
                    written.add(last);
                } else {
                    source.ifPresent(from -> written.add(last + from.substring(from.lastIndexOf('/') + 1)));
                }
            });
        } else if (program.equals("git")
                && operands.size() == 3
                && operands.get(0).equals(Optional.of("clone"))) {
            operands.get(2).ifPresent(written::add);
        }
        return written;
    }

    private List<String> outputs(Set<String> options) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i).orElse("");
            int equals = word.indexOf('=');
            if (options.contains(word) && i + 1 < words.size()) {
                words.get(i + 1).ifPresent(values::add);
            } else if (word.startsWith("--") && equals > 0 && options.contains(word.substring(0, equals))) {
                values.add(word.substring(equals + 1));
            }
        }
        return values;
    }
}
