package dev.runtimeaudit.config;

/** Whether a container is meant to stay up or to end. */
public enum ServiceKind {
    SERVICE,
    JOB
}
