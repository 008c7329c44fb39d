package dev.runtimeaudit.exec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the headers of an ELF file ask for (elf(5)).
 *
 * @param machine e_machine: 62 for x86-64, 183 for AArch64
 * @param loader the path in PT_INTERP; empty for a static file and for a library
 * @param needed the names in DT_NEEDED, in order; empty when the dynamic section lies behind the bytes that were read
 * @param searched DT_RUNPATH or DT_RPATH as written
 * @param complete all that was asked for lay within the bytes that were read
 */
public record Elf(
        int machine, Optional<String> loader, List<String> needed, Optional<String> searched, boolean complete) {

    public static final int X86 = 3;
    public static final int X86_64 = 62;

    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;
    private static final int INTERP = 3;
    private static final int MOST_HEADERS = 64;
    private static final int MOST_TAGS = 4096;

    public Elf {
        needed = List.copyOf(needed);
    }

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
            return new Elf(machine, Optional.empty(), List.of(), Optional.empty(), false);
        }
        long table = wide ? in.getLong(32) : Integer.toUnsignedLong(in.getInt(28));
        int size = in.getShort(wide ? 54 : 42);
        int count = Math.min(MOST_HEADERS, in.getShort(wide ? 56 : 44));
        return new Reading(in, wide).read(machine, table, size, count);
    }

    /** One segment: where it lies in the file and in memory, and how long it is. */
    private record Segment(int type, long offset, long address, long length) {}

    private static final class Reading {
        private final ByteBuffer in;
        private final boolean wide;
        private boolean complete = true;

        Reading(ByteBuffer in, boolean wide) {
            this.in = in;
            this.wide = wide;
        }

        Elf read(int machine, long table, int size, int count) {
            List<Segment> segments = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long at = table + (long) i * size;
                if (!within(at, wide ? 56 : 32)) {
                    break;
                }
                int here = (int) at;
                segments.add(new Segment(
                        in.getInt(here),
                        word(here + (wide ? 8 : 4)),
                        word(here + (wide ? 16 : 8)),
                        word(here + (wide ? 32 : 16))));
            }
            Optional<String> loader = Optional.empty();
            List<String> needed = new ArrayList<>();
            Optional<String> searched = Optional.empty();
            for (Segment segment : segments) {
                if (segment.type() == INTERP) {
                    loader = text(segment.offset());
                }
            }
            for (Segment dynamic : segments) {
                if (dynamic.type() == DYNAMIC) {
                    for (long name : tags(dynamic, segments, 1)) {
                        text(name).ifPresent(needed::add);
                    }
                    List<Long> paths = new ArrayList<>(tags(dynamic, segments, 29));
                    paths.addAll(tags(dynamic, segments, 15));
                    searched = paths.isEmpty() ? Optional.empty() : text(paths.get(0));
                }
            }
            return new Elf(machine, loader, needed, searched, complete);
        }

        /** Where in the file the strings lie that the entries with this tag name. */
        private List<Long> tags(Segment dynamic, List<Segment> segments, long wanted) {
            int step = wide ? 16 : 8;
            long strings = 0;
            List<Long> found = new ArrayList<>();
            for (int i = 0; i < Math.min(MOST_TAGS, dynamic.length() / step); i++) {
                long at = dynamic.offset() + (long) i * step;
                if (!within(at, step)) {
                    return List.of();
                }
                long tag = word((int) at);
                long value = word((int) at + step / 2);
                if (tag == 0) {
                    break;
                } else if (tag == 5) {
                    strings = value;
                } else if (tag == wanted) {
                    found.add(value);
                }
            }
            long base = offset(strings, segments);
            return found.stream().map(value -> base + value).toList();
        }

        private static long offset(long address, List<Segment> segments) {
            for (Segment segment : segments) {
                if (segment.type() == LOAD
                        && address >= segment.address()
                        && address < segment.address() + segment.length()) {
                    return address - segment.address() + segment.offset();
                }
            }
            return address;
        }

        private long word(int at) {
            return wide ? in.getLong(at) : Integer.toUnsignedLong(in.getInt(at));
        }

        private boolean within(long at, int length) {
            boolean fits = at >= 0 && at + length <= in.limit();
            complete &= fits;
            return fits;
        }

        private Optional<String> text(long at) {
            if (!within(at, 1)) {
                return Optional.empty();
            }
            int end = (int) at;
            while (end < in.limit() && in.get(end) != 0) {
                end++;
            }
            byte[] bytes = new byte[end - (int) at];
            in.get((int) at, bytes);
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
