/**
 * Configuration files of nginx.
 *
 * <p>Comes in: a file. Goes out: its statements in the order in which nginx meets them, with their places, up to the first
 * one that nginx cannot read. Which directives there are, and what they do, is left to others.
 */
@NullMarked
package dev.runtimeaudit.read.nginx;

import org.jspecify.annotations.NullMarked;
