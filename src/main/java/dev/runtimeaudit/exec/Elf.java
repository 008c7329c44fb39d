package dev.runtimeaudit.exec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the headers of an ELF file ask the kernel for (elf(5)).
 *
 * @param machine e_machine: 62 for x86-64, 183 for AArch64
 * @param loader the path in PT_INTERP; empty for a static file and for a library
 */
public record Elf(int machine, Optional<String> loader) {

    public static final int X86 = 3;
    public static final int X86_64 = 62;

    private static final int INTERP = 3;
    private static final int MOST_HEADERS = 64;

    /** Whether bytes begin as an ELF file does. */
    public static boolean begins(byte[] bytes) {
        return bytes.length >= 20 && bytes[0] == 0x7f && bytes[1] == 'E' && bytes[2] == 'L' && bytes[3] == 'F';
    }

    /** Reads the first bytes of a file that {@link #begins} as one. */
    public static Elf read(byte[] bytes) {
        boolean wide = bytes[4] == 2;
        ByteBuffer in = ByteBuffer.wrap(bytes).order(bytes[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int machine = Short.toUnsignedInt(in.getShort(18));
        if (bytes.length < (wide ? 64 : 52)) {
            return new Elf(machine, Optional.empty());
        }
        long table = wide ? in.getLong(32) : Integer.toUnsignedLong(in.getInt(28));
        int size = Short.toUnsignedInt(in.getShort(wide ? 54 : 42));
        int count = Math.min(MOST_HEADERS, Short.toUnsignedInt(in.getShort(wide ? 56 : 44)));
        for (int i = 0; i < count; i++) {
            long at = table + (long) i * size;
            if (at < 0 || at + (wide ? 56 : 32) > in.limit()) {
                break;
            }
            int here = (int) at;
            if (in.getInt(here) == INTERP) {
                long offset = wide ? in.getLong(here + 8) : Integer.toUnsignedLong(in.getInt(here + 4));
                return new Elf(machine, text(in, offset));
            }
        }
        return new Elf(machine, Optional.empty());
    }

    private static Optional<String> text(ByteBuffer in, long offset) {
        if (offset < 0 || offset >= in.limit()) {
            return Optional.empty();
        }
        int end = (int) offset;
        while (end < in.limit() && in.get(end) != 0) {
            end++;
        }
        byte[] bytes = new byte[end - (int) offset];
        in.get((int) offset, bytes);
        return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }
}
