package dev.runtimeaudit.image;

import dev.runtimeaudit.read.script.ModuleUse;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is in a file of the image. */
public sealed interface Content {

    /**
     * A file that the builder of a framework writes, and that starts a server when node runs it: Next.js' {@code server.js}.
     *
     * @param framework which, as its package is called: {@code next}
     * @param loads the packages that it loads at once, and that lie outside it
     * @param beside what has to lie beside it, too, as seen from its directory; nothing serves it otherwise
     * @param version of the framework, as far as it is known
     * @param traced directories, as seen from its own, in one of which the builder certainly put what it loads
     * @param format unknown where the builder writes the package.json beside it that fits
     */
    record Server(
            String framework,
            String version,
            List<String> loads,
            List<String> beside,
            List<String> traced,
            Format format)
            implements Content {
        public Server(String framework, String version, List<String> loads, List<String> beside, List<String> traced) {
            this(framework, version, loads, beside, traced, Format.UNKNOWN);
        }

        /** One of which the version does not matter. */
        public Server(String framework, List<String> loads, List<String> beside, List<String> traced) {
            this(framework, "", loads, beside, traced);
        }

        /** The same, written as an ES module. */
        public Server asModule() {
            return new Server(framework, version, loads, beside, traced, Format.MODULE);
        }

        public Server {
            loads = List.copyOf(loads);
            beside = List.copyOf(beside);
            traced = List.copyOf(traced);
        }
    }

    /**
     * A file that says that a builder was here, whatever stands in it: {@code .next/BUILD_ID}.
     *
     * @param framework as its package is called: {@code next}
     */
    record Mark(String framework) implements Content {}

    /** A file of the build context, read when somebody asks. */
    record FromContext(SourceTree tree, TreePath path) implements Content {}

    /** A text that the replay itself wrote: a heredoc, {@code echo … > file}. */
    record Written(SourceFile file) implements Content {}

    /**
     * A program whose behaviour is known by name: a file of a base image, of a distribution package, of an installed tool.
     *
     * @param name what it is, whatever the file is called: {@code node}, {@code ash}, {@code dash}, {@code tini}, {@code mkdir}
     * @param version as far as it is known ("20.19.1", "20", "1.36.1"); empty when it is not. An applet says whose it is:
     *     "busybox 1.36.1"; apt says for which release: "bookworm"
     * @param linkage what the loader needs
     */
    record Program(String name, String version, Linkage linkage) implements Content {}

    /**
     * A script that a compiler made of one other, statement by statement: what is left of it when the types are gone.
     *
     * @param by the tool: {@code tsc}, {@code swc}
     * @param source what it was made from
     * @param format how it asks for modules
     * @param keepsImports imports that are used for nothing are left in it ({@code verbatimModuleSyntax})
     * @param helpers modules that the tool may have added to what it loads: {@code tslib}
     * @param rewritten what became of specifiers that the tool rewrites, as written before and after; of a relative one, which file it
     *     means, although it may stay as it is; empty where it means a file of mere declarations
     * @param inFull relative specifiers do not stay as they are either
     */
    record Emitted(
            String by,
            Content source,
            Format format,
            boolean keepsImports,
            List<String> helpers,
            Map<String, String> rewritten,
            boolean inFull)
            implements Content {
        /** One in which relative specifiers stay. */
        public Emitted(
                String by,
                Content source,
                Format format,
                boolean keepsImports,
                List<String> helpers,
                Map<String, String> rewritten) {
            this(by, source, format, keepsImports, helpers, rewritten, false);
        }

        public Emitted {
            helpers = List.copyOf(helpers);
            rewritten = Map.copyOf(rewritten);
        }
    }

    /**
     * A script that a bundler made of many: what it still loads are the modules that were left out.
     *
     * @param by the tool: {@code tsup}, {@code esbuild}
     * @param format how it asks for modules
     * @param parts what went into it, worked out when somebody asks
     */
    record Bundled(String by, Format format, Parts parts) implements Content {}

    /** What went into a bundle; empty when it cannot be told. */
    interface Parts {
        Optional<Bundle> bundle();
    }

    /**
     * What is known of a bundle.
     *
     * @param loads the modules that it asks for, each where a source asks for it
     * @param sources the files of the project in it
     */
    record Bundle(List<ModuleUse> loads, List<SourceFile> sources) {
        public Bundle {
            loads = List.copyOf(loads);
            sources = List.copyOf(sources);
        }
    }

