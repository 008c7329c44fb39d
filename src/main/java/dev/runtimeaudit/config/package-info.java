/**
 * What users can say: the configuration as values, however it was written.
 *
 * <p>Comes in: {@code runtime-audit.yaml} and the POM. Goes out: records that every other package may read.
 */
@NullMarked
package dev.runtimeaudit.config;

import org.jspecify.annotations.NullMarked;
