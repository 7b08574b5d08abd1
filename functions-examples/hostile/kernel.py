# SPDX-License-Identifier: Apache-2.0
"""Raw system calls of x86-64, and attempts in children that may die of them."""

import ctypes
import errno
import os
import signal
import stat

LIBC = ctypes.CDLL(None, use_errno=True)
NUMBERS = {
    "mmap": 9, "ioctl": 16, "clone": 56, "getppid": 110, "personality": 135, "pivot_root": 155, "prctl": 157,
    "settimeofday": 164, "mount": 165, "umount2": 166, "swapon": 167, "reboot": 169, "sethostname": 170, "iopl": 172,
    "init_module": 175, "futex": 202, "io_setup": 206, "io_submit": 209, "mq_open": 240, "kexec_load": 246,
    "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272, "splice": 275, "tee": 276, "vmsplice": 278,
    "perf_event_open": 298, "name_to_handle_at": 303, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310,
    "kcmp": 312, "finit_module": 313, "memfd_create": 319, "bpf": 321, "userfaultfd": 323, "ptrace": 101,
    "io_uring_setup": 425, "open_tree": 428, "move_mount": 429, "fsopen": 430, "pidfd_open": 434, "clone3": 435,
    "pidfd_getfd": 438, "mount_setattr": 442, "memfd_secret": 447, "shmget": 29, "semget": 64, "msgget": 68,
}


def name(number):
    return errno.errorcode.get(number, str(number))


def call(number, *arguments):
    """The result of a system call, by name or number; raises OSError."""
    number = NUMBERS.get(number, number)
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result = LIBC.syscall(ctypes.c_long(number), *words)
    if result == -1:
        raise OSError(ctypes.get_errno(), "")
    return result


def answer(action):
    """OK, or the name of the error."""
    try:
        action()
        return "OK"
    except OSError as error:
        return name(error.errno)


def child(action):
    """The answer to an attempt in a child process: OK, an error's name, or the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        try:
            action()
            os._exit(0)
        except OSError as error:
            os._exit(error.errno or 254)
        except BaseException:
            os._exit(255)
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return signal.Signals(os.WTERMSIG(status)).name
    code = os.WEXITSTATUS(status)
    return "OK" if code == 0 else name(code)


def tried(number, *arguments):
    return child(lambda: call(number, *arguments))


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read(1 << 20)
    except OSError as error:
        return name(error.errno).encode()


def status():
    lines = read("/proc/self/status").decode().splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def listed(path):
    try:
        return sorted(os.listdir(path))
    except OSError as error:
        return [name(error.errno)]


def files(top="/", left_out=("/proc",)):
    """Paths and attributes of everything below a folder, without following links."""
    for folder, folders, names in os.walk(top):
        folders[:] = [one for one in folders if os.path.join(folder, one) not in left_out]
        for one in names + folders:
            path = os.path.join(folder, one)
            try:
                yield path, os.lstat(path)
            except OSError:
                pass


def is_socket(attributes):
    return stat.S_ISSOCK(attributes.st_mode)
