#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes an image of Debian's nginx as 'docker save' would: one layer, a configuration, a manifest. By hand, from the
# format's specification, so that no container engine is needed. Usage: make-image.sh [archive]
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
archive=${1:-$here/nginx.tar}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root/etc/nginx" "$root/srv" "$root/tmp" "$root/usr/sbin" "$work/image"

nginx=$(PATH=$PATH:/usr/sbin command -v nginx || true)
if [ -z "$nginx" ]; then
    # Not installed: its package is enough, as long as the libraries it links to are there.
    if ! (cd "$work" && apt-get download -q nginx >&2 && dpkg-deb -x nginx_*.deb package); then
        echo "make-image.sh: no nginx on this machine; install it with: apt-get install nginx-light" >&2
        exit 127
    fi
    nginx=$work/package/usr/sbin/nginx
fi

cp -L "$nginx" "$root/usr/sbin/nginx"
# Each line of ldd names a library by its path; the loader comes without '=>'.
ldd "$nginx" | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (0x.*/\1/p' | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
done
cp "$here/nginx.conf" "$root/etc/nginx/nginx.conf"
cp "$here/index.html" "$root/srv/index.html"
chmod -R u=rwX,go=rX "$root"

pack() { # folder, archive: the same files give the same bytes
    tar -C "$1" --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --format=ustar -cf "$2" .
}
digest() { sha256sum "$1" | cut -d' ' -f1; }

pack "$root" "$work/layer.tar"
layer=$(digest "$work/layer.tar")
mkdir "$work/image/$layer"
mv "$work/layer.tar" "$work/image/$layer/layer.tar"
cat > "$work/config.json" <<JSON
{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],"Entrypoint":["/usr/sbin/nginx","-e","stderr","-g","daemon off;"],"Cmd":["-c","/etc/nginx/nginx.conf"],"WorkingDir":"/srv"},"rootfs":{"type":"layers","diff_ids":["sha256:$layer"]},"history":[{"created_by":"make-image.sh"}]}
JSON
config=$(digest "$work/config.json")
mv "$work/config.json" "$work/image/$config.json"
printf '[{"Config":"%s.json","RepoTags":["jfn-examples/nginx:local"],"Layers":["%s/layer.tar"]}]\n' "$config" "$layer" \
    > "$work/image/manifest.json"
(cd "$work/image" && tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 --format=ustar -cf "$work/archive" -- *)
mv "$work/archive" "$archive"
