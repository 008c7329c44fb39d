package dev.runtimeaudit.exec;

import dev.runtimeaudit.image.Processor;

/**
 * What may be assumed of everything outside the image.
 *
 * @param engine whose behaviour is predicted
 * @param network whether other hosts can be reached
 * @param phase whether a {@code RUN} is replayed or a container started
 * @param init the engine puts its own init in front ({@code --init})
 * @param allCapabilities root keeps the capabilities that let it pass over file modes; false with {@code cap_drop: ALL}
 * @param readOnly the container's file system is read-only
 * @param processor of the platform that the image is built for
 */
public record World(
        Engine engine,
        Network network,
        Phase phase,
        boolean init,
        boolean allCapabilities,
        boolean readOnly,
        Processor processor) {

    /** An image for linux/amd64. */
    public World(Engine engine, Network network, Phase phase, boolean init, boolean allCapabilities, boolean readOnly) {
        this(engine, network, phase, init, allCapabilities, readOnly, Processor.AMD64);
    }

    /** The engines whose words are known. Their names in configuration are lower case, with a dash. */
    public enum Engine {
        DOCKER_28,
        DOCKER_20,
        PODMAN_4
    }

    /** Whether other hosts answer. */
    public enum Network {
        NONE,
        UNKNOWN
    }

    /** What is replayed. */
    public enum Phase {
        BUILD,
        START,
        HEALTH
    }

    /** What {@code check} assumes: a network that may be there. */
    public static World open(Engine engine, Phase phase) {
        return new World(engine, Network.UNKNOWN, phase, false, true, false);
    }

    /** What the ground truth was measured in: no network. */
    public static World closed(Engine engine, Phase phase) {
        return new World(engine, Network.NONE, phase, false, true, false);
    }

    public World in(Phase other) {
        return new World(engine, network, other, init, allCapabilities, readOnly, processor);
    }

    public World on(Processor other) {
        return new World(engine, network, phase, init, allCapabilities, readOnly, other);
    }
}
