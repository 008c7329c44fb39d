package dev.runtimeaudit.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What nginx says of its configuration; the words were compared with those of nginx 1.22.1 ({@code nginx -t}). */
class NginxStartTest {

    private static Outcome site(String configuration) {
        return ImageStartTest.launch("""
            -- Dockerfile --
            FROM nginx:1.26-alpine
            COPY site.conf /etc/nginx/conf.d/default.conf
            -- site.conf --
            """ + configuration).outcome();
    }

    private static void says(String configuration, String words) {
        assertThat(site(configuration)).isInstanceOfSatisfying(Outcome.Dies.class, dies -> {
            assertThat(dies.failure().output()).isEqualTo("nginx: [emerg] " + words);
            assertThat(dies.failure().exitCode()).isEqualTo(1);
            assertThat(dies.failure().at().path().toString()).isEqualTo("site.conf");
        });
    }

    @Test
    void aSiteThatIsRightIsServed() {
        assertThat(site("""
            map $http_upgrade $connection_upgrade { default upgrade; '' close; }
            upstream api { server api:3000; }
            server {
              listen 8080 default_server;
              root /usr/share/nginx/html;
              location / { try_files $uri $uri/ /index.html; }
              location /api/ {
                proxy_pass http://api;
                proxy_set_header Connection $connection_upgrade;
                proxy_set_header Host $host;
              }
              location ~* \\.(js|css)$ { expires 1y; add_header Cache-Control "public"; }
            }
            """)).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aForgottenSemicolonIsFound() {
        says(
                "server {\n listen 80\n server_name x;\n}\n",
                "invalid parameter \"server_name\" in /etc/nginx/conf.d/default.conf:3");
    }

    @Test
    void aForgottenBraceIsFound() {
        says("server {\n listen 80;\n", "unexpected end of file, expecting \"}\" in /etc/nginx/conf.d/default.conf:3");
    }

    @Test
    void aDirectiveThatThisVersionDoesNotHaveIsFound() {
        says("server { listen 80; ssl on; }", "unknown directive \"ssl\" in /etc/nginx/conf.d/default.conf:1");
    }

    @Test
    void aDirectiveInTheWrongPlaceIsFound() {
        says(
                "location / { return 200; }",
                "\"location\" directive is not allowed here in /etc/nginx/conf.d/default.conf:1");
    }

    @Test
    void aVariableThatNobodyDefinesIsFound() {
        says("server { listen 80; location / { return 200 $nobody; } }", "unknown \"nobody\" variable");
    }

    @Test
    void aMainFileOfOnesOwnThatBelongsIntoHttpIsFound() {
        assertThat(ImageStartTest.launch("""
            -- Dockerfile --
            FROM nginx:1.26-alpine
            COPY nginx.conf /etc/nginx/nginx.conf
            -- nginx.conf --
            server { listen 80; }
            """).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Dies.class,
                        dies -> assertThat(dies.failure().output())
                                .isEqualTo("nginx: [emerg] \"server\" directive is not allowed here in"
                                        + " /etc/nginx/nginx.conf:1"));
    }

    @Test
    void aPortThatTheDeploymentMayGiveIsNotJudged() {
        assertThat(ImageStartTest.launch("""
            -- Dockerfile --
            FROM nginx:1.26-alpine
            COPY site.conf /etc/nginx/templates/default.conf.template
            -- site.conf --
            server { listen ${PORT}; location / { return 200 $host; } }
            """).outcome()).isInstanceOf(Outcome.Starts.class);
    }

    @Test
    void aPortOfTheImageIsPutIntoTheTemplate() {
        assertThat(ImageStartTest.launch("""
            -- Dockerfile --
            FROM nginx:1.26-alpine
            ENV PORT=eighty
            COPY site.conf /etc/nginx/templates/default.conf.template
            -- site.conf --
            server { listen ${PORT}/x; }
            """).outcome()).isNotInstanceOf(Outcome.Dies.class);
        assertThat(ImageStartTest.launch("""
            -- Dockerfile --
            FROM nginx:1.26-alpine
            ENV PORT=99999
            COPY site.conf /etc/nginx/templates/default.conf.template
            -- site.conf --
            server { listen ${PORT}; }
            """).outcome()).isInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aCertificateMayBeMounted() {
        assertThat(site("""
            server { listen 443 ssl; ssl_certificate /srv/x.crt; ssl_certificate_key /srv/x.key; }
            """)).isInstanceOf(Outcome.Undecided.class);
    }

    @Test
    void aUserWithoutRightsCannotMakeTheDirectoriesOfTheOfficialImage() {
        assertThat(ImageStartTest.launch("""
            -- Dockerfile --
            FROM nginx:1.26-alpine
            USER nginx
            """).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Dies.class,
                        dies -> assertThat(dies.failure().output())
                                .isEqualTo("nginx: [emerg] mkdir() \"/var/cache/nginx/client_temp\" failed (13:"
                                        + " Permission denied)"));
    }

    @Test
    void aUserWhoWasGivenTheDirectoriesIsNotDenied() {
        assertThat(ImageStartTest.launch("""
            -- Dockerfile --
            FROM nginx:1.26-alpine
            RUN chown -R nginx:nginx /var/cache/nginx && touch /run/nginx.pid && chown nginx:nginx /run/nginx.pid
            USER nginx
            """).outcome()).isNotInstanceOf(Outcome.Dies.class);
    }

    @Test
    void aUserOfTheConfigurationWhomNobodyKnowsIsNotTakenToBeThere() {
        assertThat(ImageStartTest.launch("""
            -- Dockerfile --
            FROM nginx:1.26-alpine
            COPY nginx.conf /etc/nginx/nginx.conf
            -- nginx.conf --
            user somebody;
            events {}
            http { server { listen 80; } }
            """).outcome()).isNotInstanceOf(Outcome.Starts.class);
    }

    /** An entry script of one's own may lie where the image keeps its own. */
    @Test
    void readsTheMainFileOfTheImageWhateverItsEntryScriptIs() {
        String image = """
            -- Dockerfile --
            FROM nginx:1.26-alpine
            COPY site.conf /etc/nginx/conf.d/default.conf
            COPY --chmod=755 start.sh /docker-entrypoint.sh
            ENTRYPOINT ["/docker-entrypoint.sh"]
            -- start.sh --
            #!/bin/sh
            exec nginx -g "daemon off;"
            -- site.conf --
            server { listen %s; }
            """;

        assertThat(ImageStartTest.launch(image.formatted("80")).outcome()).isInstanceOf(Outcome.Starts.class);
        assertThat(ImageStartTest.launch(image.formatted("80 always")).outcome())
                .isInstanceOf(Outcome.Dies.class);
    }

    /** A step that nobody follows may have mended what it copies; that it broke what is right is not assumed. */
    @Test
    void doesNotHoldAgainstAConfigurationWhatAStepMayHaveChanged() {
        String image = """
            -- Dockerfile --
            FROM node:22-alpine AS build
            WORKDIR /app
            COPY . .
            RUN npx somebodys-generator
            FROM nginx:1.26-alpine
            COPY --from=build /app/site.conf /etc/nginx/conf.d/default.conf
            -- site.conf --
            server { listen %s; }
            """;

        assertThat(ImageStartTest.launch(image.formatted("80")).outcome()).isInstanceOf(Outcome.Starts.class);
        assertThat(ImageStartTest.launch(image.formatted("80 always")).outcome())
                .isInstanceOf(Outcome.Undecided.class);
    }

    /** It may have put elsewhere what a user without rights cannot make. */
    @Test
    void doesNotHoldAgainstAUserWhatAStepMayHaveChanged() {
        String image = """
            -- Dockerfile --
            FROM node:22-alpine AS build
            WORKDIR /app
            COPY nginx.conf .
            RUN %s
            FROM nginx:1.26-alpine
            COPY --from=build /app/nginx.conf /etc/nginx/nginx.conf
            USER nginx
            -- nginx.conf --
            %s
            events {}
            http { %s server { listen 8080; } }
            """;
        String pid = "pid /tmp/nginx.pid;";
        String body = "client_body_temp_path /var/cache/nginx/bodies;";

        for (String[] each : new String[][] {{"", ""}, {pid, ""}, {pid, body}}) {
            assertThat(ImageStartTest.launch(image.formatted("true", each[0], each[1]))
                            .outcome())
                    .isInstanceOf(Outcome.Dies.class);
            assertThat(ImageStartTest.launch(image.formatted("npx somebodys-generator", each[0], each[1]))
                            .outcome())
                    .isInstanceOf(Outcome.Undecided.class);
        }
    }

    /** What it reads is not known then: the files of the image's own may be none of it. */
    @Test
    void aMainFileThatAStepWroteIsNotTheOneOfTheImage() {
        String image = """
            -- Dockerfile --
            FROM nginx:1.26-alpine
            COPY site.conf /etc/nginx/conf.d/default.conf
            COPY --chmod=755 start.sh /docker-entrypoint.sh
            %s
            ENTRYPOINT ["/docker-entrypoint.sh"]
            -- start.sh --
            #!/bin/sh
            exec nginx -g "daemon off;"
            -- site.conf --
            server { listen 80 always; }
            """;

        assertThat(ImageStartTest.launch(image.formatted("RUN true")).outcome()).isInstanceOf(Outcome.Dies.class);
        for (String step : new String[] {
            "RUN curl -fsSL https://example.com/nginx.conf -o /etc/nginx/nginx.conf",
            "ADD https://example.com/nginx.conf /etc/nginx/nginx.conf"
        }) {
            assertThat(ImageStartTest.launch(image.formatted(step)).outcome())
                    .as(step)
                    .isInstanceOf(Outcome.Undecided.class);
        }
    }
}
