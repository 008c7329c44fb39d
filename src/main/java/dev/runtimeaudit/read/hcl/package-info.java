/** HCL as {@code docker buildx bake} takes it: text in, blocks with attributes out. What they mean is left to others. */
@NullMarked
package dev.runtimeaudit.read.hcl;

import org.jspecify.annotations.NullMarked;
