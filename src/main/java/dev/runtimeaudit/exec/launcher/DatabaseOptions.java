package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.exec.Arg;
import dev.runtimeaudit.exec.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The options with which a server of a database serves in every version that has an image: one that a version does not have
 * ({@code default_authentication_plugin} of MySQL is gone since 8.4), or a value that it does not take, ends it before it serves. What
 * is not listed is not known (dev.mysql.com, "Server Option, System Variable, and Status Variable Reference"; mariadb.com, "mariadbd
 * Options"; mongodb.com, "mongod").
 *
 * @param valued what may stand behind an option
 * @param plain options without a value
 * @param underscores {@code max_connections} is {@code max-connections}, too
 */
record DatabaseOptions(Map<String, Pattern> valued, Set<String> plain, boolean underscores) {

    private static final Pattern PORT = Pattern.compile("[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}");
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,4}");
    private static final Pattern SIZE = Pattern.compile("[1-9]\\d{5,9}|[1-9]\\d{0,3}[kKmM]|1[gG]");
    private static final Pattern POOL = Pattern.compile("[1-9]\\d{1,3}[mM]|[1-4][gG]");

    /** Modes that both MySQL 8 and MariaDB 10 have, and all later versions. */
    private static final String MODE =
            "(STRICT_TRANS_TABLES|STRICT_ALL_TABLES|NO_ENGINE_SUBSTITUTION|NO_ZERO_IN_DATE|NO_ZERO_DATE"
                    + "|ERROR_FOR_DIVISION_BY_ZERO|ONLY_FULL_GROUP_BY|ANSI_QUOTES|PIPES_AS_CONCAT|NO_BACKSLASH_ESCAPES|ANSI|TRADITIONAL)";

    private static final String CHARACTERS = "--character-set-server";
    private static final String COLLATION = "--collation-server";
    private static final String REPLICAS = "--replSet";
    private static final String ALL_ADDRESSES = "--bind_ip_all";
    private static final String ADDRESS = "--bind_ip";
    private static final String AUTHORISED = "--auth";

    static final DatabaseOptions MYSQL = new DatabaseOptions(
            Map.of(
                    CHARACTERS,
                    Pattern.compile("utf8mb4|latin1|ascii|binary"),
                    COLLATION,
                    Pattern.compile("utf8mb4_(unicode_ci|unicode_520_ci|general_ci|bin)"),
                    "--max-connections",
                    NUMBER,
                    "--max-allowed-packet",
                    SIZE,
                    "--innodb-buffer-pool-size",
                    POOL,
                    "--sql-mode",
                    Pattern.compile("(" + MODE + "(," + MODE + ")*)?"),
                    "--port",
                    PORT,
                    "--bind-address",
                    Pattern.compile("0\\.0\\.0\\.0|127\\.0\\.0\\.1|::|\\*"),
                    "--lower-case-table-names",
                    Pattern.compile("[01]")),
            Set.of("--skip-name-resolve"),
            true);

    static final DatabaseOptions MONGO = new DatabaseOptions(
            Map.of(
                    ADDRESS,
                    Pattern.compile("0\\.0\\.0\\.0|127\\.0\\.0\\.1|localhost|\\*"),
                    "--port",
                    PORT,
                    REPLICAS,
                    Pattern.compile("[A-Za-z0-9_-]+"),
                    "--wiredTigerCacheSizeGB",
                    Pattern.compile("[1-4](\\.\\d+)?|0\\.(2[5-9]|[3-9]\\d?)")),
            Set.of(ALL_ADDRESSES, AUTHORISED, "--quiet"),
            false);

    /**
     * Whether it serves with these.
     *
     * @param authorised its entry script adds {@code --auth}
     */
    boolean areHarmless(List<Arg> words, boolean authorised) {
        Set<String> given = new HashSet<>();
        Set<String> values = new HashSet<>();
        for (int i = 0; i < words.size(); i++) {
            if (!(words.get(i).value() instanceof Value.Known known)) {
                return false;
            }
            int sign = known.text().indexOf('=');
            String name = sign < 0 ? known.text() : known.text().substring(0, sign);
            if (underscores) {
                name = name.replace('_', '-');
            }
            Pattern allowed = valued.get(name);
            if (!given.add(name) || allowed == null && (sign >= 0 || !plain.contains(name))) {
                return false; // mongod takes no option twice
            }
            if (allowed == null) {
                continue;
            }
            String value = known.text().substring(sign + 1);
            if (sign < 0) {
                if (++i >= words.size() || !(words.get(i).value() instanceof Value.Known next)) {
                    return false;
                }
                value = next.text();
            }
            if (!allowed.matcher(value).matches()) {
                return false;
            }
            values.add(name + "=" + value);
        }
        return agree(given, values, authorised);
    }

    /**
     * A collation is one of its set of characters, which is not the same in all versions unless it is named; members of a replica set that
     * ask who connects need a key ("BadValue: security.keyFile is required when authorization is enabled with replica sets").
     */
    private static boolean agree(Set<String> given, Set<String> values, boolean authorised) {
        return (!given.contains(COLLATION) || values.contains(CHARACTERS + "=utf8mb4"))
                && !(given.contains(ADDRESS) && given.contains(ALL_ADDRESSES))
                && !(given.contains(REPLICAS) && (authorised || given.contains(AUTHORISED)));
    }
}
