package dev.runtimeaudit.workspace.builds;

import dev.runtimeaudit.read.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The expressions of workflows (docs.github.com, "Evaluate expressions"): names from the matrix, inputs and the environment,
 * literals, comparisons, {@code &&} and {@code ||}. Everything else is not known before it runs.
 *
 * @param matrix by key; null-like text where a combination has no such key
 * @param matrixIsWhole whether a key that is not there has no value, rather than one that is not known
 */
record Expressions(
        Map<String, YamlNode> matrix, boolean matrixIsWhole, Map<String, String> inputs, Map<String, String> env) {

    Expressions {
        matrix = Map.copyOf(matrix);
        inputs = Map.copyOf(inputs);
        env = Map.copyOf(env);
    }

    /** A text with every <code>${{ … }}</code> in it replaced; empty where one is not known. */
    Optional<String> text(String text) {
        StringBuilder whole = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf("${{"); at >= 0; at = text.indexOf("${{", from)) {
            int end = text.indexOf("}}", at);
            if (end < 0) {
                return Optional.empty();
            }
            Optional<String> value = new Reading(text.substring(at + 3, end)).whole();
            if (value.isEmpty()) {
                return Optional.empty();
            }
            whole.append(text, from, at).append(value.get());
            from = end + 2;
        }
        return Optional.of(whole.append(text.substring(from)).toString());
    }

    private Optional<String> name(List<String> path) {
        String rest = String.join(".", path.subList(1, path.size()));
        return switch (path.get(0)) {
            case "matrix" -> path.size() < 2 ? Optional.empty() : matrix(path);
            case "inputs" -> Optional.ofNullable(inputs.get(rest));
            case "env" -> Optional.ofNullable(env.get(rest));
            case "github" -> rest.equals("workspace") ? Optional.of("/") : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Optional<String> matrix(List<String> path) {
        YamlNode node = matrix.get(path.get(1));
        for (String key : path.subList(2, path.size())) {
            if (node == null) {
                break;
            }
            Optional<YamlNode.Mapping> fields = node.asMapping();
            node = fields.isEmpty() ? null : fields.get().get(key).orElse(null);
        }
        if (node == null) {
            return matrixIsWhole ? Optional.of("") : Optional.empty();
        }
        // An expression inside the matrix may be anything.
        return node instanceof YamlNode.Scalar scalar && !scalar.text().contains("${{")
                ? Optional.of(scalar.isNull() ? "" : scalar.text())
                : Optional.empty();
    }

    private static boolean isTrue(String value) {
        return !value.isEmpty() && !value.equals("false") && !value.equals("0");
    }

    /** One expression, by recursive descent. An empty answer: not known. */
    private final class Reading {
        private final String text;
        private int at;

        Reading(String text) {
            this.text = text;
        }

        Optional<String> whole() {
            Optional<String> value = or();
            blanks();
            return at == text.length() ? value : Optional.empty();
        }

        private Optional<String> or() {
            Optional<String> left = and();
            while (take("||")) {
                Optional<String> right = and();
                left = left.isEmpty() ? left : isTrue(left.get()) ? left : right;
            }
            return left;
        }

        private Optional<String> and() {
            Optional<String> left = equality();
            while (take("&&")) {
                Optional<String> right = equality();
                left = left.isEmpty() ? left : isTrue(left.get()) ? right : left;
            }
            return left;
        }

        private Optional<String> equality() {
            Optional<String> left = operand();
            while (true) {
                boolean equal = take("==");
                if (!equal && !take("!=")) {
                    return left;
                }
                Optional<String> right = operand();
                left = left.isEmpty() || right.isEmpty()
                        ? Optional.empty()
                        : Optional.of(String.valueOf(left.get().equalsIgnoreCase(right.get()) == equal));
            }
        }

        private Optional<String> operand() {
            blanks();
            if (take("(")) {
                Optional<String> inner = or();
                return take(")") ? inner : Optional.empty();
            }
            if (at < text.length() && text.charAt(at) == '!' && !text.startsWith("!=", at)) {
                at++;
                return operand().map(value -> String.valueOf(!isTrue(value)));
            }
            if (at < text.length() && text.charAt(at) == '\'') {
                int end = text.indexOf('\'', at + 1);
                if (end < 0) {
                    return Optional.empty();
                }
                String literal = text.substring(at + 1, end);
                at = end + 1;
                return Optional.of(literal);
            }
            int start = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at)) || "._-".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            String word = text.substring(start, at);
            if (word.isEmpty()) {
                return Optional.empty();
            }
            if (Character.isDigit(word.charAt(0)) || word.equals("true") || word.equals("false")) {
                return Optional.of(word);
            }
            return name(new ArrayList<>(List.of(word.split("[.]"))));
        }

        private boolean take(String what) {
            blanks();
            if (!text.startsWith(what, at)) {
                return false;
            }
            at += what.length();
            return true;
        }

        private void blanks() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
    }
}
