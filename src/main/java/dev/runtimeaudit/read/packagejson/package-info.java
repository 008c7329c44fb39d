/** Reads {@code package.json}: text in, a tree with spans out. It never throws on content, and judges nothing. */
@NullMarked
package dev.runtimeaudit.read.packagejson;

import org.jspecify.annotations.NullMarked;
