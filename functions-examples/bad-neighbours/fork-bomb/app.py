# SPDX-License-Identifier: Apache-2.0
"""A fork bomb with a fuse: it stops by itself after 2,000 processes or ten seconds, in case nothing else stops it."""

import mmap
import os
import time

MOST = 2000
count = mmap.mmap(-1, 8)


def handler(event, context):
    end = time.monotonic() + 10
    while time.monotonic() < end and int.from_bytes(count[:8], "little") < MOST:
        try:
            if os.fork() == 0:
                count[:8] = (int.from_bytes(count[:8], "little") + 1).to_bytes(8, "little")
        except OSError:
            pass  # refused: try again, as a bomb does
    if os.getpid() != 1:
        os._exit(0)
    return "burnt out after %d forks" % int.from_bytes(count[:8], "little")
