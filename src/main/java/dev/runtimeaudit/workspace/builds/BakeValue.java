package dev.runtimeaudit.workspace.builds;

import dev.runtimeaudit.read.hcl.HclExpression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What an expression of a bake file is worth when nobody sets a variable. */
sealed interface BakeValue {

    record Text(String text) implements BakeValue {}

    record Items(List<BakeValue> items) implements BakeValue {
        public Items {
            items = List.copyOf(items);
        }
    }

    record Fields(Map<String, BakeValue> fields) implements BakeValue {
        public Fields {
            fields = Map.copyOf(fields);
        }
    }

    /** {@code null}: in text and in comparisons as nothing, and as an argument not given (docs.docker.com, "Bake", "Variables"). */
    record Nothing() implements BakeValue {}

    /** It is not known. */
    record Open() implements BakeValue {}

    default Optional<String> asText() {
        if (this instanceof Nothing) {
            return Optional.of("");
        }
        return this instanceof Text text ? Optional.of(text.text()) : Optional.empty();
    }

    static BakeValue of(HclExpression expression, Function<String, Optional<BakeValue>> variables) {
        if (expression instanceof HclExpression.Literal literal) {
            return new Text(literal.text());
        }
        if (expression instanceof HclExpression.Null) {
            return new Nothing();
        }
        if (expression instanceof HclExpression.Template template) {
            StringBuilder text = new StringBuilder();
            for (HclExpression part : template.parts()) {
                Optional<String> value = of(part, variables).asText();
                if (value.isEmpty()) {
                    return new Open();
                }
                text.append(value.get());
            }
            return new Text(text.toString());
        }
        if (expression instanceof HclExpression.Reference reference) {
            return referred(reference.path(), variables);
        }
        if (expression instanceof HclExpression.ListOf list) {
            return new Items(
                    list.items().stream().map(item -> of(item, variables)).toList());
        }
        if (expression instanceof HclExpression.ObjectOf object) {
            Map<String, BakeValue> fields = new LinkedHashMap<>();
            for (HclExpression.Field field : object.fields()) {
                of(field.key(), variables).asText().ifPresent(key -> fields.put(key, of(field.value(), variables)));
            }
            return new Fields(fields);
        }
        if (expression instanceof HclExpression.Conditional choice) {
            Optional<String> condition = of(choice.condition(), variables).asText();
            return condition
                    .map(is -> of(is.equals("true") ? choice.then() : choice.otherwise(), variables))
                    .orElse(new Open());
        }
        if (expression instanceof HclExpression.Binary pair) {
            return compared(pair, variables);
        }
        if (expression instanceof HclExpression.Call call) {
            return called(call, variables);
        }
        if (expression instanceof HclExpression.Other) {
            return new Open();
        }
        throw new AssertionError(expression);
    }

    private static BakeValue referred(List<String> path, Function<String, Optional<BakeValue>> variables) {
        BakeValue value = variables.apply(path.get(0)).orElse(new Open());
        for (String key : path.subList(1, path.size())) {
            BakeValue next = value instanceof Fields fields ? fields.fields().get(key) : null;
            if (next == null) {
                return new Open();
            }
            value = next;
        }
        return value;
    }

    private static BakeValue compared(HclExpression.Binary pair, Function<String, Optional<BakeValue>> variables) {
        Optional<String> left = of(pair.left(), variables).asText();
        Optional<String> right = of(pair.right(), variables).asText();
        if (left.isEmpty() || right.isEmpty()) {
            return new Open();
        }
        boolean one = left.get().equals("true");
        boolean other = right.get().equals("true");
        return switch (pair.operator()) {
            case "==" -> new Text(String.valueOf(left.equals(right)));
            case "!=" -> new Text(String.valueOf(!left.equals(right)));
            case "&&" -> new Text(String.valueOf(one && other));
            case "||" -> new Text(String.valueOf(one || other));
            default -> new Open();
        };
    }

    /** A few of the functions of bake (docs.docker.com, "Bake standard library functions"). */
    private static BakeValue called(HclExpression.Call call, Function<String, Optional<BakeValue>> variables) {
        List<BakeValue> arguments = new ArrayList<>();
        call.arguments().forEach(argument -> arguments.add(of(argument, variables)));
        if (call.name().equals("concat") && arguments.stream().allMatch(a -> a instanceof Items)) {
            return new Items(arguments.stream()
                    .flatMap(a -> ((Items) a).items().stream())
                    .toList());
        }
        List<String> texts =
                arguments.stream().flatMap(a -> a.asText().stream()).toList();
        if (texts.size() != arguments.size() || texts.isEmpty()) {
            return new Open();
        }
        String first = texts.get(0);
        return switch (call.name() + "/" + texts.size()) {
            case "!/1", "not/1" -> new Text(String.valueOf(!first.equals("true")));
            case "equal/2" -> new Text(String.valueOf(first.equals(texts.get(1))));
            case "notequal/2" -> new Text(String.valueOf(!first.equals(texts.get(1))));
            case "replace/3" -> new Text(first.replace(texts.get(1), texts.get(2)));
            case "basename/1" -> new Text(first.substring(first.lastIndexOf('/') + 1));
            default -> new Open();
        };
    }
}
