#!/bin/sh
# Compiles the server without any shared library (gcc and libc6-dev).
set -eu
cd "$(dirname "$0")"
exec gcc -O2 -static -o server server.c
