// SPDX-License-Identifier: Apache-2.0
// The program that kernel tests run in sandboxes: "probe COMMAND ARGUMENT...". Prints what it sees, one fact a line.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void serve(int port) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (struct sockaddr *)&at, sizeof at) || listen(listener, 16)) {
        perror("listen");
        exit(3);
    }
    for (;;) {
        char request[4096];
        int connection = accept(listener, 0, 0);
        while (read(connection, request, sizeof request) > 0) {
            static const char reply[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
            if (write(connection, reply, sizeof reply - 1) < 0) break;
        }
        close(connection);
    }
}

static void cat(const char *path) {
    char text[65536];
    int file = open(path, O_RDONLY);
    if (file < 0) {
        printf("%s: %s\n", path, strerrorname_np(errno));
        return;
    }
    for (ssize_t got; (got = read(file, text, sizeof text)) > 0;) fwrite(text, 1, got, stdout);
    close(file);
}

static void list(const char *path) {
    struct dirent **names;
    int count = scandir(path, &names, 0, alphasort);
    if (count < 0) printf("%s\n", strerrorname_np(errno));
    for (int i = 0; i < count; i++)
        if (names[i]->d_name[0] != '.') printf("%s\n", names[i]->d_name);
}

static void put(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CREAT, 0644);
    if (file < 0 || write(file, text, strlen(text)) < 0) printf("%s\n", strerrorname_np(errno));
    else printf("written\n");
}

static void *spin(void *unused) {
    for (;;) __asm__ volatile("");
    return unused;
}

static void fill(const char *path) {
    static char block[65536];
    memset(block, 1, sizeof block);
    int file = open(path, O_WRONLY | O_CREAT, 0644);
    long long total = 0;
    ssize_t done;
    while ((done = write(file, block, sizeof block)) > 0) total += done;
    printf("%s after %lld\n", strerrorname_np(errno), total);
}

static void eat(long long bytes) {
    char *all = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (long long i = 0; i < bytes; i += 4096) all[i] = 1;
    printf("ate\n");
    fflush(stdout);
}

// The thread that made this process is counted with it until it has ended, which may be a moment after: a refusal counts
// when it lasts.
static void forks(void) {
    int made = 0, last = 0;
    for (int refused = 0; refused < 100 && made < 100000;) {
        pid_t child = fork();
        if (child == 0) for (;;) pause();
        if (child > 0) {
            made++;
            refused = 0;
        } else {
            last = errno;
            refused++;
            usleep(2000);
        }
    }
    printf("%d forks then %s\n", made, strerrorname_np(last));
    fflush(stdout);
}

static void bomb(void) {
    for (;;) fork();
}

static void calls(int count, char **numbers) {
    for (int i = 0; i < count; i++) {
        pid_t child = fork();
        if (child == 0) {
            long result = syscall(atol(numbers[i]), 0, 0, 0, 0, 0, 0);
            _exit(result == -1 ? errno : 0);
        }
        int status;
        waitpid(child, &status, 0);
        if (WIFSIGNALED(status)) printf("%s SIG%s\n", numbers[i], sigabbrev_np(WTERMSIG(status)));
        else printf("%s %s\n", numbers[i], WEXITSTATUS(status) ? strerrorname_np(WEXITSTATUS(status)) : "OK");
    }
}

static void families(void) {
    for (int family = 0; family < 46; family++)
        for (int type = 1; type <= 5; type++) {
            int made = socket(family, type, 0);
            if (made >= 0) {
                printf("%d/%d\n", family, type);
                close(made);
            }
        }
}

static void limits(void) {
    static const int resources[] = {RLIMIT_FSIZE, RLIMIT_CORE, RLIMIT_NPROC, RLIMIT_NOFILE, RLIMIT_MEMLOCK, RLIMIT_MSGQUEUE, RLIMIT_SIGPENDING};
    static const char *names[] = {"FSIZE", "CORE", "NPROC", "NOFILE", "MEMLOCK", "MSGQUEUE", "SIGPENDING"};
    // They are set by the parent right behind the exec.
    struct timespec moment = {0, 50000000};
    nanosleep(&moment, 0);
    for (int i = 0; i < 7; i++) {
        struct rlimit limit;
        getrlimit(resources[i], &limit);
        printf("%s %lld %lld\n", names[i], (long long)limit.rlim_cur, (long long)limit.rlim_max);
    }
}

