package dev.runtimeaudit.exec.launcher;

import dev.runtimeaudit.image.Reason;
import dev.runtimeaudit.source.Evidence;

/** Why it is not known whether a program finds all that it loads. */
record Doubt(Reason reason, Evidence evidence) {}
