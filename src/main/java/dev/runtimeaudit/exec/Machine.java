package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Accounts;
import dev.runtimeaudit.image.Content.Linkage;
import dev.runtimeaudit.image.Environment;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Processor;

/**
 * What a process finds when it starts, and leaves when it ends: files, users, its environment, its directory, who it is.
 * A value.
 *
 * @param environment only exported variables
 * @param directory the current directory; it need not exist any more
 * @param identity who the process runs as
 * @param libc what the image's binaries are loaded with
 * @param processor what executes them
 */
public record Machine(
        FileSystem files,
        Accounts accounts,
        Environment environment,
        ImagePath directory,
        Identity identity,
        Linkage libc,
        Processor processor) {

    public Machine(
            FileSystem files,
            Accounts accounts,
            Environment environment,
            ImagePath directory,
            Identity identity,
            Linkage libc) {
        this(files, accounts, environment, directory, identity, libc, Processor.AMD64);
    }

    /**
     * Who a process runs as.
     *
     * @param known false when USER could not be resolved: then nothing is denied and nothing is proven by modes
     * @param overrides it holds the capabilities that pass over file modes (capabilities(7), CAP_DAC_OVERRIDE): root, unless
     *     they were dropped
     */
    public record Identity(String name, int uid, int gid, String home, boolean known, boolean overrides) {

        /** Root with all its capabilities, or a user without any. */
        public Identity(String name, int uid, int gid, String home, boolean known) {
            this(name, uid, gid, home, known, uid == 0);
        }

        public Identity withOverrides(boolean held) {
            return new Identity(name, uid, gid, home, known, held);
        }

        public static final Identity ROOT = new Identity("root", 0, 0, "/root", true);

        public boolean isRoot() {
            return known && uid == 0;
        }
    }

    /** What a process of root's finds in an image at once, in the directory it starts in. */
    public static Machine of(Image image) {
        ImagePath directory = image.workdir() instanceof Fact.Present<ImagePath> known ? known.value() : ImagePath.ROOT;
        return new Machine(
                image.files(), image.accounts(), image.environment(), directory, Identity.ROOT, image.libc());
    }

    public Machine withFiles(FileSystem changed) {
        return new Machine(changed, accounts, environment, directory, identity, libc, processor);
    }

    public Machine withAccounts(Accounts changed) {
        return new Machine(files, changed, environment, directory, identity, libc, processor);
    }

    public Machine withEnvironment(Environment changed) {
        return new Machine(files, accounts, changed, directory, identity, libc, processor);
    }

    public Machine withDirectory(ImagePath changed) {
        return new Machine(files, accounts, environment, changed, identity, libc, processor);
    }

    public Machine withIdentity(Identity changed) {
        return new Machine(files, accounts, environment, directory, changed, libc, processor);
    }

    public Machine on(Processor other) {
        return new Machine(files, accounts, environment, directory, identity, libc, other);
    }
}
