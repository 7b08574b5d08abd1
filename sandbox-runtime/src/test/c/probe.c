// SPDX-License-Identifier: Apache-2.0
// The program that kernel tests run in sandboxes: "probe COMMAND ARGUMENT...". Prints what it sees, one fact a line.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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

static void forks(void) {
    int made = 0, last = 0;
    for (int i = 0; i < 100000; i++) {
        pid_t child = fork();
        if (child == 0) for (;;) pause();
        if (child < 0) {
            last = errno;
            break;
        }
        made++;
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
        if (WIFSIGNALED(status)) printf("%s signal %d\n", numbers[i], WTERMSIG(status));
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

static void i386(void) {
    // getpid by the 32-bit gate.
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory");
    printf("came back\n");
}

static void mappings(void) {
    void *huge = mmap(0, 2 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
    printf("hugetlb %s\n", huge == MAP_FAILED ? strerrorname_np(errno) : "OK");
    printf("clone %s\n", syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0) < 0 ? strerrorname_np(errno) : "OK");
    printf("personality %s\n", syscall(SYS_personality, 0x0040000) < 0 ? strerrorname_np(errno) : "OK");
    printf("mknod %s\n", mknod("/tmp/device", S_IFCHR | 0666, 0x103) < 0 ? strerrorname_np(errno) : "OK");
    printf("fifo %s\n", mknod("/tmp/fifo", S_IFIFO | 0666, 0) < 0 ? strerrorname_np(errno) : "OK");
    int one = 1, tcp = socket(AF_INET, SOCK_STREAM, 0);
    printf("ulp %s\n", setsockopt(tcp, IPPROTO_TCP, 31, "tls", 4) < 0 ? strerrorname_np(errno) : "OK");
    printf("nodelay %s\n", setsockopt(tcp, IPPROTO_TCP, 1, &one, 4) < 0 ? strerrorname_np(errno) : "OK");
    printf("raw %s\n", socket(AF_INET, SOCK_RAW, 1) < 0 ? strerrorname_np(errno) : "OK");
    printf("ping %s\n", socket(AF_INET, SOCK_DGRAM, 1) < 0 ? strerrorname_np(errno) : "OK");
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
    else if (!strcmp(command, "i386")) i386();
    else if (!strcmp(command, "mappings")) mappings();
    else if (!strcmp(command, "reach")) reach(atoi(argument));
    else if (!strcmp(command, "abstract")) abstract(argument);
    else if (!strcmp(command, "kill")) printf("%s\n", kill(atoi(argument), 0) ? strerrorname_np(errno) : "there");
    else if (!strcmp(command, "whoami")) printf("pid %d uid %d gid %d groups %d session %d\n", getpid(), getuid(), getgid(), getgroups(0, 0), getsid(0));
    else if (!strcmp(command, "env")) for (char **e = environ; *e; e++) printf("%s\n", *e);
    else if (!strcmp(command, "hostname")) { char name[100]; gethostname(name, 100); printf("%s\n", name); }
    else if (!strcmp(command, "cwd")) { char path[4096]; printf("%s\n", getcwd(path, 4096)); }
    else if (!strcmp(command, "keep-writing")) for (;;) { struct timespec t = {0, 1000000}; putchar('.'); fflush(stdout); nanosleep(&t, 0); }
    else { fprintf(stderr, "unknown command %s\n", command); return 2; }
    return 0;
}
