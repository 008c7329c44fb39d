package dev.runtimeaudit.read.proto;

import java.util.List;
import java.util.Set;

/**
 * What a file of Protocol Buffers declares at its top.
 *
 * @param imports the files that it imports, as written there: {@code google/protobuf/timestamp.proto}
 * @param types whether it declares a message or an enum
 * @param extensions whether it declares an extension
 * @param services the services by their names
 * @param unary of these, those with a call that streams nothing
 */
public record ProtoFile(
        List<String> imports, boolean types, boolean extensions, List<String> services, Set<String> unary) {
    public ProtoFile {
        imports = List.copyOf(imports);
        services = List.copyOf(services);
        unary = Set.copyOf(unary);
    }
}
