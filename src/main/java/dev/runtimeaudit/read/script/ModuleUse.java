package dev.runtimeaudit.read.script;

import dev.runtimeaudit.source.Span;

/**
 * A place where a script loads a module.
 *
 * @param specifier what it asks for: {@code "express"}, {@code "./config"}, {@code "node:fs"}
 * @param when whether it is loaded as soon as the file is
 */
public record ModuleUse(String specifier, Form form, When when, Span span) {

    /** How it is asked for. */
    public enum Form {
        /** {@code require("x")} */
        REQUIRE,
        /** {@code import … from "x"}, {@code import "x"}, {@code export … from "x"} */
        IMPORT,
        /** {@code import("x")} */
        DYNAMIC_IMPORT,
        /** {@code import type … from "x"}: nothing of it is left when the script runs */
        TYPE_ONLY
    }

    /** Whether loading the file loads the module. */
    public enum When {
        /** At the top level of the file, and nothing decides whether. */
        ALWAYS,
        /** At the top level, if a compiler that takes types away leaves it there; it cannot be told whether it does. */
        UNLESS_ELIDED,
        /** At the top level, in an expression that may not come to it: {@code x ? f(require("y")) : z}. */
        IF_REACHED,
        /** In a function, a branch, or where a failure is caught. */
        PERHAPS
    }
}
