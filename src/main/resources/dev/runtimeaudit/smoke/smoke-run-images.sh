#!/bin/sh
# Builds the image of each service, starts it with the least it needs, looks at it, and removes it again. For hosts without
# Maven: the goal `smoke` of runtime-audit-maven-plugin does the same and compares with what it predicts; it wrote this file.
#
#   scripts/smoke-run-images.sh                     all services
#   scripts/smoke-run-images.sh auth-service ...    some of them
#
# ENGINE (docker, podman or nerdctl; default: the first that answers), ENGINE_OPTIONS, BUILD_OPTIONS, RUN_OPTIONS, NETWORK (none),
# ROOT (the monorepo; default: the current directory), LOGS (a directory to keep logs in), GRACE, READY and STOP (seconds).
# Ends with 0 when all pass, 1 when one fails, 2 when nothing could be tried.
set -u

cd "${ROOT:-.}" || exit 2
GRACE=${GRACE:-@grace@}
READY=${READY:-@ready@}
STOP=${STOP:-@stop@}

if [ -z "${ENGINE:-}" ]; then
  for candidate in docker podman nerdctl; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" ${ENGINE_OPTIONS:-} ps >/dev/null 2>&1; then
      ENGINE=$candidate
      break
    fi
  done
fi
if [ -z "${ENGINE:-}" ] || ! "$ENGINE" ${ENGINE_OPTIONS:-} ps >/dev/null 2>&1; then
  echo "No container engine answers (${ENGINE:-docker, podman, nerdctl}): nothing was tried." >&2
  exit 2
fi
case $("$ENGINE" --version) in
  *podman*) OF_BUILD='--format docker --layers=false --force-rm' OF_RUN=--no-healthcheck ;;
  *nerdctl*) OF_BUILD= OF_RUN= ;;
  *) OF_BUILD= OF_RUN=--no-healthcheck ;;
esac

kept=${LOGS:-}
logs=${LOGS:-$(mktemp -d)} || exit 2
mkdir -p "$logs" || exit 2
number=0
passed=0
failed=0
own=
image=
state=off

engine() { "$ENGINE" ${ENGINE_OPTIONS:-} "$@"; }

remove() {
  if [ -n "$own" ]; then
    engine rm --force --volumes "$own" >/dev/null 2>&1
    [ "$image" != "localhost/$own" ] || engine rmi --force "$image" >/dev/null 2>&1
  fi
  own=
}

finish() {
  status=$?
  trap - EXIT
  remove
  [ -n "$kept" ] || rm -rf "$logs"
  exit "$status"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# begin SERVICE PREDICTION
begin() {
  own=
  state=off
  if [ -n "$wanted" ]; then
    case " $wanted " in *" $1 "*) ;; *) return ;; esac
  fi
  state=on
  service=$1
  number=$((number + 1))
  own=runtime-audit-smoke-$$-$number
  image=
  log=$logs/$service.log
  echo "== $service"
  echo "   predicted: $2"
}

ok() { echo "   ok: $*"; }

# Says what failed; what ends the trial also shows the last lines.
bad() {
  echo "   FAILED: $*"
  state=bad
}

over() {
  bad "$@"
  tail -n 20 "$log" | sed 's/^/   | /'
  state=over
}

is_on() { [ "$state" = on ] || [ "$state" = bad ]; }

take() {
  is_on || return 0
  image=$1
}

# build OPTIONS... CONTEXT
build() {
  is_on || return 0
  image=localhost/$own
  DOCKER_BUILDKIT=1 engine build $OF_BUILD ${BUILD_OPTIONS:-} --tag "$image" "$@" >"$log" 2>&1 || over "does not build"
}

# start OPTIONS...
start() {
  is_on || return 0
  engine run --detach --name "$own" --network "${NETWORK:-none}" $OF_RUN ${RUN_OPTIONS:-} "$@" "$image" >"$log" 2>&1 ||
    over "does not start: exit code $?"
}

of_state() { engine inspect --format "{{.State.$1}}" "$own" 2>/dev/null; }

# Whether something becomes true within some seconds.
within() {
  seconds=$1
  shift
  while [ "$seconds" -gt 0 ]; do
    "$@" && return 0
    sleep 1
    seconds=$((seconds - 1))
  done
  "$@"
}

has_ended() { [ "$(of_state Running)" != true ]; }

stays_up() {
  is_on || return 0
  if within "$GRACE" has_ended; then
    engine logs "$own" >"$log" 2>&1
    over "ends with exit code $(of_state ExitCode)"
  else
    ok "still runs after $GRACE s"
  fi
}

ends_well() {
  is_on || return 0
  within "$READY" has_ended
  code=$(of_state ExitCode)
  engine logs "$own" >"$log" 2>&1
  if has_ended && [ "$code" = 0 ]; then ok "ends with 0"; else over "does not end with 0: ${code:-?}"; fi
}

process() {
  is_on || return 0
  seen=$(engine exec "$own" cat /proc/1/cmdline 2>/dev/null | tr '\000' ' ')
  echo "   process 1: ${seen:-not seen}"
}

not_root() {
  is_on || return 0
  uid=$(engine exec "$own" cat /proc/1/status 2>/dev/null | sed -n 's/^Uid:[[:space:]]*[0-9]*[[:space:]]*\([0-9]*\).*/\1/p')
  case $uid in
    '') echo "   user: not seen" ;;
    0) bad "process 1 runs as root" ;;
    *) ok "process 1 runs as uid $uid" ;;
  esac
}

lacks() {
  is_on || return 0
  found=$(engine exec "$own" sh -c 'command -v "$0"' "$1" 2>/dev/null)
  if [ -n "$found" ] && [ "${found#/}" != "$found" ]; then bad "$1 is in the image: $found"; else ok "no $1"; fi
}

# healthy COMMAND...
healthy() {
  is_on || return 0
  if within "$READY" engine exec "$own" "$@" >/dev/null 2>&1; then ok "health check"; else bad "health check: $*"; fi
}

# Field 4 of /proc/net/tcp is 0A where somebody listens; 0100007F is 127.0.0.1.
listens_now() {
  engine exec "$own" cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    awk -v port="$1" '$4 == "0A" && $2 ~ ":" port "$" && $2 !~ /^0100007F|^00000000000000000000000001000000/ { found = 1 }
      END { exit !found }'
}

listens() {
  is_on || return 0
  if ! engine exec "$own" cat /proc/net/tcp >/dev/null 2>&1; then
    echo "   port $1: not seen"
  elif within "$READY" listens_now "$(printf '%04X' "$1")"; then
    ok "port $1"
  else
    bad "nobody listens on port $1"
  fi
}

logs_now() { engine logs "$own" 2>&1 | grep -F -q -e "$1"; }

ready() {
  is_on || return 0
  if within "$READY" logs_now "$1"; then ok "its log has: $1"; else bad "its log has no: $1"; fi
}

stops() {
  is_on || return 0
  engine logs "$own" >"$log" 2>&1
  engine stop --time "$STOP" "$own" >/dev/null 2>&1
  code=$(of_state ExitCode)
  if [ "$code" = 137 ]; then bad "still there $STOP s after SIGTERM"; else ok "ends with $code after SIGTERM"; fi
}

end() {
  case $state in
    off) return ;;
    on) passed=$((passed + 1)) ;;
    *) failed=$((failed + 1)) ;;
  esac
  remove
}

wanted=$*

@services@
if [ $((passed + failed)) -eq 0 ]; then
  echo "No service is called ${wanted:-anything}: nothing was tried." >&2
  exit 2
fi
echo "$passed pass, $failed fail"
[ "$failed" -eq 0 ]
