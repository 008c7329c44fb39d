package dev.runtimeaudit.config;

/** The user's configuration cannot be taken as it stands. The message says what, where, and what is accepted. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(Place place, String what) {
        super(place.shown() + ": " + what);
    }
}
