#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes an image in the layout of a language's official one (python:3, node, eclipse-temurin:25) from what this machine has, with
# buildah from scratch: the interpreter is where the official image has it, and its PATH says so. Everything that buildah keeps goes
# to a temporary folder. Usage: official-image.sh python3|node|java ARCHIVE
set -eu
runtime=$1
archive=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
usual=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mkdir -p "$root/tmp" "$root/etc"

libraries() { # copies what programs and libraries are linked to, where the loader will look for it
    for file in "$@"; do
        # Each line of ldd names a library by its path; the loader comes without '=>'.
        ldd "$file" 2>/dev/null |
            sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (0x.*/\1/p'
    done | sort -u | while read -r library; do
        case $library in "$root"/*) continue ;; esac
        mkdir -p "$root$(dirname "$library")"
        cp -L "$library" "$root$library"
    done
}

case $runtime in
python3)
    program=$(readlink -f /usr/bin/python3)
    version=$(basename "$program")
    mkdir -p "$root/usr/local/bin" "$root/usr/local/lib"
    cp "$program" "$root/usr/local/bin/$version"
    ln -s "$version" "$root/usr/local/bin/python3"
    cp -r "/usr/lib/$version" "$root/usr/local/lib/"
    rm -rf "$root/usr/local/lib/$version/test" "$root/usr/local/lib/$version"/config-* \
        "$root/usr/local/lib/$version/dist-packages"
    libraries "$program" "$root/usr/local/lib/$version"/lib-dynload/*.so
    libraries /usr/lib/x86_64-linux-gnu/libgcc_s.so.1
    cp -L /lib/x86_64-linux-gnu/libgcc_s.so.1 "$root/lib/x86_64-linux-gnu/" 2>/dev/null || true
    set -- --env "PATH=/usr/local/bin:$usual" --env PYTHON_VERSION=3 --cmd python3
    ;;
node)
    program=$(readlink -f "$(command -v node)")
    mkdir -p "$root/usr/local/bin" "$root/usr/share"
    cp "$program" "$root/usr/local/bin/node"
    # Debian's node reads some of its own modules from there.
    if [ -d /usr/share/nodejs ]; then cp -rL /usr/share/nodejs "$root/usr/share/"; fi
    libraries "$program"
    set -- --env "PATH=$usual" --env NODE_VERSION=22 --entrypoint '["docker-entrypoint.sh"]' --cmd node
    ;;
java)
    home=$root/opt/java/openjdk
    mkdir -p "$root/opt/java"
    "$JAVA_HOME/bin/jlink" --add-modules java.base --strip-debug --no-man-pages --no-header-files --output "$home"
    libraries "$home/bin/java" "$home"/lib/*.so "$home"/lib/server/*.so
    set -- --env "JAVA_HOME=/opt/java/openjdk" --env "PATH=/opt/java/openjdk/bin:$usual" \
        --entrypoint '["/__cacert_entrypoint.sh"]' --cmd jshell
    ;;
*)
    echo "official-image.sh: no layout of '$runtime' is known" >&2
    exit 2
    ;;
esac

run_buildah() {
    command=$1
    shift
    buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$command" "$@"
}
container=$(run_buildah from scratch)
run_buildah copy -q "$container" "$root" / >/dev/null
run_buildah config --arch amd64 --os linux "$@" "$container"
run_buildah commit -q "$container" made >/dev/null
run_buildah push -q --compression-format gzip made "oci-archive:$work/archive:official:local"
mv "$work/archive" "$archive"
