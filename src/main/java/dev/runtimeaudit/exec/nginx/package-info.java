/**
 * What nginx makes of its configuration when it starts.
 *
 * <p>Comes in: the machine and the files that the configuration consists of. Goes out: it serves, it ends with nginx's
 * words, or what keeps that from being told. How nginx is called is left to its launcher.
 */
@NullMarked
package dev.runtimeaudit.exec.nginx;

import org.jspecify.annotations.NullMarked;
