package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runtimeaudit.exec.Cause;
import dev.runtimeaudit.image.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts of programs of python whose modules pip has installed. */
class PythonStartTest {

    private static final String SERVER = """
            -- requirements.txt --
            # pinned
            fastapi==0.115.0 \\
                --hash=sha256:00
            uvicorn[standard]==0.30.6
            PyYAML>=6
            opentelemetry-instrumentation-fastapi==0.48b0
            -- app/__init__.py --
            -- app/main.py --
            import os
            from fastapi import (
                FastAPI,  # the framework
            )
            import yaml
            from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
            from . import settings
            from .routes import users

            app = FastAPI()

            def later():
                import nobody_installed_this

            if __name__ == "__main__":
                import uvicorn
                uvicorn.run(app, host="0.0.0.0", port=int(os.getenv("PORT", "8000")))
            -- app/settings.py --
            \"""import nonsense\"""
            try:
                import ujson
            except ImportError:
                ujson = None
            -- app/routes/users.py --
            from app.settings import ujson
            """;

    private static Outcome start(String lines) {
        return Started.outcome("-- Dockerfile --\nFROM python:3.12-slim\nWORKDIR /srv\n" + lines + "\n" + SERVER);
    }

    private static final String INSTALLED =
            "COPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CMD [\"uvicorn\", \"app.main:app\", \"--host\", \"0.0.0.0\", \"--proxy-headers\", \"--port\", \"80\"]",
                "CMD [\"python\", \"-m\", \"app.main\"]",
                "CMD [\"python\", \"-m\", \"uvicorn\", \"--reload\", \"app.main:app\"]",
                "CMD exec uvicorn app.main:app --port 80",
                "WORKDIR /\nCMD [\"uvicorn\", \"app.main:app\", \"--app-dir=/srv\"]",
                "ENV PYTHONPATH=/srv\nWORKDIR /tmp\nCMD [\"python\", \"/srv/app/main.py\"]"
            })
    void anApplicationStartsWhoseModulesAreThere(String command) {
        String relative = command.contains("main.py") ? "RUN sed -i 's/from [.]/from app/' x || true\n" : "";
        Outcome outcome = start(INSTALLED + relative + "COPY app app\n" + command);

        if (command.contains("main.py")) {
            // There is no package around the program itself: its relative imports fail.
            assertThat(outcome).isInstanceOf(Outcome.Undecided.class);
        } else {
            assertThat(outcome).isInstanceOf(Outcome.Starts.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN pip install fastapi uvicorn opentelemetry-instrumentation-fastapi\nCOPY app app\nCMD [\"uvicorn\", \"app.main:app\"]",
                "RUN pip install uvicorn pyyaml 'fastapi; python_version < \"3\"' opentelemetry-instrumentation-fastapi\nCOPY app app\nCMD [\"uvicorn\", \"app.main:app\"]",
                "RUN pip install fastapi uvicorn pyyaml opentelemetry-instrumentation\nCOPY app app\nCMD [\"uvicorn\", \"app.main:app\"]",
                "RUN pip install -r requirements.txt\nCOPY app app\nCMD [\"uvicorn\", \"app.main:app\"]"
            })
    void aModuleThatNobodyIsKnownToHaveInstalledLeavesItOpen(String lines) {
        assertThat(start(lines)).isInstanceOf(Outcome.Undecided.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CMD [\"uvicorn\", \"app.main\", \"--version\"]",
                "CMD [\"uvicorn\", \"app.nothing:app\"]",
                "CMD [\"gunicorn\", \"-D\", \"app.main:app\"]",
                "CMD [\"python\", \"app/settings.py\"]",
                "CMD [\"python\", \"-c\", \"print()\"]"
            })
    void whatDoesNotServeIsNotSaidToStart(String command) {
        assertThat(start(INSTALLED + "RUN pip install gunicorn\nCOPY app app\n" + command))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aVirtualEnvironmentIsTakenAlongToAnotherStage() {
        String build = """
            -- Dockerfile --
            FROM python:3.12-slim AS build
            COPY requirements.txt .
            RUN python -m venv /venv && /venv/bin/pip install -r requirements.txt
            RUN /venv/bin/pip install opentelemetry-distro opentelemetry-instrumentation && /venv/bin/opentelemetry-bootstrap -a install
            FROM python:3.12-slim
            COPY --from=build /venv/ /venv/
            WORKDIR /srv
            COPY app app
            """;

        assertThat(Started.outcome(
                        build + "ENTRYPOINT [\"/venv/bin/opentelemetry-instrument\", \"/venv/bin/python\", \"-m\","
                                + " \"app.main\"]\n" + SERVER))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(Started.outcome(build + "ENV PATH=/venv/bin:$PATH\nCMD [\"uvicorn\", \"app.main:app\"]\n" + SERVER))
                .isInstanceOf(Outcome.Starts.class);
        // The interpreter of the image has none of it.
        assertThat(Started.outcome(build + "CMD [\"/usr/local/bin/python\", \"-m\", \"app.main\"]\n" + SERVER))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void whatPipInstallsLeavesTheProjectAsItIs() {
        Outcome outcome = Started.outcome("""
            -- Dockerfile --
            FROM python:3.12-slim
            WORKDIR /srv
            COPY start.sh .
            RUN pip install requests
            CMD ["./start.sh"]
            -- start.sh --
            echo
            """);

        assertThat(((Outcome.Dies) outcome).failure().cause()).isNotEqualTo(Cause.COMMAND_NOT_FOUND);
    }

    @Test
    void anApplicationOfAnUnknownInterpreterIsLeftOpen() {
        Outcome outcome = Started.outcome("-- Dockerfile --\nFROM python:3\nWORKDIR /srv\n" + INSTALLED
                + "COPY app app\nCMD [\"python\", \"-m\", \"app.main\"]\n" + SERVER);

        assertThat(((Outcome.Undecided) outcome).reason()).isNotEqualTo(Reason.OVER_BUDGET);
    }

    /** A prefix that is copied over that of another stage brings the commands of all that was installed into it. */
    @Test
    void aPrefixThatIsTakenAlongMayBringAnyCommand() {
        String tree = """
                -- Dockerfile --
                FROM python:3.12-slim-bookworm AS build
                RUN pip install --prefix=/reqs fastapi uvicorn
                FROM python:3.12-slim-bookworm
                WORKDIR /srv
                COPY --from=build /reqs /usr/local
                RUN browsers install --with-deps
                COPY app app
                CMD %s
                """;

        assertThat(Started.outcome(tree.formatted("[\"uvicorn\", \"app.main:app\"]") + SERVER))
                .isNotInstanceOf(Outcome.BuildsNot.class);
        assertThat(Started.outcome(tree.formatted("[\"python\", \"app/missing.py\"]")
                                .replace("RUN browsers install --with-deps\n", "RUN rm -rf /srv/app\n")
                                .replace("COPY app app\n", "")
                        + SERVER))
                .isInstanceOf(Outcome.Dies.class);
        assertThat(Started.outcome(tree.formatted("[\"other-command\"]") + SERVER))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void anInterpreterThatMayHaveBeenThereIsNotTakenAway() {
        String tree = """
                -- Dockerfile --
                FROM python:3.12-bookworm
                RUN mkdir -p /opt/py && curl -fsSL https://example.org/py.tar.gz | tar xz -C /opt/py --strip-components=1
                RUN pip install --prefix=/opt/py uvicorn
                COPY app app
                CMD ["/opt/py/bin/python3", "-m", "app.main"]
                """;

        assertThat(Started.outcome(tree + SERVER)).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void instrumentationsAreInstalledBesideTheProgram() {
        String instrumented = "COPY requirements.txt .\nRUN pip install -r requirements.txt opentelemetry-distro\n"
                + "RUN opentelemetry-bootstrap %s\nCOPY app app\n"
                + "CMD [\"opentelemetry-instrument\", \"uvicorn\", \"app.main:app\"]";

        assertThat(start(instrumented.formatted("-a install"))).isInstanceOf(Outcome.Starts.class);
        assertThat(start(instrumented.formatted("--action=requirements"))).isInstanceOf(Outcome.Starts.class);
        assertThat(start(instrumented.formatted("-a install").replace("app.main:app", "app.other:app")))
                .isNotInstanceOf(Outcome.Starts.class);
    }
}
