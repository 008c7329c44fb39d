package dev.runtimeaudit.smoke;

import java.util.List;

/** No engine is there that could be asked; nothing was, and nothing may be said to have passed. */
public final class NoEngineException extends Exception {

    private static final long serialVersionUID = 1L;

    NoEngineException(List<String> why) {
        super("No container engine can be asked, so nothing was tried:\n  " + String.join("\n  ", why));
    }
}
