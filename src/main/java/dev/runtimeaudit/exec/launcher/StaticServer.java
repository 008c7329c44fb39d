package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Set;

/**
 * {@code serve} (github.com/vercel/serve 14) and {@code http-server} 14: hand out the files of a directory, whether or not there are any.
 */
final class StaticServer extends NodeTool {

    private static final Set<String> VALUED = Set.of(
            "-l",
            "--listen",
            "-p",
            "-c",
            "--config",
            "--ssl-cert",
            "--ssl-key",
            "--ssl-pass",
            "-a",
            "-P",
            "--proxy",
            "-e",
            "--ext");

    /** What {@code serve} takes an address from. */
    private static final Set<String> LISTENS = Set.of("-l", "--listen", "-p");

    private static final List<String> SCHEMES = List.of("tcp:", "http:", "https:", "unix:", "pipe:");

    /** A file that {@code serve} has to be able to read, wherever it looks for it. */
    private static final Set<String> CONFIGURES = Set.of("-c", "--config", "--ssl-cert", "--ssl-key", "--ssl-pass");

    private static final Set<String> BARE = Set.of(
            "-s",
            "--single",
            "-d",
            "--debug",
            "-C",
            "--cors",
            "-n",
            "--no-clipboard",
            "-u",
            "--no-compression",
            "--no-etag",
            "-S",
            "--symlinks",
            "-L",
            "--no-request-logging",
            "--no-port-switching",
            "-g",
            "--gzip",
            "-b",
            "--brotli",
            "-r",
            "--robots",
            "--no-dotfiles",
            "-i",
            "--silent");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        boolean serve = program.name().equals("serve");
        List<Arg> words = call.arguments();
        int directories = 0;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).value().beginning();
            int equals = word.startsWith("-") ? word.indexOf('=') : -1;
            String name = equals < 0 ? word : word.substring(0, equals);
            boolean glued = !serve && word.length() > 2 && VALUED.contains(word.substring(0, 2));
            if (VALUED.contains(name)) {
                if (serve && CONFIGURES.contains(name)) {
                    return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
                }
                i += equals < 0 ? 1 : 0;
                if (serve && LISTENS.contains(name) && i < words.size()) {
                    Arg value = equals < 0
                            ? words.get(i)
                            : Arg.of(word.substring(equals + 1), words.get(i).at());
                    if (value.value() instanceof Value.Known endpoint && !isEndpoint(endpoint.text())) {
                        return refused(call, value, endpoint.text());
                    }
                }
            } else if (name.startsWith("-") && !BARE.contains(name) && !glued) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            } else if (!name.startsWith("-") && ++directories > 1) {
                return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
            }
        }
        boolean starts = replay.world().network() == World.Network.UNKNOWN;
        return starts ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /** A port, or an address with its scheme. */
    private static boolean isEndpoint(String text) {
        return Numeric.isNumber(text) || SCHEMES.stream().anyMatch(text::startsWith);
    }

    /** As measured with serve 14.2: what stands in front of the first colon is taken for a scheme. */
    private static List<End> refused(Invocation call, Arg word, String text) {
        int colon = text.indexOf(':');
        String front = colon < 0 ? "" : text.substring(0, colon);
        boolean scheme = !front.isEmpty()
                && front.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '+');
        boolean plain = colon < 0 && !text.isEmpty();
        return scheme || plain
                ? Numeric.rejected(
                        call,
                        word,
                        text,
                        1,
                        "Error: Unknown --listen endpoint scheme (protocol): "
                                + (scheme ? front.toLowerCase(java.util.Locale.ROOT) + ":" : "undefined"))
                : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }
}
