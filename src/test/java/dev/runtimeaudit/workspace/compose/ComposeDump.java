package dev.runtimeaudit.workspace.compose;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.runtimeaudit.source.Evidence;
import dev.runtimeaudit.source.SourceTree;
import dev.runtimeaudit.source.TreePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Prints the effective model of compose projects: one JSON object a line. Standard input holds lines of
 * {@code ROOT<tab>FILE[<tab>FILE…]}, the files relative to the root. See {@code src/bench/compose/compare.py}.
 */
final class ComposeDump {

    private final JsonGenerator json;

    private ComposeDump(JsonGenerator json) {
        this.json = json;
    }

    public static void main(String[] args) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] names = line.split("\t");
            SourceTree tree = SourceTree.onDisk(Path.of(names[0]));
            List<TreePath> files = Stream.of(names)
                    .skip(1)
                    .map(name -> TreePath.of(name).orElseThrow())
                    .toList();
            ComposeProject project = ProjectModel.of(
                    tree,
                    path -> false,
                    new ProjectFiles(
                            files.get(0).parent(),
                            files,
                            List.of(),
                            Set.of(),
                            ComposeProject.Use.PRODUCTION,
                            true,
                            Evidence.NONE));
            java.io.StringWriter text = new java.io.StringWriter();
            try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
                new ComposeDump(json).project(project);
            }
            out.println(text);
        }
        out.flush();
    }

    private void project(ComposeProject project) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("problems");
        for (ComposeProblem problem : project.problems()) {
            json.writeString(problem.at() + " " + problem.message());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("preconditions");
        for (var precondition : project.preconditions()) {
            json.writeString(precondition.path());
        }
        json.writeEndArray();
        json.writeObjectFieldStart("services");
        for (ComposeService service : project.services()) {
            if (service.enabled()) {
                json.writeObjectFieldStart(service.name());
                service(service);
                json.writeEndObject();
            }
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void service(ComposeService service) throws IOException {
        text("image", service.image());
        text("user", service.user());
        text("working_dir", service.workingDir());
        text("restart", service.restart());
        json.writeBooleanField("init", service.init());
        json.writeBooleanField("read_only", service.readOnly());
        command("command", service.command());
        command("entrypoint", service.entrypoint());
        if (service.build().isPresent()) {
            ComposeService.Build build = service.build().get();
            json.writeObjectFieldStart("build");
            if (build.context().isPresent()) {
                json.writeStringField("context", build.context().get().value());
            }
            if (build.dockerfile().isPresent()) {
                json.writeStringField("dockerfile", build.dockerfile().get().value());
            }
            text("target", build.target());
            json.writeObjectFieldStart("args");
            for (var arg : build.args().entrySet()) {
                text(arg.getKey(), arg.getValue().value());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeObjectFieldStart("environment");
        for (ServiceEnvironment.Provided variable : service.environment().variables()) {
            if (variable.value().isPresent()) {
                json.writeStringField(variable.name(), variable.value().get());
            } else {
                json.writeNullField(variable.name());
            }
        }
        json.writeEndObject();
        json.writeArrayFieldStart("volumes");
        for (ComposeService.Mount mount : service.mounts()) {
            if (mount.type().equals("bind") || mount.type().equals("volume")) {
                json.writeString(mount.type() + " "
                        + (mount.type().equals("volume")
                                ? mount.source().map(ComposeText::text).orElse("")
                                : "")
                        + " " + Paths.clean(mount.target().text()) + (mount.readOnly() ? " ro" : ""));
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("ports");
        for (ComposeService.Port port : service.ports()) {
            json.writeString(port.published().map(ComposeText::text).orElse("") + ":"
                    + port.target().text() + "/" + port.protocol());
        }
        json.writeEndArray();
        json.writeObjectFieldStart("depends_on");
        for (ComposeService.Dependency peer : service.dependsOn()) {
            json.writeStringField(peer.service(), peer.condition().written() + (peer.required() ? "" : " optional"));
        }
        json.writeEndObject();
        json.writeArrayFieldStart("cap_drop");
        for (String cap : service.capDrop()) {
            json.writeString(cap);
        }
        json.writeEndArray();
        if (service.healthcheck().isPresent()) {
            ComposeService.Healthcheck health = service.healthcheck().get();
            json.writeArrayFieldStart("healthcheck");
            if (health instanceof ComposeService.Healthcheck.Disabled) {
                json.writeString("NONE");
            } else if (health instanceof ComposeService.Healthcheck.Check check) {
                json.writeString(check.command().isShell() ? "CMD-SHELL" : "CMD");
                List<String> argv = check.command().argv();
                for (String word : check.command().isShell() ? argv.subList(2, 3) : argv) {
                    json.writeString(word);
                }
            }
            json.writeEndArray();
        }
    }

    private void command(String name, Optional<ComposeService.Command> command) throws IOException {
        if (command.isPresent()) {
            json.writeArrayFieldStart(name);
            for (String word : command.get().start().argv()) {
                json.writeString(word);
            }
            json.writeEndArray();
        }
    }

    private void text(String name, Optional<ComposeText> text) throws IOException {
        if (text.isPresent()) {
            json.writeStringField(name, text.get().text());
        }
    }
}
