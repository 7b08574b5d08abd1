# SPDX-License-Identifier: Apache-2.0
"""Takes memory, one MiB after another, up to one GiB."""


def handler(event, context):
    kept = []
    for _ in range(1024):
        kept.append(bytearray(b"x") * (1 << 20))
    return "took %d MiB and nobody minded" % len(kept)
