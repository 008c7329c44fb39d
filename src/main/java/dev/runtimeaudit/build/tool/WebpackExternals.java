package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.Machine;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.read.script.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What stays outside a bundle of webpack (webpack.js.org, "Externals"; webpack-node-externals 3, {@code index.js}): names, patterns, and
 * the packages that lie in a directory. A function that nobody follows may leave out anything.
 */
final class WebpackExternals implements BundleGraph.Externals {

    /** What makes a list of the packages in a directory. */
    private static final String LISTER = "webpack-node-externals";

    private static final Set<String> KINDS =
            Set.of("", "commonjs ", "commonjs2 ", "node-commonjs ", "module ", "import ");

    /** The packages of one directory. */
    private record Listed(ImagePath directory, Predicate<String> allowed) {}

    private final Machine machine;
    private final List<Predicate<String>> outside = new ArrayList<>();
    private final List<Listed> listed = new ArrayList<>();
    private final Map<String, ImagePath> aliases = new LinkedHashMap<>();
    private boolean open;
    private boolean plain;

    WebpackExternals(Machine machine) {
        this.machine = machine;
    }

    /** Adds a setting {@code externals}, with paths seen from its script. */
    void add(Setting setting, ConfigScript script) {
        for (Setting each : setting instanceof Setting.Items items ? items.all() : List.of(setting)) {
            if (each instanceof Setting.Text || each instanceof Setting.Pattern) {
                plain = true;
                BundleOutputs.matching(each).ifPresentOrElse(outside::add, () -> open = true);
            } else if (each instanceof Setting.Members members) {
                members.all().forEach(this::named);
            } else if (each instanceof Setting.Made made && made.module().equals(LISTER)) {
                listing(made.argument(), script);
            } else if (!(each instanceof Setting.None)) {
                open = true;
            }
        }
    }

    private void named(String name, Setting as) {
        boolean same =
                as instanceof Setting.Text text && KINDS.contains(text.text().replace(name, ""));
        if (same) {
            plain |= as.equals(new Setting.Text(name));
            outside.add(name::equals);
        } else if (!as.equals(new Setting.Flag(false))) {
            open = true;
        }
    }

    private void listing(Setting argument, ConfigScript script) {
        ImagePath here = machine.directory();
        if (argument instanceof Setting.None) {
            packagesOf(here.child("node_modules"), none -> false);
            return;
        }
        Setting from = argument.member("modulesFromFile");
        Optional<ImagePath> directory = argument.member("modulesDir") instanceof Setting.None
                ? Optional.of(here.child("node_modules"))
                : script.path(argument.member("modulesDir"), here, here);
        Optional<Predicate<String>> allowed = allowed(argument.member("allowlist"));
        boolean known = argument instanceof Setting.Members
                && (from instanceof Setting.None || from.equals(new Setting.Flag(false)))
                && argument.member("additionalModuleDirs") instanceof Setting.None;
        if (known && directory.isPresent() && allowed.isPresent()) {
            packagesOf(directory.get(), allowed.get());
        } else {
            open = true;
        }
    }

    /** A text of the list is a request; a pattern is one for requests. */
    private static Optional<Predicate<String>> allowed(Setting setting) {
        return BundleOutputs.matching(setting);
    }

    /** The packages that lie in a directory stay outside. */
    void packagesOf(ImagePath directory, Predicate<String> allowed) {
        listed.add(new Listed(directory, allowed));
    }

    /** These stay outside, whatever the kind of the bundle. */
    void commonJs(Setting setting) {
        BundleOutputs.matching(setting).ifPresentOrElse(outside::add, () -> open = true);
    }

    /** Whether some stay outside by a name alone: what asks for them then depends on the kind of the bundle. */
    boolean isPlain() {
        return plain;
    }

    /** "resolve.alias": a name with all below it, or only itself with a {@code $} behind; false when it cannot be told. */
    boolean alias(Setting setting, ConfigScript script, ImagePath context) {
        if (setting instanceof Setting.None) {
            return true;
        }
        if (!(setting instanceof Setting.Members members)) {
            return false;
        }
        for (Map.Entry<String, Setting> each : members.all().entrySet()) {
            Optional<ImagePath> path = script.path(each.getValue(), context, machine.directory());
            if (path.isEmpty()) {
                return false;
            }
            aliases.put(each.getKey(), path.get());
        }
        return true;
    }

    @Override
    public Optional<ImagePath> alias(String specifier) {
        for (Map.Entry<String, ImagePath> each : aliases.entrySet()) {
            String name = each.getKey();
            if (name.endsWith("$") ? name.equals(specifier + "$") : name.equals(specifier)) {
                return Optional.of(each.getValue());
            }
            if (specifier.startsWith(name + "/")) {
                return Optional.of(each.getValue().resolve(specifier.substring(name.length() + 1)));
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean isExternal(String specifier, String name) {
        return outside.stream().anyMatch(each -> each.test(specifier))
                || listed.stream()
                        .anyMatch(each ->
                                !each.allowed().test(specifier) && lies(each, name) instanceof Fact.Present<Located>);
    }

    @Override
    public boolean isOpen(String specifier, String name) {
        boolean perhaps = open
                || listed.stream()
                        .anyMatch(each ->
                                !each.allowed().test(specifier) && lies(each, name) instanceof Fact.Unknown<Located>);
        return perhaps && !isExternal(specifier, name);
    }

    private Fact<Located> lies(Listed packages, String name) {
        return machine.files().follow(packages.directory().resolve(name));
    }

    @Override
    public boolean mayHoldHelpers() {
        return true;
    }

    @Override
    public boolean keepsFiles() {
        return true;
    }
}
