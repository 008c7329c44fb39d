package dev.runtimeaudit.build.tool;

import dev.runtimeaudit.build.tool.NodeProject.Member;
import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.image.Fact;
import dev.runtimeaudit.image.FileSystem.Located;
import dev.runtimeaudit.image.ImagePath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code pnpm deploy} refuses (pnpm.io, "pnpm deploy"): from pnpm 10 on, a workspace whose packages are not injected. */
final class PnpmDeploy {

    private PnpmDeploy() {}

    static void judge(Job job, Line line, ImagePath directory) {
        Optional<NodeProject> project = NodeProject.at("pnpm", directory, job.machine(), false);
        if (project.isEmpty()
                || line.has("legacy")
                || line.unclear()
                || !(job.files().follow(project.get().root().child("pnpm-workspace.yaml"))
                        instanceof Fact.Present<Located>)) {
            return;
        }
        // pnpm runs in the version that the project names; one that says nothing leaves it to the one installed.
        List<String> versions = Stream.concat(
                        Stream.of(job.program().version()).filter(version -> !version.isEmpty()),
                        Optional.ofNullable(project.get().members().get("."))
                                .flatMap((Member root) -> root.json().packageManager())
                                .filter(named -> named.startsWith("pnpm@"))
                                .map(named -> named.substring("pnpm@".length()))
                                .stream())
                .toList();
        boolean newer = !versions.isEmpty() && versions.stream().allMatch(version -> version.matches("1\\d\\..*"));
        PnpmSettings settings = PnpmSettings.of(project.get().root(), job, line, 10);
        boolean allowed = settings.is("inject-workspace-packages")
                || settings.is("force-legacy-deploy")
                || settings.is("legacy")
                || settings.value("shared-workspace-lockfile").isPresent()
                || !settings.isSure();
        if (newer && !allowed) {
            job.fails(
                    Cause.INSTALL_CANNOT_SUCCEED,
                    1,
                    " ERR_PNPM_DEPLOY_NONINJECTED_WORKSPACE  By default, starting from pnpm v10, we only deploy from"
                            + " workspaces that have \"inject-workspace-packages=true\" set",
                    "pnpm deploy",
                    job.call().command());
        }
    }
}
