package dev.runtimeaudit.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.Node.Directory;
import dev.runtimeaudit.image.Node.Rest;
import dev.runtimeaudit.source.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What holds of every file system. Beside the one that is modelled a real one is kept, in which everything has happened
 * in one of the ways in which it could: the model may know less than what is real, but nothing else.
 */
class FileSystemLawsTest {

    private static final Evidence WHY = Evidence.NONE;
    private static final Reason REASON = Reason.COMMAND_EFFECT_NOT_MODELLED;
    private static final String DIRECTORY = "<dir>";

    private static final List<ImagePath> PATHS = paths();

    private static List<ImagePath> paths() {
        List<ImagePath> all = new ArrayList<>();
        for (String first : List.of("/a", "/b", "/c")) {
            all.add(ImagePath.of(first));
            for (String second : List.of("a", "b")) {
                all.add(ImagePath.of(first + "/" + second));
                for (String third : List.of("a", "b")) {
                    all.add(ImagePath.of(first + "/" + second + "/" + third));
                }
            }
        }
        return all;
    }

    /** A model and something that it is a model of: what lies at each path, {@link #DIRECTORY} or a file's content. */
    private record World(FileSystem model, TreeMap<ImagePath, String> real) {
        World with(FileSystem changed) {
            return new World(changed, real);
        }

        World copy() {
            return new World(model, new TreeMap<>(real));
        }

        boolean isDirectory(ImagePath path) {
            return path.isRoot() || DIRECTORY.equals(real.get(path));
        }

        /** Whether nothing but directories, or nothing at all, is on the way. */
        boolean reaches(ImagePath path) {
            for (ImagePath above = path.parent(); !above.isRoot(); above = above.parent()) {
                if (real.containsKey(above) && !isDirectory(above)) {
                    return false;
                }
            }
            return true;
        }

        void put(ImagePath path, String what) {
            for (ImagePath above = path.parent(); !above.isRoot(); above = above.parent()) {
                real.put(above, DIRECTORY);
            }
            real.put(path, what);
        }

        void remove(ImagePath path) {
            real.keySet().removeIf(p -> p.isIn(path));
        }
    }

    private final Random random = new Random(4711);

    private ImagePath any() {
        return PATHS.get(random.nextInt(PATHS.size()));
    }

    private static Node file(String content) {
        return new Node.File(Meta.root(0644, WHY), new Content.Program(content, "", Content.Linkage.UNKNOWN));
    }

    /** Something from nothing, or from an image of which little is known. */
    private World start() {
        if (random.nextBoolean()) {
            return new World(FileSystem.empty(), new TreeMap<>());
        }
        World world = new World(FileSystem.unknown(REASON, WHY), new TreeMap<>());
        for (int i = random.nextInt(5); i > 0; i--) {
            ImagePath path = any();
            if (world.reaches(path) && !world.real().containsKey(path)) {
                world.put(path, random.nextBoolean() ? DIRECTORY : "base");
            }
        }
        return world;
    }

    private World grown(int steps) {
        World world = start();
        for (int i = 0; i < steps; i++) {
            world = step(world, 2);
        }
        return world;
    }

