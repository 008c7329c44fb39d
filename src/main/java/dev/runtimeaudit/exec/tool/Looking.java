package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.image.Fact;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Tools of which no more is known than that they end, and that asking for help succeeds. */
final class Looking {

    /** Applets of BusyBox print their usage for --help and succeed; --version is no option to most. */
    private static final Set<String> ASKING = Set.of("--help", "--version");

    /** What of openssl rand only says how much is printed, and how. */
    private static final Pattern RANDOM = Pattern.compile("-base64|-hex|\\d+");

    private Looking() {}

    static List<End> run(Use use, List<String> words) {
        boolean asks = words.size() == 1 && ASKING.contains(words.get(0));
        boolean known = asks && (!use.isBusybox() || words.get(0).equals("--help"));
        return known ? use.printsSomething() : use.ends();
    }

    static List<End> asked(Use use, List<String> words) {
        boolean version = words.size() == 1 && ASKING.contains(words.get(0));
        if (version && (!use.isBusybox() || words.get(0).equals("--help"))) {
            return use.printsSomething();
        }
        return version ? use.ends() : use.lost();
    }

    /** {@code openssl rand -hex 32} prints; with {@code -out} it writes (openssl-rand(1)). */
    static List<End> openssl(Use use, List<String> words) {
        boolean random = words.size() > 1
                && words.get(0).equals("rand")
                && words.subList(1, words.size()).stream()
                        .allMatch(w -> RANDOM.matcher(w).matches());
        return random || words.equals(List.of("version")) ? use.printsSomething() : asked(use, words);
    }

    /** {@code ping -c 1}, {@code nc -z}, {@code top -n 1}: without that they may go on for ever. */
    static List<End> bounded(Use use, List<String> words) {
        String letter = use.name().startsWith("ping") ? "c" : use.name().equals("nc") ? "z" : "n";
        boolean bounded = words.stream().anyMatch(w -> w.startsWith("-") && !w.startsWith("--") && w.contains(letter));
        return bounded || use.name().equals("telnet") || use.name().equals("traceroute") ? run(use, words) : use.lost();
    }

    /** Succeeds when it is asked for nothing in particular. */
    static List<End> tells(Use use, List<String> words) {
        boolean format = use.name().equals("date") && words.stream().allMatch(w -> w.startsWith("+") || w.equals("-u"));
        boolean machine = use.name().equals("uname") && words.equals(List.of("-m"))
                || use.name().equals("arch") && words.isEmpty();
        if (machine) {
            return use.prints(use.call().machine().processor().machine());
        }
        boolean options = use.name().equals("uname") || use.name().equals("free");
        boolean plain = words.isEmpty()
                || format
                || options && words.stream().allMatch(w -> w.matches("-[a-z]"))
                || use.name().equals("logger")
                || use.name().equals("df") && words.stream().allMatch(w -> w.matches("-[hkmPTi]+") || isThere(use, w));
        return plain ? use.printsSomething() : run(use, words);
    }

    private static boolean isThere(Use use, String path) {
        return use.node(path) instanceof Fact.Present<?>;
    }

    /** ncurses wants to know the terminal, and a container has none unless somebody asks for it. */
    static List<End> clear(Use use, List<String> words) {
        if (use.isBusybox()) {
            return use.printsSomething();
        }
        return noTerminal(use) ? use.fails(1, "TERM environment variable not set.") : use.ends();
    }

    static List<End> tput(Use use, List<String> words) {
        boolean chosen = words.stream().anyMatch(w -> w.startsWith("-T"));
        return noTerminal(use) && !chosen ? use.fails(2, "tput: No value for $TERM and no -T specified") : use.ends();
    }

    private static boolean noTerminal(Use use) {
        return use.call().machine().environment().get("TERM") instanceof Fact.Absent<String>;
    }
}
