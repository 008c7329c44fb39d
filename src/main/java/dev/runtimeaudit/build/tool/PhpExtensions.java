package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.exec.End;
import dev.runtimeaudit.exec.Invocation;
import dev.runtimeaudit.exec.Launcher;
import dev.runtimeaudit.exec.Replay;
import dev.runtimeaudit.image.Content;
import dev.runtimeaudit.image.Content.Program;
import dev.runtimeaudit.image.ImagePath;
import dev.runtimeaudit.image.Node;
import dev.runtimeaudit.image.Reason;
import java.util.List;

/**
 * {@code docker-php-ext-install}, {@code docker-php-ext-enable} and {@code install-php-extensions} in the official images of PHP: each
 * extension comes with a file that loads it (docker-library/php, {@code docker-php-ext-enable}; mlocati/docker-php-extension-installer,
 * README).
 */
final class PhpExtensions implements Launcher {

    private static final ImagePath SETTINGS = ImagePath.of("/usr/local/etc/php/conf.d");

    private final Launcher otherwise;

    PhpExtensions(Launcher otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    public List<End> run(Invocation call, Program program, Replay replay) {
        Line line = Line.of(call.arguments(), "j", java.util.Set.of("ini-name"));
        List<End> ends = otherwise.run(call, new Program(program.name(), "", program.linkage()), replay);
        if (line.unclear() || !java.util.Set.of("j").containsAll(line.values().keySet())) {
            return ends;
        }
        return ends.stream()
                .map(end -> {
                    Job job = new Job(call.with(end.machine()), program);
                    job.files(job.files().mkdirs(SETTINGS, job.made(0755)));
                    line.texts().stream().filter(PhpExtensions::isName).forEach(name -> enable(job, name));
                    return new End(job.machine(), end.exit(), end.output(), end.conditions(), end.tolerated());
                })
                .toList();
    }

    /** {@code redis-6.1.0} is redis; what begins with {@code @} is no extension. */
    private static boolean isName(String word) {
        return !word.isEmpty() && Character.isLetter(word.charAt(0)) && word.indexOf('/') < 0;
    }

    private static void enable(Job job, String word) {
        int dash = word.indexOf('-');
        String name = dash < 0 ? word : word.substring(0, dash);
        job.files(job.files()
                .with(
                        SETTINGS.child("docker-php-ext-" + name + ".ini"),
                        new Node.File(job.made(0644), new Content.Opaque(Reason.COMMAND_EFFECT_NOT_MODELLED))));
    }
}