// ---- attempts: each is the first forbidden step of an attack, no more; 0 or the error number

static int error_of(long result) { return result < 0 ? errno : 0; }

static int opened(const char *path, int flags) {
    int file = open(path, flags);
    if (file < 0) return errno;
    close(file);
    return 0;
}

static int cloned(long flags) {
    long child = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
    if (child == 0) _exit(0);
    return error_of(child);
}

static int entered(const char *namespace) {
    int file = open(namespace, O_RDONLY);
    return file < 0 ? errno : error_of(setns(file, 0));
}

static int option(int type, int level, int name, const void *value, socklen_t length) {
    int made = socket(AF_INET, type, 0);
    return made < 0 ? errno : error_of(setsockopt(made, level, name, value, length));
}

static int spliced(void) {
    int ends[2];
    if (pipe(ends) || write(ends[1], "x", 1) < 0) return errno;
    int sink = open("/dev/null", O_WRONLY);
    return error_of(splice(ends[0], 0, sink, 0, 1, 0));
}

static int traced(void) {
    pid_t child = fork();
    if (child == 0) for (;;) pause();
    int error = error_of(ptrace(PTRACE_ATTACH, child, 0, 0));
    kill(child, SIGKILL);
    waitpid(child, 0, 0);
    return error;
}

static int peeked(void) {
    char from = 1, to = 0;
    struct iovec local = {&to, 1}, remote = {&from, 1};
    return error_of(process_vm_readv(getpid(), &local, 1, &remote, 1, 0));
}

static int pi_locked(void) {
    static int word;
    return error_of(syscall(SYS_futex, &word, 6, 0, 0, 0, 0));
}

static int mapped(int flags) {
    void *at = mmap(0, 2 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    return at == MAP_FAILED ? errno : 0;
}

static int node(mode_t type, int minor) {
    unlink("/tmp/node");
    return error_of(mknod("/tmp/node", type | 0666, 0x100 + minor));
}

// A system call through the 32-bit gate.
static int i386(void) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");
    return result > 0 ? 0 : (int)-result;
}

static int sent_to_itself(void) { return error_of(kill(1, SIGKILL)); }

#define ONE (&(int){1}), sizeof(int)
#define ATTEMPT(label, expression) if (!strcmp(name, label)) return expression;

