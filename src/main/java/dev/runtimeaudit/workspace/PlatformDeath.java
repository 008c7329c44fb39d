package dev.runtimeaudit.workspace;

import dev.runtimeaudit.exec.Failure;
import java.util.List;

/**
 * A start that is proven to fail on some of the platforms that an image is built for, and not on linux/amd64.
 *
 * @param platforms {@code linux/arm64}, in the order of their names
 */
public record PlatformDeath(List<String> platforms, Failure failure) {
    public PlatformDeath {
        platforms = List.copyOf(platforms);
    }
}
