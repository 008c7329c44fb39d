package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.exec.Value;
import dev.runtimeaudit.exec.World.Engine;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * tini (tini's {@code src/tini.c}), which runs a command as its child and passes signals on. Docker's {@code --init} is the
 * same program; podman's is catatonit.
 *
 * <p>It names its child's process id in what it prints: 7 where nothing else ran before.
 */
public final class Tini implements Launcher {

    /** What the engine puts in front with {@code --init}. It brings the program along. */
    public static final Tini OF_ENGINE = new Tini(Kind.ENGINE);

    public static final Content.Program ENGINE_PROGRAM = new Content.Program("docker-init", "", Linkage.STATIC);

    /** Options with an argument; the others stand alone, or many in one word. */
    private static final Set<Character> WITH_ARGUMENT = Set.of('p', 'e');

    /** Which of them it is. */
    enum Kind {
        TINI,
        CATATONIT,
        ENGINE
    }

    private final Kind kind;

    Tini(Kind kind) {
        this.kind = kind;
    }

    @Override
    public List<End> run(Invocation call, Content.Program program, Replay replay) {
        if (kind == Kind.ENGINE) {
            return child(call, replay);
        }
        Optional<Integer> first = options(call);
        if (first.isEmpty()) {
            return Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
        }
        List<Arg> words = call.argv().subList(first.get(), call.argv().size());
        if (words.isEmpty()) {
            return Chain.fails(call, Cause.STEP_FAILS, 1, "tini (tini version 0.19.0)", "tini");
        }
        return child(call.with(words), replay);
    }

    /** Where the command begins; empty when an option is not understood. */
    private static Optional<Integer> options(Invocation call) {
        int at = 1;
        while (at < call.argv().size()) {
            if (!(call.argv().get(at).value() instanceof Value.Known known)) {
                return Optional.empty();
            }
            String word = known.text();
            if (word.equals("--")) {
                return Optional.of(at + 1);
            }
            if (!word.startsWith("-") || word.equals("-")) {
                return Optional.of(at);
            }
            for (char option : word.substring(1).toCharArray()) {
                if ("pesvwghl".indexOf(option) < 0 || option == 'h' || option == 'l') {
                    return Optional.empty();
                }
            }
            at += WITH_ARGUMENT.contains(word.charAt(word.length() - 1)) ? 2 : 1;
        }
        return Optional.of(Math.min(at, call.argv().size()));
    }

    private List<End> child(Invocation call, Replay replay) {
        boolean catatonit =
                kind == Kind.CATATONIT || kind == Kind.ENGINE && replay.world().engine() == Engine.PODMAN_4;
        return Chain.exec(call, true, replay, (command, refused) -> {
            if (catatonit) {
                return new Chain.Words("ERROR (catatonit:6): failed to exec pid1: " + Chain.text(refused), 1);
            }
            return new Chain.Words(
                    "[FATAL tini (7)] exec " + command + " failed: " + Chain.text(refused),
                    Chain.isMissing(refused) ? 127 : 126);
        });
    }
}
