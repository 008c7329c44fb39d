package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.FoundPaths;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.image.Node.Slot;
import dev.runtimeaudit.image.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code find} prints that begins in one directory, asks for all of a few things and does nothing but print (POSIX, find): one path
 * where all that lies below the directory is known and one thing answers, nothing where none does. The order of several is that of the
 * directory on the disk, which nobody knows.
 */
final class FindOutput {

    private static final Set<String> PATHS = Set.of("-path", "-wholename");

    /** What git keeps: a build context brings it along unless it is ignored, and the model does not list it (git-scm.com, gitrepository-layout). */
    private static final List<String> OF_GIT = List.of(
            ".git",
            ".git/HEAD",
            ".git/branches",
            ".git/config",
            ".git/description",
            ".git/hooks",
            ".git/hooks/pre-commit.sample",
            ".git/index",
            ".git/info",
            ".git/info/exclude",
            ".git/logs",
            ".git/logs/HEAD",
            ".git/logs/refs/heads/main",
            ".git/objects",
            ".git/objects/0a",
            ".git/objects/info",
            ".git/objects/pack",
            ".git/objects/pack/pack-0a.idx",
            ".git/objects/pack/pack-0a.pack",
            ".git/packed-refs",
            ".git/refs",
            ".git/refs/heads",
            ".git/refs/heads/main",
            ".git/refs/remotes",
            ".git/refs/tags");

    private static final int MOST = 20_000;

    private final Job job;
    private final String top;
    private final List<Predicate<String>> asked = new ArrayList<>();
    private String ending = "";
    private Optional<String> type = Optional.empty();
    private int least;
    private int most = Integer.MAX_VALUE;

    private final List<String> found = new ArrayList<>();
    private int seen;
    private boolean exact = true;

    private FindOutput(Job job, String top) {
        this.job = job;
        this.top = top;
    }

    /** Empty where nothing is known of what it prints. */
    static Optional<Value> of(List<Arg> words, Job job) {
        List<String> texts = new ArrayList<>();
        for (Arg word : words) {
            if (!(word.value() instanceof Value.Known known)) {
                return Optional.empty();
            }
            texts.add(known.text());
        }
        boolean named = !texts.isEmpty() && !texts.get(0).startsWith("-");
        String top = named ? texts.get(0) : ".";
        // What looks like an option may be one, and follow links.
        boolean usual =
                !top.isEmpty() && !top.endsWith("/") && !Set.of("(", "!", "..").contains(top);
        FindOutput output = new FindOutput(job, top);
        return usual && output.reads(texts.subList(named ? 1 : 0, texts.size()))
                ? Optional.of(output.value())
                : Optional.empty();
    }

    /** Whether all of the words are understood. */
    private boolean reads(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("-print") && i == words.size() - 1 || word.equals("-a")) {
                continue;
            }
            String value = i + 1 < words.size() ? words.get(++i) : "";
            if (value.isEmpty() || !reads(word, value)) {
                return false;
            }
        }
        return true;
    }

    private boolean reads(String word, String value) {
        boolean path = PATHS.contains(word);
        if (path || word.equals("-name")) {
            if (value.matches("(?s).*[\\[\\]\\\\].*")) {
                return false;
            }
            Pattern pattern = pattern(value);
            asked.add(text -> pattern.matcher(path ? text : text.substring(text.lastIndexOf('/') + 1))
                    .matches());
            int wild = Math.max(value.lastIndexOf('*'), value.lastIndexOf('?'));
            String end = value.substring(wild + 1);
            String known = !path && wild < 0 && !top.endsWith(value) ? "/" + end : end;
            ending = known.length() > ending.length() ? known : ending;
            return true;
        }
        if (word.equals("-type") && type.isEmpty()) {
            type = Optional.of(value);
            return Set.of("d", "f", "l").contains(value);
        }
        if (!value.matches("\\d{1,4}")) {
            return false;
        }
        if (word.equals("-mindepth")) {
            least = Integer.parseInt(value);
            return true;
        }
        most = Integer.parseInt(value);
        return word.equals("-maxdepth");
    }

    /** A pattern of fnmatch(3) without flags: a slash and a leading dot are characters like others. */
    private static Pattern pattern(String glob) {
        String regex = glob.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    private Value value() {
        Fact<Located> at = job.files().at(job.path(top));
        if (at instanceof Fact.Absent<Located>) {
            return Value.of("");
        }
        exact = at instanceof Fact.Present<Located>
                && job.machine().identity().known()
                && job.machine().identity().uid() == 0;
        if (at instanceof Fact.Present<Located> present) {
            look(present.value().node(), top, 0);
        }
        exact &= OF_GIT.stream()
                .map(name -> top + "/" + name)
                .noneMatch(path -> asked.stream().allMatch(each -> each.test(path)));
        if (exact && found.size() < 2) {
            return Value.of(found.isEmpty() ? "" : found.get(0) + "\n");
        }
        Value.Unknown unknown = new Value.Unknown(Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence(), false);
        // What is of another kind may be a link.
        boolean settled = type.filter(kind -> !kind.equals("l")).isPresent();
        // The top itself may be one: then it is not known how they end.
        boolean below = least > 0 || !asked.stream().allMatch(each -> each.test(top));
        return settled ? unknown.with(Optional.of(FoundPaths.printed(top, below ? ending : ""))) : unknown;
    }

    private void look(Node node, String path, int depth) {
        if (!exact || ++seen > MOST) {
            exact = false;
            return;
        }
        boolean right = type.map(kind -> kind.equals(kind(node))).orElse(true);
        if (right && depth >= least && depth <= most && asked.stream().allMatch(each -> each.test(path))) {
            found.add(path);
        }
        if (!(node instanceof Directory directory) || depth >= most) {
            return;
        }
        exact = directory.rest() instanceof Rest.Closed;
        for (Map.Entry<String, Slot> child :
                exact ? directory.children().entrySet() : Set.<Map.Entry<String, Slot>>of()) {
            if (child.getValue() instanceof Slot.Here here) {
                look(here.node(), path + "/" + child.getKey(), depth + 1);
            } else if (child.getValue() instanceof Slot.Perhaps) {
                exact = false;
            }
        }
    }

    private static String kind(Node node) {
        return node instanceof Directory ? "d" : node instanceof Node.Link ? "l" : "f";
    }
}
