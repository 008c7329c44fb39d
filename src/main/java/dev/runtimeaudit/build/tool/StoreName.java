package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.read.lockfile.Lockfile.Locked;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * How the directory of one package in the store is called (github.com/pnpm/pnpm, packages/dependency-path,
 * {@code depPathToFilename}).
 */
final class StoreName {

    private static final int LONGEST = 120;

    private StoreName() {}

    static String of(String key, Locked locked, String store) {
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
        return plain.length() > LONGEST || mixed
                ? plain.substring(0, Math.min(plain.length(), LONGEST - 33)) + "_" + hash(plain)
                : plain;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 32);
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }
}
