package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Starts of what {@code dotnet publish} has made. */
class DotnetStartTest {

    private static Outcome start(String publish, String base, String command, String properties) {
        return Started.outcome("""
                -- Dockerfile --
                FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
                WORKDIR /src
                COPY . .
                RUN dotnet publish %s
                FROM %s
                WORKDIR /app
                COPY --from=build /out/ .
                ENTRYPOINT %s
                -- Shop.csproj --
                <Project Sdk="Microsoft.NET.Sdk.Web">
                  <PropertyGroup><TargetFramework>net9.0</TargetFramework>%s</PropertyGroup>
                </Project>
                -- Program.cs --
                """.formatted(publish, base, command, properties));
    }

    private static final String RUNTIME = "mcr.microsoft.com/dotnet/aspnet:9.0";

    @Test
    void anAssemblyIsNamedAfterItsProject() {
        assertThat(start("-c Release -o /out", RUNTIME, "[\"dotnet\", \"Shop.dll\"]", ""))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(start("Shop.csproj -o /out", RUNTIME, "[\"./Shop\"]", "")).isInstanceOf(Outcome.Starts.class);
        assertThat(start("--output=/out", RUNTIME, "[\"dotnet\", \"Web.dll\"]", "<AssemblyName>Web</AssemblyName>"))
                .isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void whatIsNotPublishedIsNotSaidToStart() {
        assertThat(start("-o /out", RUNTIME, "[\"dotnet\", \"Web.dll\"]", "")).isInstanceOf(Outcome.Undecided.class);
        assertThat(start("-o /out /p:UseAppHost=false", RUNTIME, "[\"./Shop\"]", ""))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(start(
                        "-o /out",
                        RUNTIME,
                        "[\"dotnet\", \"Shop.dll\"]",
                        "<PublishSingleFile>true</PublishSingleFile>"))
                .isInstanceOf(Outcome.Undecided.class);
        assertThat(start("-o /out", RUNTIME, "[\"dotnet\", \"Shop.dll\"]", "<AssemblyName>$(X)</AssemblyName>"))
                .isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aHostNeedsTheRuntimeUnlessItBringsIt() {
        String bare = "mcr.microsoft.com/dotnet/runtime-deps:9.0-alpine";

        assertThat(start("-o /out -r linux-musl-x64", bare, "[\"./Shop\"]", "")).isInstanceOf(Outcome.Undecided.class);
        assertThat(start("-o /out -r linux-musl-x64 --self-contained", bare, "[\"./Shop\"]", ""))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(start("-o /out -r linux-x64 --self-contained", bare, "[\"./Shop\"]", ""))
                .isNotInstanceOf(Outcome.Starts.class);
    }

    private static Outcome instrumented(String publish, String base, String lines, String reference) {
        return Started.outcome("""
                -- Dockerfile --
                FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build
                WORKDIR /src
                COPY . .
                RUN dotnet publish Shop.csproj %s
                FROM %s
                WORKDIR /app
                COPY --from=build /out/ .
                %s
                -- Shop.csproj --
                <Project Sdk="Microsoft.NET.Sdk.Web">
                  <ItemGroup>%s</ItemGroup>
                </Project>
                -- Program.cs --
                """.formatted(publish, base, lines, reference));
    }

    @Test
    void theScriptThatInstrumentsHandsOver() {
        String publish = "-r linux-amd64 -o /out";
        String reference = "<PackageReference Include=\"OpenTelemetry.AutoInstrumentation\" Version=\"1.12.0\" />";
        String start = "ENTRYPOINT [\"./instrument.sh\", \"dotnet\", \"Shop.dll\"]";

        assertThat(instrumented(publish, RUNTIME, start, reference)).isInstanceOf(Outcome.Starts.class);
        assertThat(instrumented(publish, RUNTIME, "RUN chown app instrument.sh\nUSER app\n" + start, reference))
                .isInstanceOf(Outcome.Starts.class);
        assertThat(instrumented(publish, RUNTIME, start.replace("Shop", "Other"), reference))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(instrumented(publish, RUNTIME, start, "")).isNotInstanceOf(Outcome.Starts.class);
        assertThat(instrumented(publish, RUNTIME, start, "<!-- " + reference + " -->"))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(instrumented("-o /out", RUNTIME, start, reference)).isNotInstanceOf(Outcome.Starts.class);
        assertThat(instrumented(publish, RUNTIME + "-chiseled", start, reference))
                .isNotInstanceOf(Outcome.Starts.class);
        assertThat(instrumented(
                        publish,
                        RUNTIME,
                        "RUN mkdir /else && mv instrument.sh /else/\nENTRYPOINT [\"/else/instrument.sh\", \"dotnet\", \"Shop.dll\"]",
                        reference))
                .isNotInstanceOf(Outcome.Starts.class);
    }
}
