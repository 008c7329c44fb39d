package dev.runtimeaudit.workspace;

import dev.runtimeaudit.config.Assumption;
import dev.runtimeaudit.config.AuditConfig;
import dev.runtimeaudit.image.Knowledge;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.workspace.builds.BuildUses;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Adds what the user and the workspace know to what comes with the audit. */
public final class Knowing {

    private Knowing() {}

    /** @param made what the workspace itself says is made before its images are built */
    public static Knowledge of(Knowledge shipped, AuditConfig config, List<BuildUses.Made> made) {
        List<Knowledge.Described> images = config.images().stream()
                .map(i -> new Knowledge.Described(i.image(), i.like(), i.commands()))
                .toList();
        List<Knowledge.Produced> produced = Stream.concat(
                        config.produced().stream()
                                .map(p -> new Knowledge.Produced(
                                        p.path(),
                                        p.by(),
                                        Evidence.of(p.at(), "is told that `" + p.path() + "` is made before"))),
                        made.stream()
                                .map(m -> new Knowledge.Produced(
                                        m.path().value(),
                                        Optional.of(m.by()),
                                        Evidence.of(m.at(), "writes `" + m.path() + "`"))))
                .toList();
        return shipped.withImages(images).withProduced(produced);
    }

    /** The same with what the user assumes of one service. */
    static Knowledge of(Knowledge known, AuditConfig config, String service) {
        List<Knowledge.Assumed> assumed = config.assume().stream()
                .filter(a -> a.service().matches(service))
                .map(a -> assumed(a, service))
                .toList();
        return known.withAssumed(assumed);
    }

    private static Knowledge.Assumed assumed(Assumption one, String service) {
        boolean present = one.is() == Assumption.Presence.PRESENT;
        String says = "says that `" + one.path() + "` is " + (present ? "there" : "not there") + ": " + one.reason();
        return new Knowledge.Assumed(Optional.of(service), one.path(), present, Evidence.of(one.at(), says));
    }
}