static int tried(const char *name) {
    ATTEMPT("mount", error_of(mount("none", "/run", "tmpfs", 0, 0)))
    ATTEMPT("umount", error_of(umount2("/run", MNT_DETACH)))
    ATTEMPT("fsopen", error_of(syscall(SYS_fsopen, "tmpfs", 0)))
    ATTEMPT("open_tree", error_of(syscall(SYS_open_tree, AT_FDCWD, "/tmp", 1)))
    ATTEMPT("move_mount", error_of(syscall(SYS_move_mount, AT_FDCWD, "/tmp", AT_FDCWD, "/run", 0)))
    ATTEMPT("pivot_root", error_of(syscall(SYS_pivot_root, "/", "/")))
    ATTEMPT("chroot", error_of(chroot("/tmp")))
    ATTEMPT("unshare-user", error_of(unshare(CLONE_NEWUSER)))
    ATTEMPT("unshare-mount", error_of(unshare(CLONE_NEWNS)))
    ATTEMPT("unshare-net", error_of(unshare(CLONE_NEWNET)))
    ATTEMPT("clone-plain", cloned(0))
    ATTEMPT("clone-mount", cloned(CLONE_NEWNS))
    ATTEMPT("clone-cgroup", cloned(CLONE_NEWCGROUP))
    ATTEMPT("clone-uts", cloned(CLONE_NEWUTS))
    ATTEMPT("clone-ipc", cloned(CLONE_NEWIPC))
    ATTEMPT("clone-user", cloned(CLONE_NEWUSER))
    ATTEMPT("clone-pid", cloned(CLONE_NEWPID))
    ATTEMPT("clone-net", cloned(CLONE_NEWNET))
    ATTEMPT("clone3", error_of(syscall(SYS_clone3, 0, 0)))
    ATTEMPT("setns-net", entered("/proc/self/ns/net"))
    ATTEMPT("setns-uts", entered("/proc/self/ns/uts"))
    ATTEMPT("sethostname", error_of(sethostname("mine", 4)))
    ATTEMPT("mknod-null", node(S_IFCHR, 3))
    ATTEMPT("mknod-mem", node(S_IFCHR, 1))
    ATTEMPT("mknod-kmsg", node(S_IFCHR, 11))
    ATTEMPT("mknod-disk", node(S_IFBLK, 0))
    ATTEMPT("mknod-fifo", node(S_IFIFO, 0))
    ATTEMPT("socket-inet", error_of(socket(AF_INET, SOCK_STREAM, 0)))
    ATTEMPT("socket-route", error_of(socket(AF_NETLINK, SOCK_RAW, 0)))
    ATTEMPT("socket-uevent", error_of(socket(AF_NETLINK, SOCK_RAW, 15)))
    ATTEMPT("socket-raw", error_of(socket(AF_INET, SOCK_RAW, 1)))
    ATTEMPT("socket-packet", error_of(socket(AF_PACKET, SOCK_RAW, 0)))
    ATTEMPT("socket-pair", error_of(socketpair(AF_UNIX, SOCK_STREAM, 0, (int[2]){0})))
    ATTEMPT("option-nodelay", option(SOCK_STREAM, IPPROTO_TCP, 1, ONE))
    ATTEMPT("option-ulp", option(SOCK_STREAM, IPPROTO_TCP, 31, "tls", 4))
    ATTEMPT("option-encap", option(SOCK_DGRAM, IPPROTO_UDP, 100, ONE))
    ATTEMPT("option-zerocopy", option(SOCK_STREAM, SOL_SOCKET, 60, ONE))
    ATTEMPT("option-filter", option(SOCK_STREAM, SOL_SOCKET, 26, ONE))
    ATTEMPT("ptrace", traced())
    ATTEMPT("process_vm_readv", peeked())
    ATTEMPT("bpf", error_of(syscall(SYS_bpf, 0, 0, 0)))
    ATTEMPT("perf_event_open", error_of(syscall(SYS_perf_event_open, 0, 0, 0, 0, 0)))
    ATTEMPT("splice", spliced())
    ATTEMPT("futex-pi", pi_locked())
    ATTEMPT("mmap", mapped(0))
    ATTEMPT("mmap-huge", mapped(MAP_HUGETLB))
    ATTEMPT("memfd", error_of(memfd_create("m", 0)))
    ATTEMPT("memfd-huge", error_of(memfd_create("m", MFD_HUGETLB)))
    ATTEMPT("personality", error_of(syscall(SYS_personality, 0x0040000)))
    // With no descriptor at all the kernel says EBADF first; the filter, which sees only the number, ENOTTY.
    ATTEMPT("ioctl-tiocsti", error_of(ioctl(-1, TIOCSTI, "x")))
    ATTEMPT("ioctl-tioclinux", error_of(ioctl(-1, TIOCLINUX, "x")))
    ATTEMPT("ioctl-tiocsetd", error_of(ioctl(-1, TIOCSETD, "x")))
    ATTEMPT("ioctl-fionread", error_of(ioctl(-1, FIONREAD, "x")))
    ATTEMPT("prctl-keepcaps", error_of(prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0)))
    ATTEMPT("prctl-name", error_of(prctl(PR_SET_NAME, "probe", 0, 0, 0)))
    ATTEMPT("i386", i386())
    ATTEMPT("x32", error_of(syscall(0x40000000 | SYS_getppid)))
    ATTEMPT("open-core-pattern", opened("/proc/sys/kernel/core_pattern", O_WRONLY))
    ATTEMPT("open-sysrq", opened("/proc/sysrq-trigger", O_WRONLY))
    ATTEMPT("open-hostname", opened("/proc/sys/kernel/hostname", O_WRONLY))
    ATTEMPT("make-in-dev", opened("/dev/new", O_WRONLY | O_CREAT))
    ATTEMPT("open-null", opened("/dev/null", O_RDWR))
    ATTEMPT("make-in-tmp", opened("/tmp/new", O_WRONLY | O_CREAT))
    ATTEMPT("make-in-root", opened("/new", O_WRONLY | O_CREAT))
    ATTEMPT("setuid-0", error_of(setresuid(0, 0, 0)))
    ATTEMPT("setgroups", error_of(setgroups(0, 0)))
    ATTEMPT("kill-init", sent_to_itself())
    ATTEMPT("cgroup-files", opened("/sys/fs/cgroup", O_RDONLY))
    printf("no attempt called ");
    return ENOTNAM;
}

