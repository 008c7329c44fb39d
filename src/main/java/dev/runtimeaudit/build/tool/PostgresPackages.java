package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.image.Account;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Packages.Bundle;
import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * PostgreSQL as Debian packages it, in its own releases as in the repository of the project: each major version has directories of its own,
 * whoever builds it (salsa.debian.org, postgresql/postgresql, {@code debian/*.install}; postgresql-common, "architecture.md").
 */
final class PostgresPackages {

    private static final Pattern NAME = Pattern.compile("postgresql-(client-)?(\\d+(?:\\.\\d)?)");

    /** Those that all versions since 9.3 have. */
    private static final List<String> CLIENT = List.of(
            "clusterdb",
            "createdb",
            "createuser",
            "dropdb",
            "dropuser",
            "pg_basebackup",
            "pg_config",
            "pg_dump",
            "pg_dumpall",
            "pg_isready",
            "pg_restore",
            "psql",
            "reindexdb",
            "vacuumdb");

    private static final List<String> SERVER =
            List.of("initdb", "pg_controldata", "pg_ctl", "pg_rewind", "pg_upgrade", "postgres");

    /** What {@code initdb} copies from (its {@code setup_data_file_paths}). */
    private static final List<String> SAMPLES =
            List.of("pg_hba.conf.sample", "pg_ident.conf.sample", "postgres.bki", "postgresql.conf.sample");

    /** What a package brought, and nobody has changed since. */
    static final Content BROUGHT = new Content.Opaque(Reason.DOWNLOADED);

    /** Of the sample of settings, in which every line is a comment, those that images like to change. */
    private static final String SETTING_LINES =
            "# PostgreSQL configuration file\n#listen_addresses = 'localhost'\n#port = 5432\n#max_connections = 100\n";

    private static final ImagePath SETTINGS = ImagePath.of("/etc/postgresql-common/createcluster.conf");

    private PostgresPackages() {}

    /** Puts what a package brings into the image. The server's depends on the client's. */
    static void add(Job job, String name) {
        if (name.equals("postgresql-common")) {
            Installing.home(job);
            settings(job);
        }
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return;
        }
        boolean client = matcher.group(1) != null;
        ImagePath commands =
                ImagePath.of("/usr/lib/postgresql").child(matcher.group(2)).child("bin");
        List<ImagePath> brings = new ArrayList<>();
        Stream.concat(CLIENT.stream(), client ? Stream.<String>empty() : SERVER.stream())
                .map(commands::child)
                .forEach(brings::add);
        brings.add(ImagePath.of("/usr/bin/psql"));
        job.files(job.files().mkdirs(commands, job.made(0755)));
        job.files(Effects.openNames(job.files(), commands, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        Installing.add(job, new Bundle(brings, List.<Account>of()));
        if (!client) {
            Installing.home(job);
            cluster(job, Installing.DATABASES.child(matcher.group(2)));
        }
        ImagePath share = ImagePath.of("/usr/share/postgresql").child(matcher.group(2));
        for (String sample : client ? List.<String>of() : SAMPLES) {
            job.files(job.files().mkdirs(share, job.made(0755)));
            Content brought = sample.equals("postgresql.conf.sample")
                    ? new Content.Likely(
                            new Content.Written(new SourceFile(job.call().at().path(), SETTING_LINES)),
                            Reason.DOWNLOADED)
                    : BROUGHT;
            job.files(job.files().with(share.child(sample), new Node.File(job.made(0644), brought)));
        }
    }

    /** What stands in the settings when nobody has changed them: comments. */
    private static void settings(Job job) {
        if (!(job.files().follow(SETTINGS) instanceof Fact.Present<Located>)) {
            SourceFile text = new SourceFile(job.call().at().path(), "#create_main_cluster = true\n");
            job.files(job.files().mkdirs(SETTINGS.parent(), job.made(0755)));
            job.files(job.files()
                    .with(
                            SETTINGS,
                            new Node.File(
                                    job.made(0644), new Content.Likely(new Content.Written(text), Reason.DOWNLOADED))));
        }
    }

    /** A server comes with a database of its own, unless the settings say otherwise (pg_createcluster(1); createcluster.conf). */
    private static void cluster(Job job, ImagePath directory) {
        boolean none = job.files().follow(SETTINGS) instanceof Fact.Present<Located> found
                && found.value().node() instanceof Node.File file
                && file.content().likely().text() instanceof Fact.Present<SourceFile> text
                && text.value().text().lines().anyMatch("create_main_cluster = false"::equals);
        if (!none && !(job.files().follow(directory) instanceof Fact.Present<Located>)) {
            job.files(job.files().perhaps(directory, Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        } else if (!none) {
            job.files(job.files().perhaps(directory.child("main"), Reason.COMMAND_EFFECT_NOT_MODELLED, job.evidence()));
        }
    }
}
