#!/bin/sh
# Makes stand-ins for the base images of tests, out of what this machine has installed: nothing is pulled.
#
#   stand-ins.sh DIRECTORY ENGINE...      stand-ins.sh /tmp/stand-ins podman --root /tmp/engine
#
# localhost/stand-in/alpine       BusyBox (package busybox-static), laid out as Alpine does
# localhost/stand-in/debian       the required packages of this Debian
# localhost/stand-in/bash-as-sh   the same with /bin/sh -> bash
# localhost/stand-in/node-alpine, localhost/stand-in/node-debian      both with the node of this machine, where there is one
# localhost/stand-in/pnpm-alpine  the former with an apk that has dumb-init, and a corepack whose pnpm makes a server of any app
#
# Prints the names of what it made. What cannot be made here is told on standard error and left out.
set -eu
directory=$1
shift
path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask 022


# import NAME ROOT CHANGE...
import() {
  name=localhost/stand-in/$1
  root=$2
  shift 2
  changes="--change=ENV PATH=$path"
  tar -C "$root" --numeric-owner --owner=0 --group=0 -c . >"$directory/$$.tar"
  $ENGINE_WORDS import "$changes" "$@" "$directory/$$.tar" "$name" >/dev/null
  rm -f "$directory/$$.tar"
  echo "$name"
}

ENGINE_WORDS=$*

accounts() {
  mkdir -p "$1/etc" "$1/root" "$1/tmp" "$1/var/tmp" "$1/home" "$1/opt" "$1/srv" "$1/mnt" "$1/usr/local/bin" "$1/usr/local/sbin" "$1/proc" "$1/sys" "$1/dev" "$1/run"
  chmod 1777 "$1/tmp" "$1/var/tmp"
  chmod 700 "$1/root"
}

# What a program needs of libraries, and its loader.
libraries() {
  ldd "$1" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p'
}

with_node() {
  mkdir -p "$1/usr/local/bin"
  cp "$node" "$1/usr/local/bin/node"
  for library in $(libraries "$node"); do
    if [ ! -e "$1$library" ]; then
      mkdir -p "$1$(dirname "$library")"
      cp -L "$library" "$1$library"
    fi
  done
  printf '%s\n' '#!/bin/sh' 'set -e' \
    'if [ "${1#-}" != "${1}" ] || [ -z "$(command -v "${1}")" ] || { [ -f "${1}" ] && ! [ -x "${1}" ]; }; then' \
    '  set -- node "$@"' 'fi' 'exec "$@"' >"$1/usr/local/bin/docker-entrypoint.sh"
  chmod 755 "$1/usr/local/bin/docker-entrypoint.sh"
}

# Tools that need a network, played: each leaves behind what the real one would, as far as the sample monorepo asks.
with_stubs() {
  mkdir -p "$1/opt/stand-in"
  cp "$dumb_init" "$1/opt/stand-in/dumb-init"
  cat >"$1/sbin/apk" <<'APK'
#!/bin/sh
for word; do [ "$word" != dumb-init ] || cp /opt/stand-in/dumb-init /usr/bin/dumb-init; done
APK
  cat >"$1/usr/sbin/addgroup" <<'GROUP'
#!/bin/sh
while getopts Sg: option; do case $option in g) gid=$OPTARG ;; esac; done
shift $((OPTIND - 1))
echo "$1:x:$gid:" >>/etc/group
GROUP
  cat >"$1/usr/sbin/adduser" <<'USER'
#!/bin/sh
while getopts Su:G: option; do case $option in u) uid=$OPTARG ;; G) group=$OPTARG ;; esac; done
shift $((OPTIND - 1))
gid=$(sed -n "s/^$group:x:\([0-9]*\):.*/\1/p" /etc/group)
echo "$1:x:$uid:$gid:Linux User,,,:/home/$1:/sbin/nologin" >>/etc/passwd
USER
  cat >"$1/opt/stand-in/pnpm" <<'PNPM'
#!/bin/sh
set -e
case $1 in
  install) mkdir -p node_modules ;;
  --filter)
    app=apps/${2#*/}
    mkdir -p "$app/dist"
    ports=$(sed -n 's/^EXPOSE \(.*\)/\1/p' "$app/Dockerfile")
    {
      echo 'const { createServer } = require("node:http");'
      for port in $ports; do
        echo "const server$port = createServer((request, response) => response.end('ok'));"
        echo "server$port.listen($port, '0.0.0.0', () => console.log('Listening at http://0.0.0.0:$port'));"
      done
      echo 'process.on("SIGTERM", () => process.exit(0));'
    } >"$app/dist/main.js"
    ;;
esac
PNPM
  printf '%s\n' '#!/bin/sh' '[ "$1" != enable ] || cp /opt/stand-in/pnpm /usr/local/bin/pnpm' >"$1/usr/local/bin/corepack"
  chmod 755 "$1/sbin/apk" "$1/usr/sbin/addgroup" "$1/usr/sbin/adduser" "$1/opt/stand-in/pnpm" "$1/usr/local/bin/corepack"
}

