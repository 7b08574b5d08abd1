# SPDX-License-Identifier: Apache-2.0
"""Cases G1 to G9: plants marks wherever an instance can write, and looks for those of instances before it."""

import ctypes
import mmap
import os
import socket

from kernel import answer, files, read, tried

PREFIX = b"jfn-" + b"canary-"  # in two parts, or every copy of this file would be a hit
KEPT = []


def plant():
    mark = PREFIX + os.urandom(16).hex().encode()
    here = os.path.dirname(os.path.abspath(__file__))
    for path in ("/tmp/mark", "/run/mark", "/mark", here + "/mark", os.__file__):
        def append(path=path):
            with open(path, "ab") as file:
                file.write(b"\n# " + mark)

        answer(append)
    handle = os.memfd_create(mark.decode())
    os.write(handle, mark * 4096)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(b"\0" + mark)
    listener.listen()
    path = socket.socket(socket.AF_UNIX)
    answer(lambda: path.bind(b"/tmp/" + mark))
    memory = mmap.mmap(-1, 1 << 20)
    memory.write(mark * (len(memory) // len(mark)))
    os.environ["MARK"] = mark.decode()
    KEPT.extend([handle, listener, path, memory, mark])
    return mark


def look():
    hits = set()
    for path, what in files():
        # Of the image's own files only those are read that plant() writes to: the others are many, and their names are looked at.
        small = what.st_size < 1 << 20 and (not path.startswith("/usr/") or path == os.__file__)
        if PREFIX in path.encode() or small and os.path.isfile(path) and PREFIX in read(path):
            hits.add("file")
    if PREFIX in read("/proc/net/unix"):
        hits.add("socket")
    for one in ("environ", "cmdline", "status", "maps"):
        if PREFIX in read("/proc/self/" + one):
            hits.add(one)
    fresh = mmap.mmap(-1, 4 << 20)
    if fresh.read().count(0) != len(fresh):
        hits.add("pages")
    spare = ctypes.create_string_buffer(1 << 20)
    if PREFIX in ctypes.string_at(spare, len(spare)):
        hits.add("heap")
    return " ".join(sorted(hits)) or "none"


def owned():
    """Files that are neither the image's nor its own user's."""
    uids = {what.st_uid for _, what in files()} - {os.getuid(), 0, os.stat(os.__file__).st_uid}
    return " ".join(str(uid) for uid in sorted(uids)) or "none"


def G1(planted):
    if planted:
        plant()
    seen = {"marks of others": look(), "shared memory": tried("shmget", 0x6A666E, 4096, 0o1666)}
    plant()
    return seen


def G2(planted):
    """Looks before it writes: what an instance before it appended to the image's files is not there."""
    if planted:
        plant()
    seen = {"library": "changed" if PREFIX in read(os.__file__) else "as it came"}
    plant()
    return seen


def G3(planted):
    return {"keyrings": tried("keyctl", 0, -4, 1), "request": tried("request_key", b"user", b"mark", 0, -3)}


def G4(planted):
    held = []
    if planted:
        held.append(socket.socket(socket.AF_UNIX))
        held[0].bind(b"\0" + PREFIX)
    lines = read("/proc/net/unix").decode().splitlines()[1:]
    return {"names of sockets": " ".join(line.split()[7] for line in lines if len(line.split()) > 7) or "none"}


def G5(planted):
    return {"files of other users": owned()}


def G6(planted):
    held = []
    if planted:
        held.append(socket.create_server(("127.0.0.1", 0)))

    def lines(path):
        return len(read(path).splitlines()) - 1

    # A function that is called by the Runtime API has its own end, the platform's listener and the platform's end.
    found = lines("/proc/net/tcp") + lines("/proc/net/udp")
    return {"connections of others": "none" if found <= (3 if "AWS_LAMBDA_RUNTIME_API" in os.environ else 0) else str(found)}


def G7(planted):
    if planted:
        os.environ["MARK"] = PREFIX.decode()
    return {"marks in its environment": "found" if any(PREFIX.decode() in value for value in os.environ.values()) else "none"}


def G8(planted):
    return {
        "random": os.urandom(16).hex(),
        "addresses": next(line.split("-")[0] for line in read("/proc/self/maps").decode().splitlines() if "[stack]" in line),
    }


def G9(planted):
    return {"resolvers": " ".join(line for line in read("/etc/resolv.conf").decode().splitlines() if "nameserver" in line) or "none"}
