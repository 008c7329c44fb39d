/**
 * Asking a real engine: images are built or taken, started, looked at and removed, and what happened stands beside what
 * was predicted. Comes in: an audit's services. Goes out: observations. It judges nothing about the workspace, and it is the
 * only package that starts processes.
 */
@NullMarked
package dev.runtimeaudit.smoke;

import org.jspecify.annotations.NullMarked;
