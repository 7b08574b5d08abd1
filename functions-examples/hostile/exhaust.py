# SPDX-License-Identifier: Apache-2.0
"""Cases B1 to B13: takes all it can get of one thing. Each ends by itself after a bounded number of tries."""

import ctypes
import fcntl
import gc
import mmap
import os
import resource
import signal
import socket
import threading
import time

from kernel import answer, call, name, tried

MIB = 1 << 20
MOST_MEMORY = 96 * MIB  # half as much again as the function's limit
MOST_PROCESSES = 200


def apart(action):
    """What an action returns in a child of its own, so that what it took is given back."""
    ends = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            said = str(action())
        except OSError as error:
            said = name(error.errno)
        except BaseException as error:
            said = type(error).__name__
        os.write(ends[1], said.encode())
        os._exit(0)
    os.close(ends[1])
    said = b""
    while block := os.read(ends[0], 4096):
        said += block
    os.close(ends[0])
    _, status = os.waitpid(pid, 0)
    return said.decode() or "ended with status %d" % status


def until_refused(take, most):
    """Takes again and again: how it ends, and after how many."""
    kept = []
    for _ in range(most):
        try:
            kept.append(take())
        except OSError as error:
            return name(error.errno)
    return "never refused"


def B1(planted):
    def forks():
        mine, last = [], "never refused"
        try:
            refused = 0
            while refused < 20 and len(mine) < MOST_PROCESSES:
                try:
                    pid = os.fork()
                    if pid == 0:
                        signal.pause()
                    mine.append(pid)
                except OSError as error:
                    last, refused = name(error.errno), refused + 1
                    time.sleep(0.002)
        finally:
            for pid in mine:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        return last if len(mine) < MOST_PROCESSES else "never refused"

    def threads():
        stop, mine = threading.Event(), 0
        threading.stack_size(64 << 10)
        try:
            while mine < MOST_PROCESSES:
                threading.Thread(target=stop.wait, daemon=True).start()
                mine += 1
            return "never refused"
        except RuntimeError:
            return "EAGAIN"
        finally:
            stop.set()

    return {"forks": apart(forks), "threads": apart(threads)}


def touched(memory):
    for at in range(0, len(memory), 4096):
        memory[at] = 1
    return memory


def anonymous():
    touched(mmap.mmap(-1, MOST_MEMORY))


def shared():
    touched(mmap.mmap(-1, MOST_MEMORY, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS))


