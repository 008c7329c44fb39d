/**
 * What the programs of a {@code RUN} leave behind: one small file for each tool.
 *
 * <p>Comes in: a command line and the machine it runs on. Goes out: the machine afterwards. A tool that would fail says so
 * in its own words; one that cannot be followed opens what it may have touched.
 */
@NullMarked
package dev.runtimeaudit.build.tool;

import org.jspecify.annotations.NullMarked;
