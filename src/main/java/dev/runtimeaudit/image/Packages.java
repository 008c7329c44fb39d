package dev.runtimeaudit.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the packages of one release of a distribution bring (a file of {@code packages/}). */
public final class Packages {

    /**
     * One package.
     *
     * @param commands the paths of the executables that installing it adds, those of its dependencies included
     * @param users the accounts that it makes
     */
    public record Bundle(List<ImagePath> commands, List<Account> users) {
        public Bundle {
            commands = List.copyOf(commands);
            users = List.copyOf(users);
        }
    }

    private final boolean complete;
    private final Map<String, Bundle> bundles;

    private Packages(boolean complete, Map<String, Bundle> bundles) {
        this.complete = complete;
        this.bundles = bundles;
    }

    /** Nothing is known of any package. */
    public static Packages unknown() {
        return new Packages(false, Map.of());
    }

    /** Empty when nothing is known of the package. */
    public Optional<Bundle> find(String name) {
        return Optional.ofNullable(bundles.get(name));
    }

    /**
     * What several releases have in common: of a package that was measured in two of them or more, the commands that all of those
     * bring. True of other releases, too, as far as it goes.
     */
    static Packages common(List<Packages> releases) {
        Map<String, Bundle> bundles = new TreeMap<>();
        for (Packages release : releases) {
            for (Map.Entry<String, Bundle> bundle : release.bundles.entrySet()) {
                List<Bundle> alike = releases.stream()
                        .flatMap(other -> other.find(bundle.getKey()).stream())
                        .toList();
                if (alike.size() > 1) {
                    List<ImagePath> commands = bundle.getValue().commands().stream()
                            .filter(command -> alike.stream().allMatch(other -> brings(other, command)))
                            .toList();
                    bundles.putIfAbsent(bundle.getKey(), new Bundle(commands, List.of()));
                }
            }
        }
        return new Packages(false, bundles);
    }

    /** Whether a package brings a command, in /usr or where it was before /usr was merged. */
    private static boolean brings(Bundle bundle, ImagePath command) {
        return bundle.commands().stream().anyMatch(path -> merged(path).equals(merged(command)));
    }

    private static String merged(ImagePath path) {
        return path.value().startsWith("/usr/") ? path.value() : "/usr" + path.value();
    }

    /** Whether a bundle lists every executable that comes: it was measured. */
    public boolean complete() {
        return complete;
    }

    static Packages read(String name, boolean measured) {
        InputStream found = Packages.class.getResourceAsStream("packages/" + name + ".txt");
        if (found == null) {
            return unknown();
        }
        try (BufferedReader in = new BufferedReader(new InputStreamReader(found, StandardCharsets.UTF_8))) {
            return new Packages(measured, parse(in.lines().toList()));
        } catch (IOException e) {
            throw new UncheckedIOException("packages/" + name + ".txt", e);
        }
    }

    private static Map<String, Bundle> parse(List<String> lines) {
        Map<String, Bundle> bundles = new TreeMap<>();
        String name = "";
        List<ImagePath> commands = new ArrayList<>();
        List<Account> users = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("#")) {
                continue;
            }
            if (!line.startsWith(" ")) {
                if (!name.isEmpty()) {
                    bundles.put(name, new Bundle(commands, users));
                }
                name = line.substring(0, line.length() - 1);
                commands.clear();
                users.clear();
                continue;
            }
            String[] words = line.strip().split(" ");
            if (words[0].equals("user")) {
                users.add(new Account(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3]), words[4]));
            } else {
                for (String word : words) {
                    commands.add(ImagePath.of(word));
                }
            }
        }
        bundles.put(name, new Bundle(commands, users));
        return bundles;
    }
}
