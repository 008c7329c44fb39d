package dev.runtimeaudit.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the tools of a distribution change in an image: diversions, locales, keys, directories, and files that are looked for. */
class SystemToolsTest {

    private static final String ARCHIVE = "/usr/lib/locale/locale-archive";

    private static BuiltImage debian(String... steps) {
        return Builds.build("-- Dockerfile --\nFROM debian:bookworm-slim\n"
                + "RUN mkdir -p /srv /opt && echo one > /srv/a.txt && echo two > /opt/b.txt\n"
                + "RUN " + String.join("\nRUN ", steps) + "\n");
    }

    /** Whether a file is there as it was written. */
    private static boolean isKept(BuiltImage built, String path) {
        return Builds.at(built, path) instanceof Fact.Present<?>
                && ((Node.File) Builds.node(built, path)).content().text() instanceof Fact.Present<?>;
    }

    @Test
    void aDivertedFileIsMovedAside() {
        BuiltImage named = debian("dpkg-divert --add --rename --divert /srv/aside.txt /srv/a.txt");
        Builds.present(named, "/srv/aside.txt");
        Builds.absent(named, "/srv/a.txt");

        BuiltImage unnamed = debian("dpkg-divert --local --rename --add /srv/a.txt");
        Builds.present(unnamed, "/srv/a.txt.distrib");
        Builds.absent(unnamed, "/srv/a.txt");

        BuiltImage back = debian(
                "dpkg-divert --add --rename --divert /srv/aside.txt /srv/a.txt",
                "dpkg-divert --remove --rename --divert /srv/aside.txt /srv/a.txt");
        Builds.present(back, "/srv/a.txt");
        Builds.absent(back, "/srv/aside.txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dpkg-divert --add --divert /srv/aside.txt /srv/a.txt",
                "dpkg-divert --list",
                "dpkg-divert --truename /srv/a.txt",
                "dpkg-divert --add --rename --no-rename /srv/a.txt",
            })
    void aDiversionThatOnlyTheDatabaseKnowsMovesNothing(String command) {
        BuiltImage built = debian(command);

        Builds.present(built, "/srv/a.txt");
        assertThat(Builds.at(built, "/srv/aside.txt")).isNotInstanceOf(Fact.Present.class);
    }

    @Test
    void aDiversionThatIsNotUnderstoodLeavesNothingCertain() {
        assertThat(isKept(debian("dpkg-divert --remove --rename /srv/a.txt"), "/srv/a.txt"))
                .isFalse();
        assertThat(isKept(debian("dpkg-divert --root /mnt --rename /srv/a.txt"), "/srv/a.txt"))
                .isFalse();
    }

    @Test
    void localesThatAreListedAreCompiled() {
        String install = "apt-get update && apt-get install -y --no-install-recommends locales";

        Builds.present(
                debian(install, "echo 'en_US.UTF-8 UTF-8' >> /etc/locale.gen && locale-gen"),
                "/etc/locale.gen",
                ARCHIVE);
        Builds.present(debian(install, "localedef -i en_US -c -f UTF-8 en_US.UTF-8"), ARCHIVE);
        assertThat(Builds.at(debian(install, "locale-gen"), ARCHIVE)).isNotInstanceOf(Fact.Present.class);
        assertThat(Builds.at(debian(install, "echo '# en_US.UTF-8 UTF-8' >> /etc/locale.gen && locale-gen"), ARCHIVE))
                .isNotInstanceOf(Fact.Present.class);
        assertThat(Builds.at(debian(install, "localedef -i en_US -f ISO-8859-1 en_US"), ARCHIVE))
                .isNotInstanceOf(Fact.Present.class);
        assertThat(Builds.at(debian(install, "localedef --prefix=/mnt -i en_US -f UTF-8 en_US.UTF-8"), ARCHIVE))
                .isNotInstanceOf(Fact.Present.class);
    }

