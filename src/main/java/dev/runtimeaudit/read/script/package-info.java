/**
 * Reads JavaScript and TypeScript as far as the audit needs it: which modules a file loads, and when. Text in, uses with
 * spans out. It never throws on content, and judges nothing.
 */
@NullMarked
package dev.runtimeaudit.read.script;

import org.jspecify.annotations.NullMarked;
