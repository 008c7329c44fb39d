/** What the integration tests under {@code src/it} call: fixtures that several start from, and what their builds reported. */
@NullMarked
package dev.runtimeaudit.it;

import org.jspecify.annotations.NullMarked;
