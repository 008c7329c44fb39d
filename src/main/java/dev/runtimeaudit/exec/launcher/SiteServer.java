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
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;
import java.util.List;

/**
 * {@code react-router-serve} and {@code remix-serve}: run the server that a build has left (their {@code cli.js}, as of
 * react-router 7.18 and remix 2.17).
 */
final class SiteServer extends NodeTool {

    private final boolean remix;

    SiteServer(boolean remix) {
        this.remix = remix;
    }

    @Override
    protected List<End> runInNode(Invocation call, Content.Program program, Replay replay) {
        String name = remix ? "remix-serve" : "react-router-serve";
        if (call.arguments().isEmpty()) {
            String example = remix ? "build/index.js" : "build/server/index.js";
            return Chain.fails(
                    call,
                    Cause.STEP_FAILS,
                    1,
                    "  Usage: " + name + " <server-build-path> - e.g. " + name + " " + example,
                    name);
        }
        Arg word = call.arguments().get(0);
        if (!(word.value() instanceof Value.Known known)) {
            return Chain.lost(call, Reason.VALUE_NOT_KNOWN);
        }
        ImagePath build = call.machine().directory().resolve(known.text());
        Fact<Located> found = call.machine().files().follow(build);
        Evidence evidence = Evidence.of(word.at(), "serves `" + build + "`").because(found.evidence());
        if (found instanceof Fact.Absent<Located>) {
            String line = remix
                    ? "Error: ENOENT: no such file or directory, stat '" + build + "'"
                    : "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '" + build + "' imported from "
                            + cli(call.machine().files(), build);
            return Chain.failed(
                    call, new Failure(Cause.START_FILE_MISSING, 1, line, word.at(), build.value(), evidence));
        }
        if (found instanceof Fact.Unknown<Located> unknown) {
            return Chain.lost(call, unknown.reason(), evidence);
        }
        boolean starts = replay.world().network() == World.Network.UNKNOWN;
        return starts ? Chain.never(call) : Chain.lost(call, Reason.PROGRAM_NOT_MODELLED);
    }

    /** Where the command itself lies, as far as it can be told. */
    private static String cli(dev.runtimeaudit.image.FileSystem files, ImagePath build) {
        for (ImagePath above = build.parent(); ; above = above.parent()) {
            ImagePath own = above.resolve("node_modules/@react-router/serve");
            if (files.follow(own) instanceof Fact.Present<Located> here) {
                return here.value().path().resolve("dist/cli.js").value();
            }
            if (above.isRoot()) {
                return own.resolve("dist/cli.js").value();
            }
        }
    }
}
