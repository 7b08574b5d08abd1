#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes images of three programs by three tools that know nothing of jfn, in the forms that they write:
#   static   buildah, OCI archive       nginx   skopeo, OCI archive with zstd layers
#   python   umoci, OCI layout          python  skopeo, as 'docker save' writes
# Usage: make-images.sh examples-folder output-folder
set -eu
examples=$1
out=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy() { skopeo --insecure-policy --tmpdir "$work" copy -q "$@"; }

"$examples/image-import/make-image.sh" "$out/static-buildah.tar" oci-archive

"$examples/nginx/make-image.sh" "$work/nginx.tar"
copy --dest-compress-format zstd "docker-archive:$work/nginx.tar" "oci-archive:$out/nginx-skopeo.tar:nginx"

# Debian's Python, its standard library and the libraries that they link to; the server is a module of it.
root=$work/root
mkdir -p "$root/usr/bin" "$root/srv"
python=$(readlink -f /usr/bin/python3)
library=$("$python" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
cp "$python" "$root/usr/bin/python3"
mkdir -p "$root$library"
tar -C "$library" --exclude=__pycache__ --exclude=test --exclude='config-*' --exclude=pydoc_data --exclude=dist-packages \
    --exclude=site-packages -cf - . |
    tar -C "$root$library" -xf -
{
    ldd "$python"
    find "$library/lib-dynload" -name '*.so' -exec ldd {} +
} | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (0x.*/\1/p' | sort -u | while read -r needed; do
    mkdir -p "$root$(dirname "$needed")"
    cp -L "$needed" "$root$needed"
done
printf 'hello from python' >"$root/srv/index.html"
printf 'never seen' >"$root/srv/old.html"

layout=$work/layout
umoci init --layout "$layout"
umoci new --image "$layout:python"
umoci insert --image "$layout:python" "$root" /
umoci insert --image "$layout:python" --whiteout /srv/old.html
umoci config --image "$layout:python" --config.workingdir /srv --config.env PYTHONDONTWRITEBYTECODE=1 \
    --config.entrypoint /usr/bin/python3 --config.entrypoint -m --config.entrypoint http.server \
    --config.cmd 8000
umoci gc --layout "$layout"
tar -C "$layout" -cf "$out/python-umoci.tar" .
copy "oci:$layout:python" "docker-archive:$out/python-docker.tar:jfn-tests/python:local"
