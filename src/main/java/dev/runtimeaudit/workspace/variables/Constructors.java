package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.read.script.EnvUse.Consumer;
import dev.runtimeaudit.read.script.LastWords;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What known packages do when they are made without a value that they are given: measured by making them, and read in their
 * sources. A package that is not listed may do either.
 */
final class Constructors {

    /** What a constructor does with nothing. */
    enum Effect {
        THROWS,
        GOES_ON,
        /** It is made for going on without: a switch, or one way of several. */
        DOES_WITHOUT,
        UNKNOWN
    }

    /**
     * @param keys the properties or positions that it insists on; empty for any
     * @param from the first major version of which this is known
     * @param to the last one
     * @param message what it throws with the name of the key in place of {@code %s}
     * @param empty the empty text is nothing to it, too
     */
    private record Known(
            String name,
            String specifier,
            Set<String> keys,
            int from,
            int to,
            Effect effect,
            String message,
            boolean empty) {
        Known(String name, String specifier, Set<String> keys, int from, int to, Effect effect) {
            this(name, specifier, keys, from, to, effect, "", false);
        }
    }

    /**
     * What is known of a call.
     *
     * @param empty the empty text is nothing to it, too
     * @param known it was measured or read what it does without the value
     */
    record Answer(Effect effect, Optional<LastWords> words, boolean empty, boolean known) {}

    private static final int NEWEST = 999;

    private static final List<Known> TABLE = List.of(
            new Known(
                    "",
                    "imagekit",
                    Set.of("publicKey", "privateKey", "urlEndpoint"),
                    3,
                    6,
                    Effect.THROWS,
                    "Missing %s during ImageKit initialization",
                    true),
            new Known(
                    "",
                    "stripe",
                    Set.of("0"),
                    17,
                    NEWEST,
                    Effect.THROWS,
                    "Neither apiKey nor config.authenticator provided",
                    true),
            new Known("", "stripe", Set.of(), 1, 14, Effect.GOES_ON),
            new Known(
                    "",
                    "openai",
                    Set.of("apiKey"),
                    4,
                    4,
                    Effect.THROWS,
                    "The OPENAI_API_KEY environment variable is missing or empty; either provide it, or instantiate the "
                            + "OpenAI client with an apiKey option, like new OpenAI({ apiKey: 'My API Key' }).",
                    false),
            new Known(
                    "",
                    "openai",
                    Set.of("apiKey"),
                    5,
                    5,
                    Effect.THROWS,
                    "Missing credentials. Please pass an `apiKey`, or set the `OPENAI_API_KEY` environment variable.",
                    false),
            new Known(
                    "",
                    "resend",
                    Set.of("0"),
                    3,
                    6,
                    Effect.THROWS,
                    "Missing API key. Pass it to the constructor `new Resend(\"re_123\")`",
                    true),
            new Known(
                    "createClient",
                    "@supabase/supabase-js",
                    Set.of("0"),
                    2,
                    2,
                    Effect.THROWS,
                    "supabaseUrl is required.",
                    true),
            new Known(
                    "createClient",
                    "@supabase/supabase-js",
                    Set.of("1"),
                    2,
                    2,
                    Effect.THROWS,
                    "supabaseKey is required.",
                    true),
            new Known("cert", "firebase-admin", Set.of(), 0, NEWEST, Effect.THROWS),
            new Known("", "ioredis", Set.of(), 0, NEWEST, Effect.GOES_ON),
            new Known("", "redis", Set.of(), 4, NEWEST, Effect.GOES_ON),
            new Known("", "pg", Set.of(), 0, NEWEST, Effect.GOES_ON),
            new Known("", "kafkajs", Set.of(), 0, NEWEST, Effect.GOES_ON),
            new Known(
                    "createTransport",
                    "nodemailer",
                    Set.of("host", "port", "secure", "service", "name"),
                    0,
                    NEWEST,
                    Effect.DOES_WITHOUT),
            new Known("init", "@sentry/node", Set.of("dsn"), 0, NEWEST, Effect.DOES_WITHOUT),
            new Known("init", "@sentry/nextjs", Set.of("dsn"), 0, NEWEST, Effect.DOES_WITHOUT),
            new Known("init", "@sentry/nestjs", Set.of("dsn"), 0, NEWEST, Effect.DOES_WITHOUT),
            new Known("init", "@sentry/react", Set.of("dsn"), 0, NEWEST, Effect.DOES_WITHOUT),
            new Known("", "nodemailer", Set.of(), 0, NEWEST, Effect.GOES_ON),
            new Known("", "twilio", Set.of(), 5, NEWEST, Effect.GOES_ON),
            new Known("", "@clerk/backend", Set.of(), 0, NEWEST, Effect.GOES_ON),
            new Known("", "@upstash/redis", Set.of(), 0, NEWEST, Effect.GOES_ON),
            new Known("", "@sendgrid/mail", Set.of(), 0, NEWEST, Effect.GOES_ON),
            new Known("", "mongoose", Set.of(), 0, NEWEST, Effect.GOES_ON),
            new Known("", "@prisma/client", Set.of(), 0, NEWEST, Effect.GOES_ON));

    private Constructors() {}

    /**
     * @param specifier the package that the constructor comes from; empty for what the language brings
     * @param range what the manifest asks for of it
     */
    static Answer of(Consumer consumer, Optional<String> specifier, Optional<String> range) {
        if (specifier.isEmpty()) {
            boolean address = consumer.isNew()
                    && consumer.name().equals("URL")
                    && consumer.key().equals("0");
            boolean bytes =
                    consumer.name().equals("Buffer.from") && consumer.key().equals("0");
            return new Answer(
                    address || bytes ? Effect.THROWS : Effect.GOES_ON,
                    address ? Optional.of(words("TypeError: Invalid URL")) : Optional.empty(),
                    address,
                    address || bytes);
        }
        String name = consumer.name().substring(consumer.name().lastIndexOf('.') + 1);
        int major = range.map(Constructors::major).orElse(-1);
        boolean listed = false;
        boolean other = false;
        for (Known known : TABLE) {
            boolean same = known.specifier().equals(specifier.get())
                    && (known.name().isEmpty() || known.name().equals(name));
            if (!same) {
                continue;
            }
            listed = true;
            boolean version = known.from() == 0 && known.to() == NEWEST || major >= known.from() && major <= known.to();
            boolean key = known.keys().isEmpty() || known.keys().contains(consumer.key());
            if (version && key) {
                Optional<LastWords> words = known.message().isEmpty()
                        ? Optional.empty()
                        : Optional.of(words("Error: " + known.message().replace("%s", consumer.key())));
                return new Answer(known.effect(), words, known.empty(), true);
            }
            other |= version;
        }
        Effect effect = (listed || consumer.isNew()) && !other ? Effect.UNKNOWN : Effect.GOES_ON;
        return new Answer(effect, Optional.empty(), false, false);
    }

    private static LastWords words(String text) {
        return new LastWords(text, Optional.empty(), "");
    }

    /** The major version that a range begins with; -1 when it does not say. */
    static int major(String range) {
        int start = 0;
        while (start < range.length() && !Character.isDigit(range.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < range.length() && Character.isDigit(range.charAt(end)) && end - start < 6) {
            end++;
        }
        return end > start ? Integer.parseInt(range.substring(start, end)) : -1;
    }
}
