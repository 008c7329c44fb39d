package dev.runtimeaudit.workspace.builds;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One command that is run before or instead of a {@code docker build}: what it writes, and whether it has images built elsewhere.
 *
 * <p>It is one class although it is long: a third of its lines are tables of commands, and each of its methods is about one.
 */
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

    /** They make or overwrite the last thing that they name, or what bears the name of a source in it. */
    private static final Set<String> MAKING_LAST = Set.of("cp", "mv", "install", "ln", "scp");

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
            Set.of("-O", "-P", "--output-document", "--directory-prefix"),
            "gh",
            Set.of("-D", "--dir", "-O"),
            "cp",
            Set.of("-t", "--target-directory"),
            "mv",
            Set.of("-t", "--target-directory"));

    /** Short options of curl(1) that take a value, but for {@code -o}. */
    private static final String VALUED_BY_CURL = "AbcCdDeEFHKmPQrtTuUwxXyYz";

    /** Options of {@code git clone} that take a value in a word of its own. */
    private static final Set<String> VALUED_BY_CLONE = Set.of(
            "-b",
            "--branch",
            "--depth",
            "-o",
            "--origin",
            "-c",
            "--config",
            "-j",
            "--jobs",
            "--reference",
            "--template",
            "--filter",
            "--shallow-since");

    /** Whatever they name, they make no file of that name. */
    private static final Set<String> MAKING_NOTHING = Set.of(
            "[",
            "[[",
            ".",
            "buildah",
            "cat",
            "cd",
            "chmod",
            "chown",
            "cmp",
            "command",
            "cosign",
            "cut",
            "date",
            "df",
            "diff",
            "docker",
            "docker-compose",
            "du",
            "echo",
            "egrep",
            "eslint",
            "exit",
            "export",
            "false",
            "file",
            "fly",
            "flyctl",
            "git",
            "grep",
            "hadolint",
            "head",
            "helm",
            "heroku",
            "jest",
            "jq",
            "kubectl",
            "ls",
            "podman",
            "prettier",
            "printf",
            "railway",
            "rm",
            "rmdir",
            "set",
            "shellcheck",
            "sleep",
            "source",
            "stat",
            "tail",
            "test",
            "tr",
            "trivy",
            "true",
            "type",
            "uniq",
            "unset",
            "vitest",
            "wc",
            "which");

    /** Of what a directory may hold, each name. */
    private static final String ANYTHING = "*";

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
        List<String> command = command();
        return SHIPPING.stream().anyMatch(shipping -> begins(command, shipping));
    }

    /** Its operands, from the name of the program on that it runs in the end. */
    private List<String> command() {
        List<String> plain = operands(words);
        for (List<String> runner : RUNNERS) {
            if (begins(plain, runner) && plain.size() > runner.size()) {
                List<String> run = new ArrayList<>(plain.subList(runner.size(), plain.size()));
                String name = run.get(0);
                int version = name.indexOf('@', 1);
                name = version < 0 ? name : name.substring(0, version);
                run.set(0, PROGRAMS.getOrDefault(name, name));
                return run;
            }
        }
        return plain;
    }

    /** Where a {@code make} looks for its makefile. */
    Optional<String> makes() {
        boolean make = words.get(0)
                .filter(name -> name.equals("make") || name.equals("gmake"))
                .isPresent();
        return make
                ? Optional.of(outputs(Set.of("-C", "--directory")).stream()
                        .findFirst()
                        .orElse("."))
                : Optional.empty();
    }

    private static boolean begins(List<String> words, List<String> with) {
        return words.size() >= with.size() && words.subList(0, with.size()).equals(with);
    }

    /**
     * The files and directories that it writes, as far as it names them; {@code *} where it may make any name. A program that is not
     * known may make whatever it names.
     */
    List<String> writes() {
        String program = words.get(0).orElse("");
        List<String> written = new ArrayList<>(outputs(OWN_OUTPUTS.getOrDefault(program, Set.of())));
        written.addAll(outputs(OUTPUTS));
        boolean told = !written.isEmpty();
        List<Optional<String>> operands = words.subList(1, words.size()).stream()
                .filter(w -> w.filter(text -> text.startsWith("-")).isEmpty())
                .toList();
        List<String> known = operands(operands);
        if (MAKING_ALL.contains(program)) {
            written.addAll(known);
        } else if (program.equals("rsync") && !known.isEmpty()) {
            // It makes the directory, and of a source with a slash copies what is in it.
            written.add(known.get(known.size() - 1));
            written.add(known.get(known.size() - 1) + "/" + ANYTHING);
        } else if (MAKING_LAST.contains(program)) {
            written.addAll(told ? within(written, operands) : into(operands));
        } else if (program.equals("docker") && begins(known, List.of("cp"))) {
            written.addAll(into(operands));
        } else if (program.equals("docker")) {
            outputs(Set.of("-v", "--volume")).forEach(volume -> written.add(volume.split(":", 2)[0] + "/" + ANYTHING));
        } else if (program.equals("git") && known.contains("clone")) {
            written.add(cloned());
        } else if (program.equals("curl")) {
            written.addAll(ofCurl());
        } else if (program.equals("wget")) {
            written.addAll(
                    told ? written.stream().map(to -> to + "/" + ANYTHING).toList() : downloaded());
        } else if (unpacks(program, known)) {
            written.addAll(
                    told ? written.stream().map(to -> to + "/" + ANYTHING).toList() : List.of(ANYTHING));
        } else if (known.contains("pack") && Set.of("npm", "pnpm", "yarn").contains(program)) {
            written.add("*.tgz");
        } else if (!MAKING_NOTHING.contains(command().stream().findFirst().orElse(""))) {
            written.addAll(named());
        }
        return written;
    }

    private boolean unpacks(String program, List<String> operands) {
        String first = words.size() > 1 ? words.get(1).orElse("") : "";
        return switch (program) {
            case "unzip", "7z", "7za" -> true;
            case "tar" ->
                !first.startsWith("--") && first.contains("x")
                        || words.contains(Optional.of("--extract"))
                        || words.contains(Optional.of("-x"));
            case "gh" -> operands.contains("download");
            default -> false;
        };
    }

    /** What copying to the last operand makes: that, or the names of the sources in it. */
    private static List<String> into(List<Optional<String>> operands) {
        if (operands.size() < 2) {
            return List.of();
        }
        List<String> made = new ArrayList<>();
        operands.get(operands.size() - 1).ifPresent(last -> {
            if (!last.endsWith("/")) {
                made.add(last);
            }
            made.addAll(within(List.of(last), operands.subList(0, operands.size() - 1)));
        });
        return made;
    }

    private static List<String> within(List<String> directories, List<Optional<String>> sources) {
        return directories.stream()
                .flatMap(to -> sources.stream().map(source -> {
                    String name = source.map(HostCommand::lastPart).orElse(ANYTHING);
                    return to + "/" + (name.isEmpty() || name.equals(".") || name.equals("..") ? ANYTHING : name);
                }))
                .toList();
    }

    private static String lastPart(String path) {
        String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return plain.substring(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf(':')) + 1);
    }

    /** The directory of {@code git clone}: the one that is named, or that of the repository's name. */
    private String cloned() {
        List<Optional<String>> operands = new ArrayList<>();
        for (int i = words.indexOf(Optional.of("clone")) + 1; i < words.size(); i++) {
            String word = words.get(i).orElse("");
            if (VALUED_BY_CLONE.contains(word)) {
                i++;
            } else if (!word.startsWith("-")) {
                operands.add(words.get(i));
            }
        }
        if (operands.size() > 1) {
            return operands.get(1).orElse(ANYTHING);
        }
        String name = operands.stream()
                .flatMap(Optional::stream)
                .findFirst()
                .map(HostCommand::lastPart)
                .orElse(ANYTHING);
        return name.endsWith(".git") ? name.substring(0, name.length() - ".git".length()) : name;
    }

    /** {@code -o file}, {@code -Lo file}, and {@code -O}, which takes the name from the address. */
    private List<String> ofCurl() {
        List<String> written = new ArrayList<>();
        boolean remote = false;
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i).orElse("");
            remote |= word.equals("--remote-name") || word.equals("--remote-name-all");
            for (int k = 1; word.startsWith("-") && !word.startsWith("--") && k < word.length(); k++) {
                char option = word.charAt(k);
                remote |= option == 'O';
                if (option == 'o' && k + 1 < word.length()) {
                    written.add(word.substring(k + 1));
                } else if (option == 'o' && i + 1 < words.size()) {
                    words.get(i + 1).ifPresent(written::add);
                }
                if (option == 'o' || VALUED_BY_CURL.indexOf(option) >= 0) {
                    break;
                }
            }
        }
        if (remote) {
            written.addAll(downloaded());
        }
        return written;
    }

    /** The last part of each address; anything where an address is not known, or stands in a file. */
    private List<String> downloaded() {
        List<String> names = new ArrayList<>();
        for (Optional<String> word : words.subList(1, words.size())) {
            if (word.isEmpty()) {
                names.add(ANYTHING);
            } else if (word.get().contains("://")) {
                names.add(lastPart(word.get().split("[?#]", 2)[0]));
            }
        }
        return names.isEmpty() ? List.of(ANYTHING) : names;
    }

    /** What the words of a program name that is not known, and what may come to lie there. */
    private List<String> named() {
        List<String> named = new ArrayList<>();
        for (Optional<String> word : words.subList(1, words.size())) {
            String text = word.orElse("");
            String path = text.startsWith("-") ? text.substring(text.indexOf('=') + 1) : text;
            if (!path.isBlank() && !path.startsWith("-") && !path.contains("://") && !path.contains(ANYTHING)) {
                named.add(path);
                named.add(path + "/" + ANYTHING);
            }
        }
        return named;
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
