package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.read.lockfile.Lockfile.Locked;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * How the directory of one package in the store is called (github.com/pnpm/pnpm, packages/dependency-path,
 * {@code depPathToFilename}; measured with 9.15 and 10.20).
 */
final class StoreName {

    private static final int LONGEST = 120;

    /** The last pnpm that shortens names by MD5. */
    private static final int LAST_OLDER = 9;

    /** RFC 4648, 6, in small letters. */
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

    private StoreName() {}

    /** Whether this pnpm cuts long names as it did up to 9; not where it is not known which it is. */
    static boolean isOlder(int major) {
        return major > 0 && major <= LAST_OLDER;
    }

    static String of(String key, Locked locked, String store, boolean older) {
        if (!store.equals(".pnpm")) {
            return locked.name().replace('/', '+') + "@" + locked.version();
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            name.append("\\/:*?\"<>|#".indexOf(c) >= 0 ? '+' : c);
        }
        String plain = name.toString();
        if (plain.contains("(")) {
            plain = plain.endsWith(")") ? plain.substring(0, plain.length() - 1) : plain;
            plain = plain.replace(")(", "_").replace('(', '_').replace(')', '_');
        }
        boolean mixed = !plain.equals(plain.toLowerCase(Locale.ROOT)) && !plain.startsWith("file+");
        if (plain.length() <= LONGEST && !mixed) {
            return plain;
        }
        String hash = older
                ? base32(digest("MD5", plain))
                : HexFormat.of().formatHex(digest("SHA-256", plain)).substring(0, 32);
        return plain.substring(0, Math.min(plain.length(), LONGEST - 1 - hash.length())) + "_" + hash;
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }

    private static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        BigInteger bits = new BigInteger(1, bytes).shiftLeft((5 - bytes.length * 8 % 5) % 5);
        for (int i = (bytes.length * 8 + 4) / 5 - 1; i >= 0; i--) {
            text.append(BASE32.charAt(bits.shiftRight(5 * i).intValue() & 31));
        }
        return text.toString();
    }
}
