package dev.runtimeaudit.image;

/**
 * One user of the image.
 *
 * @param name may be empty for a bare number
 * @param uid 0 to 2^31-1
 * @param gid the primary group
 * @param home an absolute path
 */
public record Account(String name, int uid, int gid, String home) {

    public static final Account ROOT = new Account("root", 0, 0, "/root");
}
