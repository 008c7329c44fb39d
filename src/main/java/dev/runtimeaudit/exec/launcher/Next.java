package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Failure;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.read.script.Setting;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Set;

/** {@code next start}: serves what {@code next build} has left in {@code .next} (nextjs.org, "next CLI"). */
final class Next extends NodeTool {

    /** The command line is read by another library since this major; both want a number behind {@code -p}. */
    private static final int COMMANDER = 14;

    /** Prints errors in brackets. */
    private static final int BRACKETS = 15;

    private static final Set<String> VALUED = Set.of("-H", "--hostname", "--keepAliveTimeout", "--keep-alive-timeout");

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        List<Arg> words = call.arguments();
        if (words.isEmpty() || !words.get(0).shown().equals("start")) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        ImagePath directory = call.machine().directory();
        for (int i = 1; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
            }
            String word = known.text();
            boolean port = word.equals("-p") || word.equals("--port");
            if (port && i + 1 < words.size() && words.get(i + 1).value() instanceof Value.Known value) {
                if (!Numeric.isNumber(value.text())) {
                    return rejected(call, program, words.get(i + 1), value.text());
                }
                i++;
            } else if (word.startsWith("--port=")) {
                String value = word.substring("--port=".length());
                if (!Numeric.isNumber(value)) {
                    return rejected(call, program, words.get(i), value);
                }
            } else if (port || word.startsWith("-")) {
                if (!VALUED.contains(word) && !word.startsWith("--hostname=")) {
                    return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
                }
                i += VALUED.contains(word) ? 1 : 0;
            } else {
                directory = directory.resolve(word);
            }
        }
        return serve(call, directory, major(program, 0), replay);
    }

    private static List<End> rejected(Invocation call, Content.Program program, Arg word, String value) {
        String line = major(program, COMMANDER) >= COMMANDER
                ? "error: option '-p, --port <port>' argument '" + value + "' is invalid. '" + value
                        + "' is not a non-negative number."
                : "RangeError [ERR_SOCKET_BAD_PORT]: options.port should be >= 0 and < 65536. Received NaN.";
        return Numeric.rejected(call, word, value, 1, line);
    }

    private static List<End> serve(Invocation call, ImagePath directory, int major, Replay replay) {
        NextConfig config = NextConfig.in(directory, call.machine());
        Fact<String> distDir = config.distDir();
        if (!(distDir instanceof Fact.Present<String> dist)) {
            return Chain.lost(call, Reason.VALUE_NOT_KNOWN, distDir.evidence());
        }
        ImagePath build = directory.resolve(dist.value()).child("BUILD_ID");
        Fact<FileSystem.Located> found = call.machine().files().follow(build);
        Evidence evidence =
                Evidence.of(call.at(), "serves `" + build.parent() + "`").because(found.evidence());
        if (found instanceof Fact.Unknown<FileSystem.Located> unknown) {
            return Chain.lost(call, unknown.reason(), evidence);
        }
        if (found instanceof Fact.Absent<FileSystem.Located>) {
            String line = major == 13
                    ? "Error: ENOENT: no such file or directory, open '" + build + "'"
                    : error(
                            major,
                            "Could not find a production build in the '" + dist.value()
                                    + "' directory. Try building your app with 'next build' before starting the"
                                    + " production server."
                                    + " https://nextjs.org/docs/messages/production-start-no-build-id");
            return Chain.failed(
                    call, new Failure(Cause.START_FILE_MISSING, 1, line, call.at(), build.value(), evidence));
        }
        Set<Setting> output = config.all("output");
        Setting export = new Setting.Text("export");
        if (output.equals(Set.of(export))) {
            return Chain.fails(
                    call,
                    Cause.STEP_FAILS,
                    1,
                    error(
                            major,
                            "\"next start\" does not work with \"output: export\" configuration. Use"
                                    + " \"npx serve@latest out\" instead."),
                    "output");
        }
        if (output.contains(export)) {
            return Chain.lost(call, Reason.VALUE_NOT_KNOWN, config.evidence());
        }
        boolean starts = replay.world().network() == World.Network.UNKNOWN;
        return starts ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /** As measured with Next.js 14.2, 15.5 and 16.4: only 15 prints the error as a value. */
    private static String error(int major, String message) {
        return major == BRACKETS ? "[Error: " + message + "]" : "Error: " + message;
    }
}
