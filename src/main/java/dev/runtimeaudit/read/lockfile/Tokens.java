package dev.runtimeaudit.read.lockfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** JSON or YAML as a row of scalars, each with the names that lead to it; nothing is kept. */
final class Tokens {

    /** Is told every scalar, and every empty map or list with the value "". */
    interface Sink {
        /** @param path valid only during the call; elements of lists are called by their number */
        void scalar(List<String> path, String value);

        /**
         * Is told every name first, and where it stands.
         *
         * @param path ends in the name; valid only during the call
         */
        default void name(List<String> path, int line) {}
    }

    private Tokens() {}

    /** @return whether all of it could be read */
    static boolean json(String text, Sink sink) {
        JsonFactory factory = JsonFactory.builder()
                .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                .build();
        List<String> path = new ArrayList<>();
        List<String> shown = Collections.unmodifiableList(path);
        List<Integer> counts = new ArrayList<>();
        try (JsonParser json = factory.createParser(text)) {
            String name = "";
            boolean empty = false;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = json.currentName();
                    empty = false;
                    path.add(name);
                    sink.name(shown, json.currentTokenLocation().getLineNr());
                    path.remove(path.size() - 1);
                    continue;
                }
                boolean ends = token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY;
                if (ends) {
                    if (empty && !path.isEmpty()) {
                        sink.scalar(shown, "");
                    }
                    empty = false;
                    counts.remove(counts.size() - 1);
                    if (!path.isEmpty()) {
                        path.remove(path.size() - 1);
                    }
                    continue;
                }
                boolean root = counts.isEmpty();
                if (!root) {
                    int last = counts.size() - 1;
                    boolean list = counts.get(last) >= 0;
                    path.add(list ? String.valueOf(counts.get(last)) : name);
                    if (list) {
                        counts.set(last, counts.get(last) + 1);
                    }
                }
                if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                    counts.add(token == JsonToken.START_ARRAY ? 0 : -1);
                    empty = true;
                } else {
                    sink.scalar(shown, json.getText());
                    empty = false;
                    if (!root) {
                        path.remove(path.size() - 1);
                    }
                }
            }
            return true;
        } catch (IOException malformed) {
            return false;
        }
    }

    /** @return whether all of it could be read; an alias cannot */
    static boolean yaml(String text, Sink sink) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        ParserImpl events = new ParserImpl(new StreamReader(text), options);
        List<String> path = new ArrayList<>();
        List<String> shown = Collections.unmodifiableList(path);
        // Of each open collection: -2 a map that waits for a key, -1 a map that waits for a value, else the next
        // number.
        List<Integer> states = new ArrayList<>();
        try {
            boolean empty = false;
            while (events.peekEvent() != null) {
                Event event = events.getEvent();
                if (event.is(Event.ID.Alias)) {
                    return false;
                }
                boolean starts = event.is(Event.ID.MappingStart) || event.is(Event.ID.SequenceStart);
                boolean ends = event.is(Event.ID.MappingEnd) || event.is(Event.ID.SequenceEnd);
                if (!starts && !ends && !(event instanceof ScalarEvent)) {
                    continue;
                }
                int last = states.size() - 1;
                if (ends) {
                    if (empty && !path.isEmpty()) {
                        sink.scalar(shown, "");
                    }
                    empty = false;
                    states.remove(last);
                    after(path, states);
                    continue;
                }
                if (last >= 0 && states.get(last) == -2) {
                    if (!(event instanceof ScalarEvent key)) {
                        return false;
                    }
                    path.add(key.getValue());
                    sink.name(shown, key.getStartMark().getLine() + 1);
                    states.set(last, -1);
                    continue;
                }
                if (last >= 0 && states.get(last) >= 0) {
                    path.add(String.valueOf(states.get(last)));
                }
                if (starts) {
                    states.add(event.is(Event.ID.MappingStart) ? -2 : 0);
                    empty = true;
                } else {
                    sink.scalar(shown, ((ScalarEvent) event).getValue());
                    empty = false;
                    after(path, states);
                }
            }
            return true;
        } catch (YAMLException malformed) {
            return false;
        }
    }

    /** A value has ended. */
    private static void after(List<String> path, List<Integer> states) {
        if (states.isEmpty()) {
            return;
        }
        path.remove(path.size() - 1);
        int last = states.size() - 1;
        states.set(last, states.get(last) == -1 ? -2 : states.get(last) + 1);
    }
}
