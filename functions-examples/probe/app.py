# SPDX-License-Identifier: Apache-2.0
"""The inside view of a sandbox, as JSON: identity, descriptors, mounts, limits, and what a few forbidden doings give."""

import errno
import os
import socket


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError as error:
        return "error: " + errno.errorcode.get(error.errno, str(error.errno))


def listed(path):
    try:
        return sorted(os.listdir(path))
    except OSError as error:
        return "error: " + errno.errorcode.get(error.errno, str(error.errno))


def tried(action):
    """The name of the error that an attempt gives, or what it returned."""
    try:
        return str(action())
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error.errno))


def descriptors():
    found = {}
    for number in listed("/proc/self/fd"):
        try:
            found[number] = os.readlink("/proc/self/fd/" + number)
        except OSError:
            pass  # the descriptor that listed the folder
    return found


def status():
    return dict(line.split(":\t", 1) for line in read("/proc/self/status").splitlines() if ":\t" in line)


def connect(address):
    with socket.socket() as client:
        client.settimeout(0.5)
        return client.connect(address)


def write(path):
    with open(path, "w") as file:
        return file.write("1")


FOUND = listed("/function")  # before any call could change it


def handler(event, context):
    return {
        "pid": os.getpid(),
        "ppid": os.getppid(),
        "sid": os.getsid(0),
        "uid": os.getuid(),
        "gid": os.getgid(),
        "groups": os.getgroups(),
        "status": status(),
        "descriptors": descriptors(),
        "mounts": read("/proc/self/mountinfo").splitlines(),
        "namespaces": {name: os.readlink("/proc/self/ns/" + name) for name in ("mnt", "pid", "net", "ipc", "uts", "cgroup")},
        "cgroup": read("/proc/self/cgroup").splitlines(),
        "processes": [name for name in listed("/proc") if name.isdigit()],
        "root": listed("/"),
        "dev": listed("/dev"),
        "etc": listed("/etc"),
        "function": FOUND,
        "hosts": read("/etc/hosts"),
        "passwd": read("/etc/passwd"),
        "hostname": socket.gethostname(),
        "interfaces": [name for _, name in socket.if_nameindex()],
        "environment": dict(os.environ),
        "secret": read("/run/secrets/greeting"),
        "working": os.getcwd(),
        "umask": os.umask(0o022),
        "limits": read("/proc/self/limits").splitlines(),
        "tmpBytes": os.statvfs("/tmp").f_blocks * os.statvfs("/tmp").f_frsize,
        "attempts": {
            "chroot": tried(lambda: os.chroot("/tmp")),
            "setuid0": tried(lambda: os.setuid(0)),
            "mknod": tried(lambda: os.mknod("/tmp/device", 0o020600, os.makedev(1, 1))),
            "writeEtc": tried(lambda: write("/etc/hosts")),
            "writeProcSys": tried(lambda: write("/proc/sys/kernel/hostname")),
            "writeFunction": tried(lambda: write("/function/mine")),
            "writeTmp": tried(lambda: write("/tmp/mine")),
            "outside": tried(lambda: connect(("192.0.2.1", 80))),
            "loopback": tried(lambda: connect(("127.0.0.1", 1))),
        },
    }
