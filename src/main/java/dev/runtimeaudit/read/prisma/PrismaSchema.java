package dev.runtimeaudit.read.prisma;

import dev.runtimeaudit.source.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The generators and data sources of one schema, which may stand in several files (prisma.io, "Prisma schema", "Generators",
 * "Data sources").
 */
public record PrismaSchema(List<Block> generators, List<Block> datasources) {

    public PrismaSchema {
        generators = List.copyOf(generators);
        datasources = List.copyOf(datasources);
    }

    /** The same schema with what another file of its folder says. */
    public PrismaSchema with(PrismaSchema other) {
        return new PrismaSchema(
                Stream.concat(generators.stream(), other.generators.stream()).toList(),
                Stream.concat(datasources.stream(), other.datasources.stream()).toList());
    }

    /**
     * One block. Of a name that stands twice in it, the last counts.
     *
     * @param span its first line
     */
    public record Block(String name, Map<String, Setting> settings, Span span) { // generator client { … }
        public Block {
            settings = Map.copyOf(settings);
        }

        public Optional<Setting> setting(String wanted) {
            return Optional.ofNullable(settings.get(wanted));
        }

        /** A setting that is one quoted text; empty also for {@code env("X")}. */
        public Optional<String> text(String wanted) {
            return setting(wanted)
                    .filter(s -> s.kind() == Kind.TEXT)
                    .map(s -> s.texts().get(0));
        }
    }

    /** How a value is written. */
    public enum Kind {
        TEXT, // "postgresql"
        LIST, // ["native", "linux-musl"]
        ENV, // env("DATABASE_URL")
        OTHER
    }

    /** @param texts the quoted texts in it: one, those of the list, the name of the variable */
    public record Setting(Kind kind, List<String> texts, Span span) {
        public Setting {
            texts = List.copyOf(texts);
        }
    }
}
