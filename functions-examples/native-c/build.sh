#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the static binary 'server' beside server.c, when it is not there or older.
set -eu
cd "$(dirname "$0")"
[ -z "$(find server -newer server.c 2>/dev/null)" ] || exit 0
if ! command -v gcc >/dev/null 2>&1; then
    echo "build.sh: no gcc on this machine; install it with: apt-get install gcc libc6-dev" >&2
    exit 127
fi
gcc -std=c17 -O2 -static -s -Wall -Wextra -Werror -o server.new server.c
mv server.new server
