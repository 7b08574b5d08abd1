#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes an image from scratch with buildah: a static binary, an environment, an entry point. Everything that buildah
# keeps goes to a temporary folder. Usage: make-image.sh [archive [docker-archive|oci-archive]]
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
archive=${1:-$here/image.tar}
kind=${2:-docker-archive}
if ! command -v buildah >/dev/null 2>&1; then
    echo "make-image.sh: no buildah on this machine; install it with: apt-get install buildah" >&2
    exit 127
fi
"$here/../native-c/build.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run_buildah() {
    command=$1
    shift
    buildah --root "$work/root" --runroot "$work/run" --storage-driver vfs "$command" "$@"
}
container=$(run_buildah from scratch)
run_buildah copy -q "$container" "$here/../native-c/server" /bin/server >/dev/null
run_buildah config --entrypoint '["/bin/server"]' --env GREETING=hello --workingdir /bin --arch amd64 --os linux "$container"
run_buildah commit -q --format "$([ "$kind" = oci-archive ] && echo oci || echo docker)" "$container" made >/dev/null
run_buildah push -q made "$kind:$work/archive:jfn-examples/image-import:local"
mv "$work/archive" "$archive"
