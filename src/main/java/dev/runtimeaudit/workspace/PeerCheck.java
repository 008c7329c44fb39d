package dev.runtimeaudit.workspace;

import dev.runtimeaudit.launch.Launch;
import dev.runtimeaudit.workspace.compose.ComposeProject;
import dev.runtimeaudit.workspace.compose.ComposeService;

/**
 * The health check that a compose file gives to an image of somebody else, run in what is known of that image.
 *
 * @param launch what becomes of it
 */
public record PeerCheck(ComposeProject project, ComposeService service, Launch launch) {}
