# SPDX-License-Identifier: Apache-2.0
"""Cases A1 to A26: the first step of each way out, never the second."""

import ctypes
import mmap
import os
import resource
import signal
import socket
import stat
import time

from kernel import answer, call, child, files, is_socket, listed, read, status, tried

FLAGS = {
    "mount": 0x00020000, "cgroup": 0x02000000, "uts": 0x04000000, "ipc": 0x08000000, "user": 0x10000000,
    "pid": 0x20000000, "net": 0x40000000, "time": 0x00000080,
}


def words(values):
    return " ".join(str(value) for value in values) or "none"


def A1(planted):
    now = status()
    ids = set((now["Uid"] + "\t" + now["Gid"]).split("\t"))
    return {
        "capabilities": words(key for key in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb") if int(now[key], 16)),
        "no new privileges": now["NoNewPrivs"],
        "seccomp": now["Seccomp"],
        "one id for user and group": "yes" if len(ids) == 1 and ids != {"0"} else "no",
        "groups": words(now["Groups"].split()),
        "secure bits": answer(lambda: call("prctl", 27)),
    }


def A2(planted):
    kept = open("/etc/hosts") if planted else None
    found = []
    for number in listed("/proc/self/fd"):
        try:
            what = os.readlink("/proc/self/fd/" + number)
        except OSError:
            continue  # the one that listed the folder
        if int(number) > 2 and not what.startswith("socket:") or what.startswith("/") and what != "/dev/null":
            found.append(what)
    del kept
    return {"descriptors that are not its own": words(found)}


def A3(planted):
    def opened(path, flags=os.O_RDONLY):
        return answer(lambda: os.close(os.open(path, flags)))

    return {
        "command line of process 1": "none" if read("/proc/1/cmdline") == b"ENOENT" else "found",
        "program of process 1": opened("/proc/1/exe"),
        "memory of process 1": opened("/proc/1/mem", os.O_RDWR),
        "root of process 1": opened("/proc/1/root/etc/shadow"),
        "write its own program": opened("/proc/self/exe", os.O_WRONLY),
    }


def A4(planted):
    root = os.stat("/")
    ways = {"/proc/self/cwd": "/proc/self/cwd", "/proc/self/root": "/proc/self/root", "/tmp": "/tmp"}
    for number in listed("/proc/self/fd"):
        try:
            if os.path.isdir("/proc/self/fd/" + number):
                ways["descriptor " + number] = "/proc/self/fd/" + number
        except OSError:
            pass

    def leads(way):
        try:
            end = os.stat(way + "/.." * 64)
        except OSError:
            return False
        return (end.st_dev, end.st_ino) != (root.st_dev, root.st_ino)

    out = [key for key, way in ways.items() if leads(way)]
    host = [one for one in ("/boot", "/home", "/root", "/var/log", "/etc/shadow") if planted or os.path.exists(one)]
    return {"ways that lead out": words(out), "folders of the host": words(host)}


def A5(planted):
    if planted:
        call("mount", b"none", b"/run", b"tmpfs", 0, 0)
    places, tags = [], []
    for line in read("/proc/self/mountinfo").decode().splitlines():
        fields = line.split(" - ")[0].split(" ")
        if not fields[4].startswith("/proc/"):
            places.append(fields[4])
        tags += fields[6:]
    return {"mounts": words(sorted(places)), "propagation": words(tags)}


def A6(planted):
    def writable(path):
        return answer(lambda: os.close(os.open(path, os.O_WRONLY)))

    found = [path for path, what in files("/proc/sys", ()) if stat.S_ISREG(what.st_mode) and writable(path) == "OK"]
    return {
        "core_pattern": writable("/proc/sys/kernel/core_pattern"),
        "sysrq-trigger": writable("/proc/sysrq-trigger"),
        "writable below /proc/sys": words(found[:3]),
    }


HIDDEN = (
    "kcore", "keys", "timer_list", "kallsyms", "interrupts", "modules", "locks", "pressure/cpu", "key-users", "sysvipc/shm",
    "iomem", "ioports", "slabinfo", "vmallocinfo", "zoneinfo", "buddyinfo", "diskstats", "swaps", "softirqs", "cmdline",
    "schedstat", "sched_debug", "partitions", "config.gz", "vmstat", "cgroups", "kmsg",
)


def A7(planted):
    def shows(path):
        try:
            handle = os.open("/proc/" + path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError:
            return False
        try:
            return len(os.read(handle, 64)) > 0
        except OSError:
            return True
        finally:
            os.close(handle)

    return {"files of the host that say something": words(one for one in HIDDEN if shows(one))}


QUOTA = {"cpuinfo", "meminfo", "stat", "uptime", "loadavg", "version"}
STATIC = {"filesystems", "devices", "crypto", "fb", "mounts", "net", "self", "thread-self"}


def A8(planted):
    said = []
    for one in listed("/proc"):
        path = "/proc/" + one
        if not one.isdigit() and one not in QUOTA | STATIC and os.path.isfile(path) and os.access(path, os.R_OK):
            try:
                with open(path, "rb") as file:
                    if file.read(16):
                        said.append(one)
            except OSError:
                pass
    memory = int(read("/proc/meminfo").split()[1]) // 1024
    return {
        "other files of /proc": words(said),
        "machine's memory": "hidden" if memory <= 256 else "%d MiB" % memory,
        "machine's uptime": "hidden" if float(read("/proc/uptime").split()[0]) < 600 else "shown",
        "folders of /sys": words(one for one in listed("/sys") if one not in ("devices", "kernel", "fs")),
        "boot": read("/proc/sys/kernel/random/boot_id").decode().strip(),
    }


def A9(planted):
    if planted:
        open("/tmp/cgroup.procs", "w").close()
    wanted = {"release_agent", "notify_on_release", "cgroup.procs", "tasks", "cgroup.kill"}
    found = [path for path, _ in files() if os.path.basename(path) in wanted]
    return {"files of control groups": words(found)}


def A10(planted):
    seen = {
        "mount": tried("mount", b"none", b"/run", b"tmpfs", 0, 0),
        "umount2": tried("umount2", b"/run", 2),
        "fsopen": tried("fsopen", b"tmpfs", 0),
        "open_tree": tried("open_tree", -100, b"/tmp", 1),
        "move_mount": tried("move_mount", -100, b"/tmp", -100, b"/run", 0),
        "mount_setattr": tried("mount_setattr", -100, b"/", 0, 0, 0),
        "pivot_root": tried("pivot_root", b"/", b"/"),
        "chroot": child(lambda: os.chroot("/tmp")),
        "clone3": tried("clone3", 0, 0),
    }
    for kind, flag in FLAGS.items():
        seen["unshare " + kind] = tried("unshare", flag)
        if kind != "time":
            seen["clone " + kind] = child(lambda flag=flag: cloned(flag))
    for kind in ("mnt", "pid", "net", "ipc", "uts", "cgroup", "user"):
        handle = os.open("/proc/self/ns/" + kind, os.O_RDONLY)
        seen["setns " + kind] = tried("setns", handle, 0)
        os.close(handle)
    return seen


def cloned(flags):
    if call("clone", flags | signal.SIGCHLD, 0, 0, 0, 0) == 0:
        os._exit(0)


def A11(planted):
    devices = {
        "kmsg": (stat.S_IFCHR, 1, 11), "mem": (stat.S_IFCHR, 1, 1), "sda": (stat.S_IFBLK, 8, 0), "kvm": (stat.S_IFCHR, 10, 232),
        "fuse": (stat.S_IFCHR, 10, 229), "tun": (stat.S_IFCHR, 10, 200), "null": (stat.S_IFCHR, 1, 3),
    }

    def made(kind, major, minor):
        os.mknod("/tmp/node", kind | 0o666, os.makedev(major, minor))
        os.unlink("/tmp/node")

    seen = {"mknod " + key: child(lambda what=what: made(*what)) for key, what in devices.items()}
    seen["folder of devices"] = words(listed("/dev"))
    return seen


def A12(planted):
    names = {
        socket.AF_UNIX: "UNIX", socket.AF_INET: "INET", socket.AF_INET6: "INET6", socket.AF_NETLINK: "NETLINK",
        socket.AF_PACKET: "PACKET", 38: "ALG", 40: "VSOCK",
    }
    families, forbidden = set(), set()
    for family in range(65):
        for kind in range(1, 11):
            try:
                os.close(raw_socket(family, kind))
            except OSError:
                continue
            families.add(names.get(family, str(family)))
            if kind not in {1: (1, 2, 3, 5), 2: (1, 2), 10: (1, 2), 16: (2, 3)}.get(family, ()):
                forbidden.add("%d/%d" % (family, kind))
    return {
        "families": words(sorted(families & {"UNIX", "INET", "INET6", "NETLINK"})),
        "other families and types": words(sorted(forbidden)),
        "ALG": answer(lambda: os.close(raw_socket(38, 5))),
        "PACKET": answer(lambda: os.close(raw_socket(17, 3))),
        "VSOCK": answer(lambda: os.close(raw_socket(40, 1))),
        "uevents": answer(lambda: os.close(raw_socket(16, 3, 15))),
    }


def raw_socket(family, kind, protocol=0):
    return call(41, family, kind, protocol)


def A13(planted):
    def option(kind, level, number, value):
        with socket.socket(socket.AF_INET, kind) as end:
            end.setsockopt(level, number, value)

    stream, datagram = socket.SOCK_STREAM, socket.SOCK_DGRAM
    return {
        "upper layer protocol": answer(lambda: option(stream, 6, 31, b"tls\0")),
        "attach filter": answer(lambda: option(stream, 1, 26, b"\0" * 16)),
        "attach bpf": answer(lambda: option(stream, 1, 50, 0)),
        "UDP encapsulation": answer(lambda: option(datagram, 17, 100, 1)),
        "zero copy": answer(lambda: option(stream, 1, 60, 1)),
        "TCP repair": answer(lambda: option(stream, 6, 19, 1)),
        "no delay": answer(lambda: option(stream, 6, 1, 1)),
    }


def A14(planted):
    reachable = A14_calls()
    def traced():
        pid = os.fork()
        if pid == 0:
            time.sleep(5)
            os._exit(0)
        try:
            call("ptrace", 0x4206, pid, 0, 0)
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    return {
        "reachable system calls": "at most 250" if reachable <= 250 else str(reachable),
        "io_uring_setup": tried("io_uring_setup", 1, ctypes.create_string_buffer(256)),
        "bpf": tried("bpf", 0, 0, 0),
        "perf_event_open": tried("perf_event_open", 0, 0, -1, -1, 0),
        "userfaultfd": tried("userfaultfd", 1),
        "keyctl": tried("keyctl", 0, -3, 1),
        "add_key": tried("add_key", b"user", b"mark", b"x", 1, -3),
        "open_by_handle_at": tried("open_by_handle_at", -100, 0, 0),
        "name_to_handle_at": tried("name_to_handle_at", -100, b"/", 0, 0, 0),
        "ptrace a child": child(traced),
        "process_vm_readv": tried("process_vm_readv", os.getpid(), 0, 0, 0, 0, 0),
        "pidfd_getfd": child(lambda: call("pidfd_getfd", call("pidfd_open", os.getpid(), 0), 0, 0)),
        "kcmp": tried("kcmp", os.getpid(), os.getpid(), 0, 0, 0),
        "memfd_secret": tried("memfd_secret", 0),
        "init_module": tried("init_module", 0, 0, 0),
        "kexec_load": tried("kexec_load", 0, 0, 0, 0),
    }


def A15(planted):
    ends = os.pipe()
    os.write(ends[1], b"x")
    sink = os.open("/dev/null", os.O_WRONLY)
    word = ctypes.create_string_buffer(4)
    seen = {
        "splice": tried("splice", ends[0], 0, sink, 0, 1, 0),
        "tee": tried("tee", ends[0], ends[1], 1, 2),
        "vmsplice": tried("vmsplice", ends[1], 0, 0, 0),
        "futex with priorities": tried("futex", word, 6, 0, 0, 0, 0),
        "memfd of huge pages": tried("memfd_create", b"m", 4),
        "mmap of huge pages": tried("mmap", 0, 1 << 21, 3, 0x40022, -1, 0),
        "memfd": tried("memfd_create", b"m", 0),
    }
    for one in (*ends, sink):
        os.close(one)
    return seen


def A16(planted):
    copy = "/tmp/as-root"
    with open(copy, "wb") as file:
        file.write(b"#!/bin/false\n")
    os.chmod(copy, 0o6755)
    if not planted:
        os.chmod(copy, 0o755)
    found = [path for path, what in files() if stat.S_ISREG(what.st_mode) and what.st_mode & 0o6000]
    os.unlink(copy)

    now = status()
    flags = {}
    for line in read("/proc/self/mountinfo").decode().splitlines():
        fields = line.split(" ")
        if fields[4] in ("/", "/tmp", "/run", "/dev"):
            flags[fields[4]] = "nosuid" in fields[5].split(",")
    return {
        "programs that are set to a user": words(found),
        "mounts that would honour them": words(sorted(key for key, safe in flags.items() if not safe)),
        "become root": child(lambda: os.setresuid(0, 0, 0)),
        "no new privileges": now["NoNewPrivs"],
    }


def A17(planted):
    def i386():
        code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, getpid; int 0x80; ret
        ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()

    return {"call of i386": child(i386), "call of x32": tried(0x40000000 | 110)}


def A18(planted):
    held = []
    if planted:
        held.append(socket.socket(socket.AF_UNIX))
        held[0].bind("/tmp/planted.sock")
        held[0].listen()
    names = [line.split()[-1] for line in read("/proc/net/unix").decode().splitlines()[1:] if line.split()[-1][0] in "@/"]
    paths = [path for path, what in files() if is_socket(what)]

    def reach(path):
        with socket.socket(socket.AF_UNIX) as end:
            end.connect(path)

    known = (
        "/run/docker.sock", "/var/run/docker.sock", "/run/containerd/containerd.sock", "/run/systemd/private",
        "/run/dbus/system_bus_socket", "/run/worker.sock",
    )
    open_ones = [one for one in known if answer(lambda one=one: reach(one)) == "OK"]
    return {
        "names in its network": words(sorted(set(names))),
        "sockets among its files": words(paths),
        "daemons that answer": words(open_ones),
    }


def A19(planted):
    others = []
    mine = {os.getpid()}
    for pid in range(1, 33_000):
        if pid not in mine and answer(lambda pid=pid: os.kill(pid, 0)) != "ESRCH":
            others.append(pid)
    seen = {"processes it can address": words(others[:3])}
    if os.getpid() == 1:
        for one in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
            child(lambda one=one: os.kill(1, one))
        seen["signals to its own process 1"] = "survived"
    return seen


def A21(planted):
    ends = os.pipe()
    seen = {
        "TIOCSTI": tried("ioctl", ends[0], 0x5412, b"x"),
        "TIOCLINUX": tried("ioctl", ends[0], 0x541C, b"\x02"),
        "TIOCSETD": tried("ioctl", ends[0], 0x5423, b"\0\0\0\0"),
        "an unknown one": tried("ioctl", -1, 0x5412, b"x"),
    }
    for one in ends:
        os.close(one)
    return seen


def A22(planted):
    pid = os.fork()
    if pid == 0:
        try:
            hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
            resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
            os.chdir("/tmp")
        finally:
            os.kill(os.getpid(), signal.SIGSEGV)
            time.sleep(5)
    _, ended = os.waitpid(pid, 0)
    cores = [one for one in listed("/tmp") if one.startswith("core")]
    for one in cores:
        os.unlink("/tmp/" + one)
    return {
        "ended by": signal.Signals(os.WTERMSIG(ended)).name if os.WIFSIGNALED(ended) else str(ended),
        "core": "dumped" if os.WCOREDUMP(ended) or cores else "none",
    }


def A23(planted):
    sensors = [one for one in ("/sys/class/thermal", "/sys/class/hwmon", "/sys/class/powercap") if os.path.exists(one)]
    return {"clock": "%.9f" % time.clock_getres(time.CLOCK_MONOTONIC), "sensors": words(sensors)}


PLACES = (
    "169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "10.0.0.1", "172.16.0.1", "192.168.0.1",
    "::ffff:169.254.169.254", "fd00:ec2::254", "fe80::1", "192.0.2.1",
)


def A24(planted):
    def routed(place):
        # Connecting a datagram socket looks for a route and sends nothing.
        with socket.socket(socket.AF_INET6 if ":" in place else socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.connect((place, 9))

    return {
        "places with a route": words(one for one in PLACES if answer(lambda one=one: routed(one)) == "OK"),
        "interfaces": words(one for _, one in socket.if_nameindex()),
        "ICMP": answer(lambda: os.close(raw_socket(2, 2, 1))),
        "raw": answer(lambda: os.close(raw_socket(2, 3, 255))),
    }


def A25(planted):
    held = []
    if planted:
        held.append(socket.socket())
        held[0].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held[0].bind(("127.0.0.1", 8080))
        held[0].listen()

    def reach(port):
        with socket.socket() as end:
            end.settimeout(1)
            end.connect(("127.0.0.1", port))

    ports = [port for port in (22, 80, 111, 2375, 5432, 8080) if answer(lambda port=port: reach(port)) == "OK"]
    for one in held:
        one.close()
    foreign = {"%d" % what.st_uid for _, what in files("/tmp", ()) if what.st_uid != os.getuid()}
    return {
        "ports of others on loopback": words(ports),
        "files of others in /tmp": words(sorted(foreign)),
        "shared memory": tried("shmget", 0x6A666E, 4096, 0o1666),
        "semaphores": tried("semget", 0x6A666E, 1, 0o1666),
        "messages": tried("msgget", 0x6A666E, 0o1666),
        "POSIX messages": tried("mq_open", b"jfn", 0o102, 0o666, 0),
        "keys": tried("keyctl", 0, -4, 1),
    }


def A26(planted):
    """Changes its own copies by every legal means; whether others' changed is looked at from outside."""
    done = []
    mark = b"\n# tampered\n"
    here = os.path.dirname(os.path.abspath(__file__))
    for path in (here + "/app.py", os.__file__, "/etc/hosts"):
        def append(path=path):
            with open(path, "ab") as file:
                file.write(mark)

        done.append("%s %s" % (path, answer(append)))
    before = mark in read(os.__file__)
    return {"tampered": words(done), "seen by itself": "yes" if before else "no"}


CHECKED = {
    9: (0, 4096, 0, 0, -1, 0), 16: (-1, 0x541B, 0), 41: (1, 1, 0), 53: (1, 1, 0, 0), 56: (17, 0, 0, 0, 0), 133: (-1, 0o100000, 0),
    135: (0xFFFFFFFF,), 157: (15, -1), 202: (-1, 1), 222: (1, -1, -1), 259: (-1, -1, 0o100000, 0), 319: (-1, 0),
}
SYNC = 162  # answered without being done
PASSED_BY = (335, 336)  # the kernel lets uretprobe and uprobe pass every filter; they work from its own trampolines only


def A14_calls():
    """How many system calls do something; those whose arguments are judged get some that are allowed."""
    reachable = 0
    for number in range(480):
        def one(number=number):
            signal.alarm(1)
            call(number, *CHECKED.get(number, (-1,) * 6))

        if number != SYNC and number not in PASSED_BY and child(one) not in ("SIGSYS", "ENOSYS", "EPERM"):
            reachable += 1
    return reachable