import_node() {
  import "$1" "$2" '--change=ENTRYPOINT ["docker-entrypoint.sh"]' '--change=CMD ["node"]' \
    "--change=ENV NODE_VERSION=$("$node" --version | tr -d v)"
}

node=$(command -v node || true)
dumb_init=$(command -v dumb-init || true)
busybox=$(command -v busybox || true)
mkdir -p "$directory"

if [ -n "$busybox" ] && ! ldd "$busybox" >/dev/null 2>&1; then
  root=$directory/alpine
  rm -rf "$root"
  accounts "$root"
  mkdir -p "$root/bin" "$root/sbin" "$root/usr/bin" "$root/usr/sbin" "$root/lib" "$root/etc/apk"
  cp "$busybox" "$root/bin/busybox"
  "$busybox" --list-full | while read -r applet; do
    case $applet in
      bin/busybox | */dpkg | */dpkg-deb | */rpm | */rpm2cpio | */bash) ;;
      *)
        mkdir -p "$root/$(dirname "$applet")"
        ln -s /bin/busybox "$root/$applet"
        ;;
    esac
  done
  printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'bin:x:1:1:bin:/bin:/sbin/nologin' 'daemon:x:2:2:daemon:/sbin:/sbin/nologin' \
    'guest:x:405:100:guest:/dev/null:/sbin/nologin' 'nobody:x:65534:65534:nobody:/:/sbin/nologin' >"$root/etc/passwd"
  printf '%s\n' 'root:x:0:root' 'bin:x:1:root,bin,daemon' 'daemon:x:2:root,bin,daemon' 'users:x:100:' 'nogroup:x:65533:' \
    'nobody:x:65534:' >"$root/etc/group"
  import alpine "$root" '--change=CMD ["/bin/sh"]'
  if [ -n "$node" ]; then
    with_node "$root"
    echo 'node:x:1000:1000::/home/node:/bin/sh' >>"$root/etc/passwd"
    echo 'node:x:1000:' >>"$root/etc/group"
    import_node node-alpine "$root"
    if [ -n "$dumb_init" ]; then
      with_stubs "$root"
      import_node pnpm-alpine "$root"
    fi
  fi
  rm -rf "$root"
else
  echo "no static busybox here (package busybox-static): no stand-in for alpine" >&2
fi

if [ -e /etc/debian_version ] && command -v dpkg-query >/dev/null; then
  root=$directory/debian
  rm -rf "$root"
  accounts "$root"
  for merged in bin sbin lib lib64; do
    mkdir -p "$root/usr/$merged"
    ln -s "usr/$merged" "$root/$merged"
  done
  packages=$(dpkg-query -W -f '${Priority} ${Package}\n' | sed -n 's/^required //p')
  needed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' libc6 libacl1 libattr1 libaudit1 libblkid1 libbz2-1.0 \
    libcap-ng0 libcap2 libcrypt1 libgcc-s1 libgmp10 liblz4-1 liblzma5 libmd0 libmount1 libpam0g libpcre2-8-0 libselinux1 libsemanage2 libsepol2 \
    libsmartcols1 libssl3 libstdc++6 libsystemd0 libtinfo6 libudev1 libuuid1 libzstd1 zlib1g 2>/dev/null | sed -n 's/^installed //p')
  dpkg-query -L $packages $needed 2>/dev/null | sort -u | grep -v -e '^/usr/share' -e '/perl' -e '^/etc/cron' -e '^/lib/systemd' |
    while read -r file; do
      if [ -f "$file" ] && [ -r "$file" ] || [ -L "$file" ]; then
        case $file in /bin/* | /sbin/* | /lib/* | /lib64/*) file=/usr$file ;; esac
        [ -e "$file" ] || [ -L "$file" ] || continue
        mkdir -p "$root$(dirname "$file")"
        cp -a "$file" "$root$file" 2>/dev/null || true
      fi
    done
  [ -e "$root/usr/bin/awk" ] || ln -s mawk "$root/usr/bin/awk"
  [ -e "$root/usr/bin/which" ] || ln -s which.debianutils "$root/usr/bin/which"
  cp /usr/share/base-passwd/passwd.master "$root/etc/passwd" && sed -i 's/:\*:/:x:/' "$root/etc/passwd"
  cp /usr/share/base-passwd/group.master "$root/etc/group" && sed -i 's/:\*:/:x:/' "$root/etc/group"
  import debian "$root" '--change=CMD ["bash"]'
  ln -sf bash "$root/usr/bin/sh"
  import bash-as-sh "$root" '--change=CMD ["bash"]'
  ln -sf dash "$root/usr/bin/sh"
  if [ -n "$node" ]; then
    with_node "$root"
    echo 'node:x:1000:1000::/home/node:/bin/bash' >>"$root/etc/passwd"
    echo 'node:x:1000:' >>"$root/etc/group"
    import_node node-debian "$root"
  fi
  rm -rf "$root"
else
  echo "this is no Debian: no stand-in for it" >&2
fi
