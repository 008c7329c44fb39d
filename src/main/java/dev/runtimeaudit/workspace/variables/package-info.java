/**
 * Which service needs which environment variable, when, and who provides it: from the source that a service runs, through
 * the files that it loads, to the images and deployments that give values. Values are never kept.
 */
@NullMarked
package dev.runtimeaudit.workspace.variables;

import org.jspecify.annotations.NullMarked;
