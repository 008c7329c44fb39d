package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.image.RegistryFile;
import dev.runtimeaudit.image.ReleaseAsset;
import dev.runtimeaudit.source.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code curl} and {@code wget}: files from the network, known as far as their address tells what they are. */
final class Fetch implements Launcher {

    private static final Set<String> CURL_VALUES = Set.of(
            "output",
            "header",
            "request",
            "data",
            "user",
            "user-agent",
            "proxy",
            "retry",
            "retry-delay",
            "connect-timeout",
            "max-time",
            "output-dir",
            "cacert",
            "cert",
            "key",
            "write-out",
            "url",
            "referer",
            "form",
            "proto",
            "tlsv");

    private static final Set<String> WGET_VALUES = Set.of(
            "output-document",
            "directory-prefix",
            "tries",
            "timeout",
            "header",
            "user",
            "password",
            "output-file",
            "post-data",
            "user-agent",
            "waitretry",
            "progress");

    private final boolean wget;

    Fetch(boolean wget) {
        this.wget = wget;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Job job = new Job(call, program);
        fetch(job);
        return job.unknown(Reason.DOWNLOADED);
    }

    /** What is there when nobody knows whether it got an answer: the one file that it writes is something, and nothing else. */
    Machine perhaps(Invocation call, Program program, Evidence evidence) {
        Job job = new Job(call, program);
        fetch(job);
        Machine before = call.machine();
        return before.withFiles(FileSystem.join(before.files(), job.files(), Reason.DOWNLOADED, evidence));
    }

    private void fetch(Job job) {
        Invocation call = job.call();
        Line line = wget
                ? Line.of(call.arguments(), "OPTUaotwei", WGET_VALUES)
                : Line.of(call.arguments(), "oHXdutAxmbceFKrTwyYzCQUE", CURL_VALUES);
        Optional<Arg> output = wget ? line.value("O", "output-document") : line.value("o", "output");
        Optional<String> directory = wget ? line.text("P", "directory-prefix") : line.text("output-dir");
        ImagePath into = job.path(directory.orElse("."));
        if (output.isPresent()) {
            Optional<String> name = Line.text(output.get());
            if (name.isEmpty()) {
                job.machine(Effects.local(job.machine(), Reason.VALUE_NOT_KNOWN, job.evidence()));
            } else if (!name.get().equals("-") && !name.get().startsWith("/dev/")) {
                put(job, into.resolve(name.get()), only(line.operands()));
            }
        } else if (wget || line.has("O", "remote-name", "remote-name-all")) {
            for (Arg url : line.operands()) {
                Optional<String> name = Line.text(url).map(Fetch::lastName).filter(n -> !n.isEmpty());
                if (name.isPresent()) {
                    put(job, into.child(name.get()), at(url.shown()));
                } else {
                    job.files(Effects.openNames(job.files(), into, Reason.DOWNLOADED, job.evidence()));
                }
            }
        }
    }

    /** What lies behind the only address; of several nobody knows which one ends up in the file. */
    private static Content only(List<Arg> urls) {
        return urls.size() == 1
                ? Line.text(urls.get(0)).map(Fetch::at).orElse(new Content.Opaque(Reason.DOWNLOADED))
                : new Content.Opaque(Reason.DOWNLOADED);
    }

    private static Content at(String url) {
        return RegistryFile.at(url).orElseGet(() -> ReleaseAsset.at(url));
    }

    private static String lastName(String url) {
        String path = url.split("[?#]", 2)[0];
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void put(Job job, ImagePath path, Content content) {
        job.files(job.files().with(path, new Node.File(job.made(0644), content)));
    }
}
