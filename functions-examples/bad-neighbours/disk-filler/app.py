# SPDX-License-Identifier: Apache-2.0
"""Writes to /tmp until the disk is full, at most one GiB."""


def handler(event, context):
    block = b"x" * (1 << 16)
    with open("/tmp/filler", "wb", buffering=0) as file:
        for _ in range(1 << 14):
            file.write(block)
    return "wrote 1 GiB and nobody minded"
