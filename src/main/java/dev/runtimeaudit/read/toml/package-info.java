/** The tables of a TOML file with plain values: text in, keys with places out. */
@NullMarked
package dev.runtimeaudit.read.toml;

import org.jspecify.annotations.NullMarked;
