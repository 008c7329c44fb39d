package dev.runtimeaudit.read.shell;

import java.util.List;
import java.util.Random;

/** Makes scripts that are nearly right, from a seed. */
final class ScriptMutations {

    private static final List<String> SEEDS = List.of("""
            #!/bin/sh
            set -e
            if [ "$1" = "server" ]; then
              shift
              exec node dist/main.js "$@"
            elif [ -z "${DATABASE_URL:-}" ]; then
              echo "missing" >&2; exit 1
            else
              : "${PORT:=3000}"
            fi
            """, """
            wait_for() {
              until nc -z "$1" "$2" >/dev/null 2>&1; do
                n=$((n + 1)); [ $n -gt 30 ] && return 1
                sleep 1
              done
            }
            wait_for "${DB_HOST%%:*}" 5432 || exit 1
            for f in /docker-entrypoint.d/*; do
              case "$f" in
                *.sh) . "$f" ;;
                *.envsh|*.env) echo "$f" ;;
                *) ;;
              esac
            done
            """, """
            cat > /app/env.js <<EOF
            window.env = { API: "${API_URL}", N: $(date +%s), B: `id -u` };
            EOF
            sed -i 's/a b/c/' x && cat <<'END' | tr a b
            raw $HOME
            END
            (cd /tmp && ls) & wait
            exec "$@"
            """, """
            declare -A map=([a]=1 ["b"]=2)
            args=(--port "$PORT"); args+=(-v)
            if [[ "${1#-}" != "$1" && $x =~ ^[0-9]+$ ]]; then ((i++)); fi
            while read -r line; do echo "${line//a/b}"; done < <(env | grep ^X)
            for ((i=0; i<3; i++)); do echo $'\\t' "${args[@]:1}"; done
            function go { time a |& b &>log; }
            """);

    private static final List<String> PIECES = List.of(
            "(",
            ")",
            "{",
            "}",
            ";",
            ";;",
            "&",
            "&&",
            "|",
            "||",
            "\"",
            "'",
            "`",
            "$",
            "${",
            "$(",
            "$((",
            "))",
            "((",
            "<",
            ">",
            "<<",
            "<<-",
            "<<<",
            "\\",
            "\n",
            " ",
            "#",
            "if",
            "then",
            "fi",
            "do",
            "done",
            "for",
            "case",
            "esac",
            "in",
            "!",
            "[[",
            "]]",
            "function",
            "x=",
            "a=(",
            "=",
            "[",
            "]",
            "$x",
            "EOF",
            "<<E\n",
            "\nE\n",
            "$'",
            "<(",
            "+=",
            "\\\n",
            "\r",
            "\t",
            "/",
            "%",
            "@",
            "~",
            ":",
            "é",
            "\0",
            "\uD83D");

    private final Random random;

    ScriptMutations(long seed) {
        random = new Random(seed);
    }

    String next() {
        StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
        for (int left = random.nextInt(6); left > 0; left--) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, text.substring(at, to));
                case 2 -> text.setLength(at);
                default -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        return text.toString();
    }

    /** Pieces without any sense. */
    String noise() {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(40); left > 0; left--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