def memfd():
    handle = os.memfd_create("bomb")
    for _ in range(MOST_MEMORY // MIB):
        os.write(handle, b"x" * MIB)


def tmpfs():
    with open("/tmp/bomb", "wb", buffering=0) as file:
        try:
            for _ in range(MOST_MEMORY // MIB):
                file.write(b"x" * MIB)
        finally:
            os.unlink("/tmp/bomb")


def image():
    """Pages of files written into the image's own folders."""
    paths = []
    try:
        for number in range(MOST_MEMORY // MIB):
            paths.append("/var/bomb%d" % number if os.path.isdir("/var") else "/bomb%d" % number)
            with open(paths[-1], "wb", buffering=0) as file:
                file.write(b"x" * MIB)
    finally:
        for path in paths:
            os.unlink(path)


def small_maps():
    kept = []
    for _ in range(MOST_MEMORY // 4096):
        kept.append(touched(mmap.mmap(-1, 4096)))


def full(make, most=400):
    """Fills what is made until nothing more goes in, and gives all of it back."""
    kept = []
    try:
        while len(kept) < most:
            kept.extend(make())
            os.set_blocking(kept[-1], False)
            try:
                while True:
                    os.write(kept[-1], b"x" * 65536)
            except BlockingIOError:
                pass
    finally:
        for one in kept:
            os.close(one)


def sockets():
    full(lambda: [end.detach() for end in socket.socketpair()], 4000)


def pipes():
    full(os.pipe, 4000)


def names():
    """Entries of folders, which the kernel keeps in memory."""
    made = []
    try:
        for number in range(100_000):
            made.append("/tmp/%0200d" % number)
            os.mkdir(made[-1])
    finally:
        for path in made[:-1]:
            os.rmdir(path)


def B2(planted, kind="anonymous"):
    return {kind: answer(globals()[kind.replace("-", "_")])}


def B3(planted):
    """Grows slowly, with the collector busy all the time."""
    kept = []
    for _ in range(MOST_MEMORY // MIB):
        kept.append(bytearray(MIB))
        kept.append([{} for _ in range(200)])
        gc.collect()
    return {"growth": "never refused"}


def B4(planted):
    folder = "/tmp/disk"
    os.mkdir(folder)

    def filled():
        with open(folder + "/file", "wb", buffering=0) as file:
            for _ in range(16 * 16):
                file.write(b"x" * (MIB // 16))
        return "never refused"

    def inodes():
        for number in range(6_000):
            os.close(os.open("%s/%d" % (folder, number), os.O_CREAT | os.O_WRONLY))
        return "never refused"

    def deep():
        os.chdir(folder)
        for _ in range(6_000):
            os.mkdir("d")
            os.chdir("d")
        return "never refused"

    def clear():
        for at, folders, files in os.walk(folder, topdown=False):
            for one in files:
                os.unlink(os.path.join(at, one))
            for one in folders:
                os.rmdir(os.path.join(at, one))

    seen = {}
    for key, action in (("one file", filled), ("inodes", inodes), ("deep folders", deep)):
        seen[key] = apart(action)
        if key != "deep folders":
            clear()
    apart(lambda: sunk(folder))
    handle = os.open("/tmp/sparse", os.O_CREAT | os.O_WRONLY)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    seen["sparse file of a tebibyte"] = answer(lambda: os.ftruncate(handle, 1 << 40))
    os.close(handle)
    os.unlink("/tmp/sparse")
    return seen


def sunk(folder):
    """Removes a chain of folders that is deeper than any path."""
    os.chdir(folder)
    depth = 0
    while os.path.isdir("d"):
        os.chdir("d")
        depth += 1
    for _ in range(depth):
        os.chdir("..")
        os.rmdir("d")
    os.rmdir(folder)


def B5(planted):
    def passed():
        """Descriptors in flight, each end holding the last."""
        last = None
        while True:
            ends = socket.socketpair()
            if last:
                socket.send_fds(ends[0], [b"x"], [last[0].fileno(), last[1].fileno()])
                last[0].close()
                last[1].close()
            last = ends
            B5.count += 1
            if B5.count > 3000:
                return "never refused"

    B5.count = 0
    most = 3000
    return {
        "files": apart(lambda: until_refused(lambda: os.open("/dev/null", os.O_RDONLY), most)),
        "pipes": apart(lambda: until_refused(os.pipe, most)),
        "eventfds": apart(lambda: until_refused(lambda: os.eventfd(0), most)),
        "epolls": apart(lambda: until_refused(lambda: call(291, 0), most)),
        "sockets": apart(lambda: until_refused(socket.socketpair, most)),
        "inotify instances": apart(lambda: until_refused(lambda: call(294, 0), most)),
        "descriptors in flight": apart(passed),
    }


def B6(planted):
    def spun():
        began = time.monotonic()
        for _ in range(3):
            if os.fork() == 0:
                while time.monotonic() - began < 1.5:
                    pass
                os._exit(0)
        while time.monotonic() - began < 1.5:
            pass
        for _ in range(3):
            os.wait()
        took = time.monotonic() - began
        used = sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime
                   for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return "within the quota" if used / took < 0.75 else "%.2f processors" % (used / took)

    return {
        "four that spin": apart(spun),
        "real time": answer(lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))),
        "nice -20": answer(lambda: os.setpriority(os.PRIO_PROCESS, 0, -20)),
    }


def B7(planted):
    def orphans():
        made = 0
        for _ in range(MOST_PROCESSES):
            try:
                if os.fork() == 0:
                    try:
                        if os.fork() == 0:
                            time.sleep(1)
                    finally:
                        os._exit(0)
                made += 1
            except OSError as error:
                return name(error.errno)
        return "never refused"

    return {"children that nobody waits for": apart(orphans)}


def B8(planted):
    def storm():
        end = time.monotonic() + 1
        signal.signal(signal.SIGALRM, lambda *_: None)
        signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
        while time.monotonic() < end:
            os.kill(os.getpid(), signal.SIGALRM)
            os.sched_yield()
        return "blew over"

    return {"signals, timers and yields": apart(storm)}


def B9(planted):
    line = b"y" * 1023 + b"\n"
    end = time.monotonic() + 2
    wrote = 0
    for block in (line * 64, b"n" * 65536, bytes(range(256)) * 256, b"\x1b[2J" * 16384):
        part = time.monotonic() + 0.5
        while time.monotonic() < min(end, part):
            wrote += os.write(2, block)
    for _ in range(1000):
        os.write(2, b".")
    return {"flood": "not blocked"}


def B11(planted):
    handle = os.open("/tmp/synced", os.O_CREAT | os.O_RDWR)
    try:
        for _ in range(2000):
            os.write(handle, b"x")
            os.fsync(handle)
            call(162)
        return {"sync": "OK", "syncfs": answer(lambda: call(306, handle))}
    finally:
        os.close(handle)
        os.unlink("/tmp/synced")


def B12(planted):
    def connects():
        refused = set()
        for port in range(2000):
            with socket.socket() as end:
                refused.add(answer(lambda: end.connect(("127.0.0.1", 20000 + port))))
        return " ".join(sorted(refused))

    def backlog():
        listener = socket.create_server(("127.0.0.1", 0), backlog=4096)

        def one():
            end = socket.socket()
            end.setblocking(False)
            try:
                end.connect(listener.getsockname())
            except BlockingIOError:
                pass
            return end

        return until_refused(one, 3000)

    def datagrams():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sink, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            sink.bind(("127.0.0.1", 0))
            for _ in range(20_000):
                end.sendto(b"x" * 512, sink.getsockname())
        return "blew over"

    return {
        "connections to nobody": apart(connects),
        "connections that nobody takes": apart(backlog),
        "datagrams": apart(datagrams),
    }


def B13(planted):
    ends = os.pipe()

    def pipe_pages():
        kept = []
        for _ in range(400):
            pair = os.pipe()
            kept.append(pair)
            fcntl.fcntl(pair[0], 1031, 1 << 20)
        return "never refused"

    seen = {
        "inotify instances": apart(lambda: until_refused(lambda: call(294, 0), 300)),
        "asynchronous I/O": tried("io_setup", 128, ctypes.create_string_buffer(8)),
        "keys": tried("add_key", b"user", b"mark", b"x", 1, -3),
        "message queues": tried("mq_open", b"jfn", 0o102, 0o666, 0),
        "a pipe over the system's size": answer(lambda: fcntl.fcntl(ends[0], 1031, 1 << 30)),
        "pages of pipes": apart(pipe_pages),
    }
    for one in ends:
        os.close(one)
    return seen
