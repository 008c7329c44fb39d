/** Reads shell scripts (POSIX, with what bash, dash and BusyBox ash add): text in, a tree with spans out. It never throws on content, and judges nothing.  */
@NullMarked
package dev.runtimeaudit.read.shell;

import org.jspecify.annotations.NullMarked;
