package dev.runtimeaudit.workspace.variables;

import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem;
import dev.runtimeaudit.image.Image;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.read.dockerfile.Dockerfile;
import dev.runtimeaudit.read.dockerfile.Instruction;
import dev.runtimeaudit.read.dockerfile.Word;
import dev.runtimeaudit.read.env.EnvDialect;
import dev.runtimeaudit.read.env.EnvFile;
import dev.runtimeaudit.read.env.EnvReader;
import dev.runtimeaudit.source.SourceFile;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises secrets by what they look like: by the forms that their issuers publish (docs.github.com, "Supported secret
 * scanning patterns"), and values without any order under names that say so. A name alone proves nothing.
 */
final class Secrets {

    private static final Set<String> OF_SECRETS =
            Set.of("SECRET", "PASSWORD", "PASS", "PASSWD", "PWD", "TOKEN", "KEY", "APIKEY", "CREDENTIALS", "SALT");
    /** Words of names whose values are meant to be seen. */
    private static final Set<String> PUBLIC = Set.of(
            "PUBLIC",
            "PUBLISHABLE",
            "VITE",
            "REACT",
            "ANON",
            "SITE",
            "CLIENT",
            "ID",
            "DSN",
            "SHA",
            "MD5",
            "DIGEST",
            "HASH",
            "CHECKSUM",
            "CACHE",
            "FINGERPRINT",
            "GPG");

    private static final List<String> PLACEHOLDERS = List.of(
            "example",
            "dummy",
            "placeholder",
            "change",
            "replace",
            "sample",
            "secret",
            "password",
            "your",
            "build",
            "fake",
            "test",
            "todo",
            "xxxx",
            "1234",
            "abcd",
            "default",
            "insecure",
            "supersecret",
            "development");
    private static final int SHORTEST = 20;
    private static final double LEAST_BITS = 3.5;

    private Secrets() {}

    static List<Secret> of(
            SourceTree tree, Dockerfile dockerfile, Optional<String> target, Image image, Optional<TreePath> project) {
        List<Secret> found = new ArrayList<>();
        for (Instruction instruction : Bundling.shipped(dockerfile, target)) {
            if (instruction instanceof Instruction.Env env) {
                env.pairs().forEach(pair -> written(pair, "ENV").ifPresent(found::add));
            } else if (instruction instanceof Instruction.Arg arg) {
                arg.pairs().forEach(pair -> written(pair, "ARG").ifPresent(found::add));
            }
        }
        if (image.workdir() instanceof Fact.Present<ImagePath> workdir) {
            for (String name : List.of(".env", ".env.production", ".env.local", ".env.production.local")) {
                file(image, workdir.value().resolve(name)).ifPresent(file -> found.addAll(copied(tree, file)));
                project.ifPresent(p -> file(image, workdir.value().resolve(p.value() + "/" + name))
                        .ifPresent(file -> found.addAll(copied(tree, file))));
            }
        }
        return found.stream().distinct().toList();
    }

    private static Optional<Secret> written(Instruction.Pair pair, String how) {
        return pair.value()
                .filter(Word::isLiteral)
                .flatMap(value -> what(pair.name().literal(), value.literal()))
                .map(what -> new Secret(pair.name().literal(), what, how, pair.span()));
    }

    /** The file of the workspace that is at a path of the image. */
    private static Optional<SourceFile> file(Image image, ImagePath path) {
        return image.files().follow(path) instanceof Fact.Present<FileSystem.Located> found
                        && found.value().node() instanceof Node.File node
                        && node.content() instanceof Content.FromContext source
                ? source.tree().read(source.path()).asFile()
                : Optional.empty();
    }

    private static List<Secret> copied(SourceTree tree, SourceFile file) {
        // What an example says is meant to be seen, and replaced.
        boolean open = Documents.isExample(file.path().name());
        if (open || tree.tracking(file.path()) == SourceTree.Tracking.UNTRACKED) {
            return List.of();
        }
        List<Secret> found = new ArrayList<>();
        for (EnvFile.Assignment assignment :
                EnvReader.read(file, EnvDialect.NODE).assignments()) {
            assignment
                    .value()
                    .flatMap(value -> what(assignment.name(), value))
                    .ifPresent(what -> found.add(new Secret(
                            assignment.name(), what, "a file that is copied into the image", assignment.nameAt())));
        }
        return found;
    }

    /** What a value is, if it is a secret. */
    static Optional<String> what(String name, String value) {
        List<String> words = List.of(name.toUpperCase(Locale.ROOT).split("_", -1));
        if (value.contains("PRIVATE KEY-----")) {
            return Optional.of("a private key");
        }
        if (isPlaceholder(value)) {
            return Optional.empty();
        }
        Optional<String> issued = issued(value);
        if (issued.isPresent()) {
            return issued;
        }
        boolean named =
                words.stream().anyMatch(OF_SECRETS::contains) && words.stream().noneMatch(PUBLIC::contains);
        boolean open = words.stream().anyMatch(Secrets::isOfSum) || isSum(value) && !isCalledSecret(name);
        return named && !open && isRandom(value) ? Optional.of("a value without any order") : Optional.empty();
    }

    /** {@code SHA256}, {@code SHA512SUM} */
    private static boolean isOfSum(String word) {
        return word.startsWith("SHA") && word.length() > 3 && Character.isDigit(word.charAt(3))
                || word.startsWith("MD5");
    }

    /** What has the form of a sum of MD5, SHA-1 or SHA-256 may be one. */
    private static boolean isSum(String value) {
        return Set.of(32, 40, 64).contains(value.length())
                && value.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    private static boolean isCalledSecret(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return List.of("SECRET", "TOKEN", "PASSWORD").stream().anyMatch(upper::contains);
    }

    private static Optional<String> issued(String value) {
        if (begins(value, "AKIA", 20) || begins(value, "ASIA", 20)) {
            return Optional.of("an access key of AWS");
        }
        if (begins(value, "ghp_", 36)
                || begins(value, "gho_", 36)
                || begins(value, "ghs_", 36)
                || begins(value, "github_pat_", 40)) {
            return Optional.of("a token of GitHub");
        }
        if (begins(value, "glpat-", 20)) {
            return Optional.of("a token of GitLab");
        }
        if (begins(value, "npm_", 36)) {
            return Optional.of("a token of npm");
        }
        if (begins(value, "sk_live_", 24) || begins(value, "rk_live_", 24)) {
            return Optional.of("a key of Stripe");
        }
        if (begins(value, "xoxb-", 24) || begins(value, "xoxp-", 24)) {
            return Optional.of("a token of Slack");
        }
        if (begins(value, "SG.", 50)) {
            return Optional.of("a key of SendGrid");
        }
        if (begins(value, "sk-", 40)) {
            return Optional.of("a key of an AI service");
        }
        return isToken(value) ? Optional.of("a signed token") : Optional.empty();
    }

    private static boolean begins(String value, String prefix, int length) {
        return value.startsWith(prefix)
                && value.length() >= length
                && value.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.')
                && value.substring(prefix.length()).chars().distinct().count() > 6;
    }

    /** A JSON web token (RFC 7519) that is not meant for everybody. */
    private static boolean isToken(String value) {
        String[] parts = value.split("[.]", -1);
        if (parts.length != 3 || !value.startsWith("eyJ") || parts[1].isEmpty() || parts[2].length() < SHORTEST) {
            return false;
        }
        try {
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            return claims.startsWith("{") && !claims.contains("\"anon\"");
        } catch (IllegalArgumentException notEncoded) {
            return false;
        }
    }

    private static boolean isPlaceholder(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return PLACEHOLDERS.stream().anyMatch(lower::contains)
                || lower.startsWith("<")
                || lower.contains("://")
                || lower.chars().distinct().count() < 8;
    }

    /** Shannon's measure, over characters; a random text of digits and letters of some length has more than words have. */
    private static boolean isRandom(String value) {
        boolean text = value.length() >= SHORTEST
                && value.chars().allMatch(c -> c > ' ' && c < 127 && c != '$' && c != '{' && c != ' ');
        boolean mixed =
                value.chars().anyMatch(Character::isDigit) && value.chars().anyMatch(Character::isLetter);
        boolean path = value.contains("/") && (value.startsWith("/") || value.startsWith("./"));
        boolean words =
                value.chars().filter(c -> c == '-' || c == '_' || c == '.').count() > 4;
        if (!text || !mixed || path || words) {
            return false;
        }
        Map<Integer, Integer> counts = new HashMap<>();
        value.chars().forEach(c -> counts.merge(c, 1, Integer::sum));
        double bits = 0;
        for (int count : counts.values()) {
            double share = (double) count / value.length();
            bits -= share * Math.log(share) / Math.log(2);
        }
        return bits >= LEAST_BITS;
    }
}