    private World step(World world, int depth) {
        ImagePath path = any();
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> put(world, path);
            case 1 -> remove(world, path);
            case 2 -> makeDirectories(world, path);
            case 3 -> runSomething(world, random.nextInt(4) == 0 ? ImagePath.ROOT : path);
            case 4 -> perhapsWrite(world, path);
            case 5 -> copyTree(world, path, depth);
            default -> branch(world, depth);
        };
    }

    private World put(World world, ImagePath path) {
        if (!world.reaches(path) || world.isDirectory(path)) {
            return world;
        }
        String content = "f" + random.nextInt(3);
        world.put(path, content);
        return world.with(world.model().with(path, file(content)));
    }

    private World remove(World world, ImagePath path) {
        world.remove(path);
        return world.with(world.model().without(path, WHY));
    }

    private World makeDirectories(World world, ImagePath path) {
        if (!world.reaches(path) || world.real().containsKey(path) && !world.isDirectory(path)) {
            return world;
        }
        world.put(path, DIRECTORY);
        return world.with(world.model().mkdirs(path, Meta.root(0755, WHY)));
    }

    private World runSomething(World world, ImagePath below) {
        for (int i = random.nextInt(3); i > 0; i--) {
            ImagePath made = any();
            if (made.isIn(below) && world.reaches(made) && !world.real().containsKey(made)) {
                world.put(made, random.nextBoolean() ? DIRECTORY : "made");
            }
        }
        return world.with(world.model().open(below, REASON, WHY));
    }

    private World perhapsWrite(World world, ImagePath path) {
        if (random.nextBoolean() && world.reaches(path) && !world.isDirectory(path)) {
            world.put(path, "written");
        }
        return world.with(world.model().perhaps(path, REASON, WHY));
    }

    private World copyTree(World world, ImagePath path, int depth) {
        World source = start();
        for (int i = 0; i < 3; i++) {
            source = step(source, depth - 1);
        }
        World target = world.copy();
        if (!target.reaches(path) || target.real().containsKey(path) && !target.isDirectory(path)) {
            return world;
        }
        target.put(path, DIRECTORY);
        for (var entry : source.real().entrySet()) {
            ImagePath at = path.resolve(entry.getKey().value().substring(1));
            boolean clash = !target.reaches(at)
                    || target.real().containsKey(at)
                            && target.isDirectory(at) != entry.getValue().equals(DIRECTORY);
            if (clash) {
                return world; // BuildKit stops here, and so would the replay
            }
            target.put(at, entry.getValue());
        }
        return target.with(target.model().overlay(path, source.model().root()));
    }

    private World branch(World world, int depth) {
        World one = world.copy();
        World other = world.copy();
        for (int i = 0; i < 2; i++) {
            one = step(one, depth - 1);
            other = step(other, depth - 1);
        }
        FileSystem joined = FileSystem.join(one.model(), other.model(), Reason.DEPENDS_ON_A_CONDITION, WHY);
        return (random.nextBoolean() ? one : other).with(joined);
    }

    private static String said(FileSystem files, ImagePath path) {
        return files.at(path).fold(p -> "present", a -> "absent", u -> "unknown");
    }

    @Test
    void whatTheModelProvesIsSo() {
        int decided = 0;
        for (int run = 0; run < 2000; run++) {
            World world = grown(6);
            for (ImagePath path : PATHS) {
                String real = world.real().getOrDefault(path, "nothing");
                Fact<Located> fact = world.model().at(path);
                if (fact instanceof Fact.Absent<Located>) {
                    assertThat(real).as("run %d: %s is absent", run, path).isEqualTo("nothing");
                    decided++;
                } else if (fact instanceof Fact.Present<Located> present) {
                    assertThat(real).as("run %d: %s is present", run, path).isNotEqualTo("nothing");
                    contentIsSo(present.value().node(), real, run, path);
                    decided++;
                }
            }
        }
        // A model that knows nothing is never wrong: this one must know most of what can be known.
        assertThat(decided).isGreaterThan(2000 * PATHS.size() / 4);
    }

    private static void contentIsSo(Node node, String real, int run, ImagePath path) {
        assertThat(real.equals(DIRECTORY)).as("run %d: %s", run, path).isEqualTo(node instanceof Directory);
        if (node instanceof Node.File file && file.content() instanceof Content.Program known) {
            assertThat(real).as("run %d: %s", run, path).isEqualTo(known.name());
        }
    }

    @Test
    void whatIsCopiedAndThenRemovedIsAbsent() {
        for (int run = 0; run < 2000; run++) {
            World world = grown(4);
            ImagePath path = any();
            FileSystem files = world.model().with(path, file("x")).without(path, WHY);
            assertThat(files.at(path)).as("run %d", run).isInstanceOf(Fact.Absent.class);
        }
    }

    @Test
    void joiningIsCommutativeUpToReasons() {
        for (int run = 0; run < 2000; run++) {
            FileSystem one = grown(5).model();
            FileSystem other = grown(5).model();
            FileSystem there = FileSystem.join(one, other, REASON, WHY);
            FileSystem back = FileSystem.join(other, one, REASON, WHY);
            for (ImagePath path : PATHS) {
                assertThat(said(there, path)).as("run %d: %s", run, path).isEqualTo(said(back, path));
            }
        }
    }

    @Test
    void joiningWithItselfChangesNothing() {
        for (int run = 0; run < 1000; run++) {
            FileSystem files = grown(5).model();
            FileSystem same = new FileSystem(files.root().withRest(files.root().rest()));
            FileSystem joined = FileSystem.join(files, same, REASON, WHY);
            for (ImagePath path : PATHS) {
                assertThat(said(joined, path)).as("run %d: %s", run, path).isEqualTo(said(files, path));
            }
        }
    }

    @Test
    void openingMakesNothingAbsentAndNothingPresent() {
        for (int run = 0; run < 2000; run++) {
            FileSystem before = grown(5).model();
            FileSystem after = before.open(random.nextInt(4) == 0 ? ImagePath.ROOT : any(), REASON, WHY);
            for (ImagePath path : PATHS) {
                assertThat(said(after, path)).as("run %d: %s", run, path).isIn(said(before, path), "unknown");
            }
        }
    }

    @Test
    void whatPerhapsHappensProvesNothing() {
        for (int run = 0; run < 2000; run++) {
            FileSystem before = grown(5).model();
            FileSystem after = before.perhaps(any(), REASON, WHY);
            for (ImagePath path : PATHS) {
                assertThat(said(after, path)).as("run %d: %s", run, path).isIn(said(before, path), "unknown");
            }
        }
    }

    @Test
    void withholdingTheBaseImageCreatesNoFact() {
        for (int run = 0; run < 2000; run++) {
            long seed = random.nextLong();
            FileSystem known = steps(FileSystem.empty(), new Random(seed));
            FileSystem withheld = steps(FileSystem.unknown(REASON, WHY), new Random(seed));
            for (ImagePath path : PATHS) {
                assertThat(said(withheld, path)).as("run %d: %s", run, path).isIn(said(known, path), "unknown");
            }
        }
    }

    private static FileSystem steps(FileSystem files, Random random) {
        FileSystem changed = files;
        for (int i = 0; i < 6; i++) {
            ImagePath path = PATHS.get(random.nextInt(PATHS.size()));
            Directory tree = FileSystem.empty()
                    .with(ImagePath.of("/b"), file("t"))
                    .with(ImagePath.of("/a"), Directory.empty(Meta.root(0755, WHY), new Rest.Closed(WHY)))
                    .root();
            changed = switch (random.nextInt(5)) {
                case 0 -> changed.with(path, file("x"));
                case 1 -> changed.without(path, WHY);
                case 2 -> changed.mkdirs(path, Meta.root(0755, WHY));
                case 3 -> changed.overlay(path, tree);
                default -> changed.open(path, REASON, WHY);
            };
        }
        return changed;
    }
}