// In a child: some are answered by a signal.
static void attempt(const char *name) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) _exit(tried(name));
    int status;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) printf("%s SIG%s\n", name, sigabbrev_np(WTERMSIG(status)));
    else printf("%s %s\n", name, WEXITSTATUS(status) ? strerrorname_np(WEXITSTATUS(status)) : "OK");
}

static void session_keyring(void) {
    long id = syscall(SYS_keyctl, 0, -3, 0);
    if (id < 0) printf("%s\n", strerrorname_np(errno));
    else printf("%ld\n", id);
}

static void reach(int port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    printf("%s\n", connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&at, sizeof at) ? strerrorname_np(errno) : "connected");
}

static void abstract(const char *name) {
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    strncpy(at.sun_path + 1, name, sizeof at.sun_path - 2);
    socklen_t length = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name);
    printf("%s\n", connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&at, length) ? strerrorname_np(errno) : "connected");
}

int main(int argc, char **argv) {
    const char *command = argc > 1 ? argv[1] : "nothing";
    const char *argument = argc > 2 ? argv[2] : "";
    setvbuf(stdout, 0, _IOLBF, 0);
    if (!strcmp(command, "serve")) serve(atoi(argument));
    else if (!strcmp(command, "cat")) for (int i = 2; i < argc; i++) cat(argv[i]);
    else if (!strcmp(command, "list")) list(argument);
    else if (!strcmp(command, "put")) put(argument, argv[3]);
    else if (!strcmp(command, "exit")) return atoi(argument);
    else if (!strcmp(command, "crash")) abort();
    else if (!strcmp(command, "wait")) for (;;) pause();
    else if (!strcmp(command, "fill")) { fill(argument); for (;;) pause(); }
    else if (!strcmp(command, "eat")) { eat(atoll(argument)); for (;;) pause(); }
    else if (!strcmp(command, "eat-in-child")) { if (!fork()) eat(atoll(argument)); for (;;) pause(); }
    else if (!strcmp(command, "forks")) { forks(); for (;;) pause(); }
    else if (!strcmp(command, "bomb")) bomb();
    else if (!strcmp(command, "spin")) {
        pthread_t thread;
        for (int i = 1; i < atoi(argument); i++) pthread_create(&thread, 0, spin, 0);
        spin(0);
    } else if (!strcmp(command, "calls")) calls(argc - 2, argv + 2);
    else if (!strcmp(command, "families")) families();
    else if (!strcmp(command, "limits")) limits();
    else if (!strcmp(command, "attempt")) for (int i = 2; i < argc; i++) attempt(argv[i]);
    else if (!strcmp(command, "reach")) reach(atoi(argument));
    else if (!strcmp(command, "abstract")) abstract(argument);
    else if (!strcmp(command, "kill")) printf("%s\n", kill(atoi(argument), 0) ? strerrorname_np(errno) : "there");
    else if (!strcmp(command, "whoami")) printf("pid %d uid %d gid %d groups %d session %d\n", getpid(), getuid(), getgid(), getgroups(0, 0), getsid(0));
    else if (!strcmp(command, "effective")) { printf("uid %d gid %d\n", geteuid(), getegid()); cat("/proc/self/status"); }
    else if (!strcmp(command, "run")) { execv(argument, argv + 2); printf("%s\n", strerrorname_np(errno)); }
    else if (!strcmp(command, "umask")) printf("%03o\n", umask(0));
    else if (!strcmp(command, "securebits")) { int bits = prctl(PR_GET_SECUREBITS); printf("%s%x\n", bits < 0 ? strerrorname_np(errno) : "0x", bits < 0 ? 0 : bits); }
    else if (!strcmp(command, "keyring")) session_keyring();
    else if (!strcmp(command, "env")) for (char **e = environ; *e; e++) printf("%s\n", *e);
    else if (!strcmp(command, "hostname")) { char name[100]; gethostname(name, 100); printf("%s\n", name); }
    else if (!strcmp(command, "cwd")) { char path[4096]; printf("%s\n", getcwd(path, 4096)); }
    else if (!strcmp(command, "keep-writing")) for (;;) { struct timespec t = {0, 1000000}; putchar('.'); fflush(stdout); nanosleep(&t, 0); }
    else { fprintf(stderr, "unknown command %s\n", command); return 2; }
    return 0;
}
