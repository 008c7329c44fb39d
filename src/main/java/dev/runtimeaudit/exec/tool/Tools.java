package dev.runtimeaudit.exec.tool;

import dev.runtimeaudit.exec.Launcher;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The small tools, by name. */
public final class Tools {

    /** They look at the system, print, and end; what their status is in a container is not known for all their options. */
    private static final List<String> LOOKING = List.of(
            "arp",
            "bc",
            "blkid",
            "cal",
            "cksum",
            "cmp",
            "comm",
            "diff",
            "dmesg",
            "dpkg-query",
            "egrep",
            "fgrep",
            "file",
            "findmnt",
            "fold",
            "fuser",
            "getcap",
            "getconf",
            "getopt",
            "groups",
            "ifconfig",
            "iostat",
            "ip",
            "ipcalc",
            "ipcs",
            "join",
            "last",
            "ldd",
            "less",
            "look",
            "lsattr",
            "lsblk",
            "lscpu",
            "lsmem",
            "lsof",
            "lspci",
            "lsusb",
            "mesg",
            "more",
            "mountpoint",
            "mpstat",
            "netstat",
            "nl",
            "nslookup",
            "numfmt",
            "paste",
            "pathchk",
            "pgrep",
            "pidof",
            "pmap",
            "pr",
            "printenv",
            "ps",
            "pstree",
            "ptx",
            "pwdx",
            "rdate",
            "sha224sum",
            "sha384sum",
            "shuf",
            "ss",
            "strings",
            "stty",
            "sum",
            "sysctl",
            "tsort",
            "unexpand",
            "usleep",
            "vmstat",
            "zcat",
            "zipinfo");

    /** Of these it is only known that they answer when asked for their version or for help. */
    private static final List<String> ASKED = List.of(
            "apk", "apt-get", "bzip2", "cron", "crond", "dpkg", "ed", "git", "gunzip", "nano", "openssl", "patch",
            "perl", "python3", "setpriv", "unzip", "vi", "xz");

    /** They end when they are told to after a while. */
    private static final List<String> BOUNDED = List.of("nc", "ping", "ping6", "telnet", "top", "traceroute");

    /** They succeed without operands and with their usual options. */
    private static final List<String> TELLING = List.of(
            "arch",
            "date",
            "df",
            "free",
            "hostid",
            "hostname",
            "locale",
            "logger",
            "logname",
            "lsns",
            "nproc",
            "tty",
            "uname",
            "uptime",
            "w",
            "who");

    public static final Map<String, Launcher> ALL = all();

    private Tools() {}

    private static Map<String, Launcher> all() {
        Map<String, Launcher> all = new TreeMap<>();
        for (String name : LOOKING) {
            all.put(name, (Tool) Looking::run);
        }
        for (String name : ASKED) {
            all.put(name, (Tool) Looking::asked);
        }
        for (String name : BOUNDED) {
            all.put(name, (Tool) Looking::bounded);
        }
        for (String name : TELLING) {
            all.put(name, (Tool) Looking::tells);
        }
        all.put("true", (Tool) (use, words) -> use.tells(true));
        all.put("false", (Tool) (use, words) -> use.tells(false));
        all.put("sleep", new Sleep());
        all.put("echo", (Tool) Words::echo);
        all.put("pwd", (Tool) (use, words) ->
                words.isEmpty() ? use.prints(use.call().machine().directory() + "\n") : use.ends());
        all.put("basename", (Tool) Words::basename);
        all.put("dirname", Words.DIRNAME);
        all.put("seq", (Tool) Words::seq);
        all.put("expr", (Tool) Words::expr);
        // Its status tells where it runs, whatever it is asked (is-ci 4.1, bin.js).
        all.put("is-ci", (Tool) (use, words) -> use.tellsEither());
        all.put("yes", (Tool) (use, words) -> use.ends());
        all.put("test", (Tool) Words::test);
        all.put("[", (Tool) Words::test);
        all.put("cat", (Tool) Texts::cat);
        for (String name : List.of(
                "md5sum",
                "sha1sum",
                "sha256sum",
                "sha512sum",
                "od",
                "xxd",
                "base64",
                "base32",
                "cut",
                "gzip",
                "head",
                "hexdump",
                "rev",
                "sort",
                "tac",
                "tail",
                "tr",
                "uniq",
                "wc")) {
            all.put(name, (Tool) Texts::filter);
        }
        for (String name : List.of("awk", "gawk", "mawk")) {
            all.put(name, (Tool) Awk::run);
        }
        all.put("grep", (Tool) Grep::run);
        all.put("ls", (Tool) Paths::ls);
        all.put("stat", (Tool) Paths::stat);
        all.put("du", (Tool) Paths::stat);
        all.put("readlink", (Tool) Paths::readlink);
        all.put("realpath", (Tool) Paths::readlink);
        all.put("which", (Tool) Paths::which);
        all.put("envsubst", (Tool) Texts::envsubst);
        all.put("mktemp", (Tool) (use, words) -> use.printsSomething());
        all.put("id", (Tool) People::id);
        all.put("whoami", (Tool) People::whoami);
        all.put("getent", (Tool) People::getent);
        all.put("nc", new Connection());
        all.put("openssl", (Tool) Looking::openssl);
        all.put("wait", new HostsAwaited());
        all.put("clear", (Tool) Looking::clear);
        all.put("tput", (Tool) Looking::tput);
        return Map.copyOf(all);
    }
}
