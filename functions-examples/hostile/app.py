# SPDX-License-Identifier: Apache-2.0
"""Runs probes by the ids of their cases: as a function, GET /A10, and as a program, python3 app.py A10 A11+ (planted)."""

import importlib
import os
import sys

MODULES = {"A": "escape", "B": "exhaust", "G": "residue"}


def probe(case, planted=False):
    """What the case's probe saw, by the name of each thing it tried."""
    name, *kind = case.split("/")
    module = importlib.import_module(MODULES[name[0]])
    return {"id": case, "uid": os.getuid(), "seen": getattr(module, name)(planted, *kind)}


def handler(event, context):
    path = event["rawPath"] if isinstance(event, dict) and "rawPath" in event else str(event)
    if path == "/end":
        os._exit(0)  # the next call finds another instance
    return probe(path.strip("/"))


if __name__ == "__main__":
    for word in sys.argv[1:]:
        for what, found in probe(word.rstrip("+"), word.endswith("+"))["seen"].items():
            print(word, what, found, sep="\t", flush=True)
