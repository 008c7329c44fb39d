/** Reads Dockerfiles as BuildKit does: text in, a tree with spans out. It never throws on content, and judges nothing.  */
@NullMarked
package dev.runtimeaudit.read.dockerfile;

import org.jspecify.annotations.NullMarked;
