/**
 * Reads Prisma schemas as far as the audit needs them: which clients are generated, where to, and for which engines. Text in,
 * blocks with spans out. It never throws on content, and judges nothing.
 */
@NullMarked
package dev.runtimeaudit.read.prisma;

import org.jspecify.annotations.NullMarked;
