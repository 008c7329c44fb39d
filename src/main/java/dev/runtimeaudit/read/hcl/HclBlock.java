package dev.runtimeaudit.read.hcl;

import dev.runtimeaudit.source.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A block, or the body of a file. {@code target "web" { dockerfile = "Dockerfile" }}
 *
 * @param type empty for the file
 * @param attributes by name, in order
 */
public record HclBlock(
        String type, List<String> labels, Map<String, HclExpression> attributes, List<HclBlock> blocks, Span at) {

    public HclBlock {
        labels = List.copyOf(labels);
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        blocks = List.copyOf(blocks);
    }
}
