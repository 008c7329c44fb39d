package dev.runtimeaudit.workspace.compose;

import dev.runtimeaudit.read.shell.Command;
import dev.runtimeaudit.read.shell.ShellWord;
import dev.runtimeaudit.read.yaml.YamlNode;
import dev.runtimeaudit.read.yaml.YamlReader;
import dev.runtimeaudit.source.Fragment;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code docker compose} commands in the scripts of a workspace: shell scripts, recipes of makefiles, scripts of
 * package.json, steps of workflows.
 */
final class ComposeCommands {

    private static final int MOST_SCRIPTS = 400;

    private final SourceTree tree;
    private final List<Named> found = new ArrayList<>();

    private ComposeCommands(SourceTree tree) {
        this.tree = tree;
    }

    /**
     * A command, and where it may be run from.
     *
     * @param directories likely ones first
     * @param who the words of the script's name
     */
    record Named(ComposeCommand command, List<TreePath> directories, List<String> who) {}

    static List<Named> in(SourceTree tree, List<TreePath> scripts) {
        ComposeCommands commands = new ComposeCommands(tree);
        scripts.stream().limit(MOST_SCRIPTS).forEach(commands::read);
        return commands.found;
    }

    private void read(TreePath path) {
        Optional<SourceFile> readable = tree.read(path).asFile();
        if (readable.isEmpty() || !readable.get().text().contains("compose")) {
            return;
        }
        SourceFile file = readable.get();
        TreePath own = path.parent();
        List<String> who = ComposeFileName.words(path);
        String name = path.name();
        if (name.endsWith(".sh")) {
            shell(Fragment.of(file), List.of(TreePath.ROOT, own), who);
        } else if (name.equals("package.json")) {
            manifest(file, own);
        } else if (name.equalsIgnoreCase("makefile")) {
            recipes(file, own, who);
        } else {
            YamlReader.read(file).documents().forEach(node -> steps(node, who));
        }
    }

    private void shell(Fragment text, List<TreePath> from, List<String> who) {
        List<TreePath> directories = new ArrayList<>(from);
        for (Command.Simple command : ShellCommands.of(text)) {
            List<ShellWord> words = command.words();
            boolean cd = words.size() == 2
                    && words.get(0).literal().filter("cd"::equals).isPresent();
            if (cd) {
                List<TreePath> there = words.get(1)
                        .literal()
                        .map(to -> from.stream()
                                .flatMap(d -> d.resolve(to).stream())
                                .toList())
                        .orElse(List.of());
                directories.addAll(0, there);
            }
            ComposeCommand.of(command)
                    .ifPresent(compose -> found.add(new Named(compose, List.copyOf(directories), who)));
        }
    }

    /** JSON is YAML, as far as a package.json goes. */
    private void manifest(SourceFile file, TreePath directory) {
        YamlReader.read(file)
                .document()
                .flatMap(YamlNode::asMapping)
                .flatMap(top -> top.get("scripts"))
                .flatMap(YamlNode::asMapping)
                .ifPresent(scripts -> scripts.entries().forEach(script -> {
                    if (script.value() instanceof YamlNode.Scalar text) {
                        shell(
                                text.fragment(),
                                List.of(directory),
                                ComposeFileName.words(script.key().text()));
                    }
                }));
    }

    private void recipes(SourceFile file, TreePath directory, List<String> who) {
        int offset = 0;
        List<String> target = who;
        for (int line = 1; line <= file.lineCount(); line++) {
            String text = file.line(line);
            if (text.startsWith("\t")) {
                Fragment whole = Fragment.of(file);
                int from = offset + 1;
                while (from < offset + text.length()
                        && "@-+".indexOf(file.text().charAt(from)) >= 0) {
                    from++;
                }
                shell(whole.part(from, offset + text.length()), List.of(directory, TreePath.ROOT), target);
            } else if (text.contains(":") && !text.startsWith("#")) {
                target = ComposeFileName.words(text.substring(0, text.indexOf(':')));
            }
            int end = file.text().indexOf('\n', offset);
            offset = end < 0 ? file.text().length() : end + 1;
        }
    }

    /** Every {@code run} of a workflow and every {@code script} of a GitLab job. */
    private void steps(YamlNode node, List<String> who) {
        if (node instanceof YamlNode.Mapping mapping) {
            for (YamlNode.Entry entry : mapping.entries()) {
                String key = entry.key().text();
                if (key.equals("run") && entry.value() instanceof YamlNode.Scalar text) {
                    Optional<TreePath> directory = mapping.get("working-directory")
                            .flatMap(YamlNode::asText)
                            .flatMap(TreePath::of);
                    shell(text.fragment(), directory.map(List::of).orElse(List.of(TreePath.ROOT)), who);
                } else if (key.endsWith("script")) {
                    for (YamlNode item : entry.value().asItems()) {
                        if (item instanceof YamlNode.Scalar text) {
                            shell(text.fragment(), List.of(TreePath.ROOT), who);
                        }
                    }
                } else {
                    steps(entry.value(), who);
                }
            }
        } else {
            node.asItems().forEach(item -> steps(item, who));
        }
    }
}
