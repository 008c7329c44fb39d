/**
 * YAML with places: one tree for whatever is written in it (compose files, workflows, workspace manifests).
 *
 * <p>Comes in: a file. Goes out: its documents and what other YAML readers reject. What keys mean is left to others.
 */
@NullMarked
package dev.runtimeaudit.read.yaml;

import org.jspecify.annotations.NullMarked;
