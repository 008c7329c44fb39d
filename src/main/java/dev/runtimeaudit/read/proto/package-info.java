/** Protocol Buffers: text in, what a file of it imports and declares out. What is generated from it is left to others. */
@NullMarked
package dev.runtimeaudit.read.proto;

import org.jspecify.annotations.NullMarked;