    /** How a script that was made asks for modules. */
    enum Format {
        /** {@code require} */
        COMMONJS,
        /** {@code import} */
        MODULE,
        /** Nobody knows which of the two. */
        UNKNOWN
    }

    /**
     * A program that a bundler has put together with the runtime that executes it.
     *
     * @param program as which it is executed
     * @param parts what went into it; all that it loads is in it
     */
    record Standalone(Program program, Parts parts) implements Content {}

    /**
     * A binary for another processor or system than that of the image.
     *
     * @param target as its file name says it: {@code arm64}, {@code darwin}
     */
    record Foreign(String target) implements Content {}

    /**
     * A file of a release, whose name says for which processors it is: what it is depends on what executes it.
     *
     * @param words of its name
     * @param program what it is on a processor that it is for; empty where that is not known
     * @param isPlain nothing in the name can be a processor
     */
    record Released(List<String> words, Optional<Program> program, boolean isPlain) implements Content {
        public Released {
            words = List.copyOf(words);
        }

        @Override
        public Content on(Processor processor) {
            Content here = program.map(Content.class::cast).orElse(new Opaque(Reason.DOWNLOADED));
            Optional<String> other = processor.other(words);
            if (other.isPresent()) {
                return new Foreign(other.get());
            }
            if (processor == Processor.AMD64 || processor.isNamed(words)) {
                return here;
            }
            // Of the projects whose programs are known a name without a processor is that of amd64.
            return program.isPresent() && isPlain ? new Foreign("amd64") : new Opaque(Reason.DOWNLOADED);
        }
    }

    /**
     * What was in the file before a program ran that nobody follows and that may have changed it: what it leads to when all goes
     * well is believed, what fails by it is no proof.
     */
    record Likely(Content was, Reason reason) implements Content {}

    /** An archive of a package, as {@code npm pack} makes it. */
    record Packed(String name, String version) implements Content {}

    /** There is a file, and that is all. */
    record Opaque(Reason reason) implements Content {}

    /** What a binary needs to be loaded. */
    enum Linkage {
        GLIBC,
        MUSL,
        STATIC,
        /** A text with a shebang, or nothing is known. */
        UNKNOWN
    }

    /** The text, where there is one. Absent when the file is known to be no text (a binary, a directory). */
    default Fact<SourceFile> text() {
        if (this instanceof Server || this instanceof Mark) {
            return Fact.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED, dev.runtimeaudit.source.Evidence.NONE);
        }
        if (this instanceof Written written) {
            return Fact.present(written.file());
        }
        if (this instanceof FromContext context) {
            SourceTree.Text text = context.tree().read(context.path());
            if (text instanceof SourceTree.Text.Readable readable) {
                return Fact.present(readable.file());
            }
            boolean binary = ((SourceTree.Text.NotReadable) text).why() == SourceTree.Unreadable.BINARY;
            return binary
                    ? Fact.absent(dev.runtimeaudit.source.Evidence.NONE)
                    : Fact.unknown(Reason.FILE_CONTENT_NOT_KNOWN, dev.runtimeaudit.source.Evidence.NONE);
        }
        if (this instanceof Emitted || this instanceof Bundled) {
            return Fact.unknown(Reason.BUILD_OUTPUT_NOT_MODELLED, dev.runtimeaudit.source.Evidence.NONE);
        }
        if (this instanceof Program || this instanceof Standalone || this instanceof Foreign) {
            return Fact.absent(dev.runtimeaudit.source.Evidence.NONE);
        }
        if (this instanceof Released || this instanceof Packed) {
            return Fact.unknown(Reason.DOWNLOADED, dev.runtimeaudit.source.Evidence.NONE);
        }
        if (this instanceof Likely likely) {
            return Fact.unknown(likely.reason(), dev.runtimeaudit.source.Evidence.NONE);
        }
        return Fact.unknown(((Opaque) this).reason(), dev.runtimeaudit.source.Evidence.NONE);
    }

    /** What it is for a processor that executes it. */
    default Content on(Processor processor) {
        return this;
    }

    /** Whether the user says that it is there, and so that it serves. */
    default boolean isVouchedFor() {
        return this instanceof Opaque opaque && opaque.reason() == Reason.TAKEN_ON_TRUST;
    }

    /** What is in it if nobody has changed it. */
    default Content likely() {
        return this instanceof Likely changed ? changed.was() : this;
    }

    /** Why what {@link #likely} says may no longer hold. */
    default Optional<Reason> doubt() {
        return this instanceof Likely changed ? Optional.of(changed.reason()) : Optional.empty();
    }
}
