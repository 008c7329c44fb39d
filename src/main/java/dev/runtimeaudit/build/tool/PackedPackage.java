package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Content.Packed;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;
import java.util.Optional;

/** Archives of packages that lie in the image: what is installed from them, and what is in them. */
final class PackedPackage {

    /** Where npm packs everything below (docs.npmjs.com, "npm-pack"). */
    private static final String TOP = "package";

    /** The scripts of npm's own commands (the {@code bin} of its package.json). */
    private static final List<String> OF_NPM = List.of("npm", "npx");

    private PackedPackage() {}

    static Optional<Packed> at(String path, Job job) {
        return job.files().follow(job.path(path)) instanceof Fact.Present<Located> here
                        && here.value().node() instanceof Node.File file
                        && file.content() instanceof Packed packed
                ? Optional.of(packed)
                : Optional.empty();
    }

    /** What npm is asked for: {@code ./cli.tgz} is {@code name@version} where it is known what lies there. */
    static String specifier(String word, Job job) {
        String path = word.startsWith("file:") ? word.substring("file:".length()) : word;
        boolean file = path.startsWith(".") || path.startsWith("/") || path.endsWith(".tgz");
        return file
                ? at(path, job)
                        .map(known -> known.name() + "@" + known.version())
                        .orElse(word)
                : word;
    }

    /** Of others it is not told what lies at the top: that of {@code @types} bears the name of the package. */
    static void unpack(Packed packed, ImagePath into, Job job) {
        if (packed.name().equals("npm")) {
            ImagePath top = into.child(TOP);
            job.files(job.files().mkdirs(top, job.made(0755)).open(top, Reason.DOWNLOADED, job.evidence()));
            for (String command : OF_NPM) {
                Content program = new Program(command, packed.version(), Linkage.UNKNOWN);
                job.files(job.files()
                        .with(top.resolve("bin/" + command + "-cli.js"), new Node.File(job.made(0755), program)));
            }
            job.files(job.files().open(top.child("bin"), Reason.DOWNLOADED, job.evidence()));
        }
    }
}