    @Test
    void keysAreKeptWhereTheyAreSaidToBe() {
        String install = "apt-get update && apt-get install -y --no-install-recommends gnupg";
        BuiltImage built = debian(install, "gpg --dearmor -o /opt/keys.gpg /srv/a.txt");

        assertThat(Builds.at(built, "/opt/keys.gpg")).isNotInstanceOf(Fact.Absent.class);
        assertThat(Builds.at(built, "/srv/a.txt.gpg")).isNotInstanceOf(Fact.Absent.class);
        assertThat(Builds.at(built, "/root/.gnupg")).isNotInstanceOf(Fact.Absent.class);
        assertThat(isKept(built, "/opt/b.txt")).isTrue();
        assertThat(isKept(debian(install, "gpg --output=/opt/b.txt --dearmor /srv/a.txt"), "/opt/b.txt"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "find /srv -name '*.txt' -exec sh -c 'for file; do grep -q x \"$file\" || rm -f \"$file\"; done' sh {} +",
                "find /srv -type f -exec sh -c 'dpkg -S \"$1\" > /dev/null 2>&1 || rm \"$1\"' sh {} ;",
                "find /srv -type f -exec bash -c 'rm \"$@\"' {} +",
                "find /srv -type f -exec sh -c 'if [ -s \"$1\" ]; then rm \"$1\"; fi' - {} +",
            })
    void whatOnlyRemovesWhatItIsGivenLeavesTheRestAlone(String command) {
        BuiltImage built = debian(command.replace(" ;", " \\;"));

        assertThat(isKept(built, "/opt/b.txt")).isTrue();
        assertThat(isKept(built, "/srv/a.txt")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "find /srv -exec sh -c 'rm \"$@\"' sh /opt/b.txt {} +",
                "find /srv -exec sh -c 'rm \"$@\" /opt/b.txt' sh {} +",
                "find /srv -exec sh -c 'cp \"$1\" /opt/b.txt' sh {} +",
                "find /srv -exec sh -c 'echo x > /opt/b.txt' sh {} +",
                "find /srv -exec sh -c 'cd /opt; rm *' sh {} +",
                "find /srv -exec sh -c 'rm $(ls /opt/b.txt)' sh {} +",
                "find /srv -exec sh -c 'clean-up \"$1\"' sh {} +",
                "find /srv -exec sh -c 'file=/opt/b.txt; rm \"$file\"' sh {} +",
                "find /srv -exec sh -c 'rm {}' sh +",
            })
    void whatMayDoMoreLeavesNothingCertain(String command) {
        assertThat(isKept(debian(command), "/opt/b.txt")).isFalse();
    }

    @Test
    void aDirectoryThatIsThereGetsItsOwnerAndItsMode() {
        BuiltImage built = debian(
                "groupadd --gid 999 data && useradd --gid data --uid 998 data",
                "mkdir -m 0700 /data && install -d -o data -g data -m 1770 /data /more/deep");

        assertThat(Builds.owner(built, "/data")).isEqualTo("998:999");
        assertThat(Builds.mode(built, "/data")).isEqualTo("1770");
        assertThat(Builds.owner(built, "/more/deep")).isEqualTo("998:999");
        assertThat(Builds.owner(built, "/more")).isEqualTo("0:0");
        assertThat(Builds.mode(debian("mkdir -m 0700 /data && install -d /data"), "/data"))
                .isEqualTo("755");
        assertThat(Builds.owner(debian("install -d -o nosuch /data"), "/data")).isEqualTo("?");
        assertThat(Builds.mode(debian("install -d -m \"$(cat /etc/mode)\" /data"), "/data"))
                .isEqualTo("?");
    }

    @Test
    void aFileOfTheBaseImageThatIsEditedHasATextThatIsNotKnown() {
        assertThat(Builds.at(debian("sed -i 's/a/b/' /etc/login.defs"), "/etc/login.defs"))
                .isInstanceOf(Fact.Unknown.class);
        Builds.present(debian("sed -i 's/one/two/' /srv/a.txt"), "/srv/a.txt");
    }
}
