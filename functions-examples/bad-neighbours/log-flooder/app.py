# SPDX-License-Identifier: Apache-2.0
"""Writes 64 MiB of log lines, then answers."""

import sys

LINES = 64 * 1024


def handler(event, context):
    line = "x" * 1023
    for _ in range(LINES):
        print(line, file=sys.stderr)
    return "flooded %d lines" % LINES
