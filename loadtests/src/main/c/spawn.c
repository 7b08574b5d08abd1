// SPDX-License-Identifier: Apache-2.0
// A start without a platform: the harness plays gateway.
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MILLIS = 10000 };

static const char REQUEST[] = "GET / HTTP/1.1\r\nHost: function\r\n\r\n";

// An unnamed listening socket: an abstract name that the kernel picks.
static int listener(struct sockaddr_un *at, socklen_t *length) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sa_family_t family = AF_UNIX;
    if (fd < 0 || bind(fd, (struct sockaddr *)&family, sizeof family) < 0 || listen(fd, 16) < 0) {
        return -1;
    }
    *length = sizeof *at;
    return getsockname(fd, (struct sockaddr *)at, length) < 0 ? -1 : fd;
}

// The clock runs from just before the request's first byte is written, over vfork and execve of the peer, to the
// answer's first byte. The peer inherits the listening socket as descriptor 3. Clearing away is not on the clock.
void spawn_command(int count, char **words) {
    (void)count;
    struct sockaddr_un at;
    socklen_t length;
    int listening = listener(&at, &length);
    int client = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listening < 0 || connect(client, (struct sockaddr *)&at, length) < 0) {
        refuse("socket");
        return;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, listening, 3);
    posix_spawn_file_actions_addclosefrom_np(&actions, 4);
    char *environment[] = {"LISTEN_FD=3", "ANSWERS=1", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL};
    char answer[4096];
    pid_t pid;

    int64_t begin = now();
    if (write(client, REQUEST, sizeof REQUEST - 1) < 0) {
        refuse("write");
    }
    int failed = posix_spawn(&pid, words[0], &actions, NULL, words, environment);
    if (failed) {
        errno = failed;
        refuse(words[0]);
    } else {
        close(listening);
        struct pollfd readable = {.fd = client, .events = POLLIN};
        int ready = poll(&readable, 1, PATIENCE_MILLIS);
        int64_t end = now();
        ssize_t got = ready == 1 ? read(client, answer, sizeof answer) : -1;
        int status = 0;
        if (got <= 0) {
            kill(pid, SIGKILL);
        }
        waitpid(pid, &status, 0);
        if (got >= 12 && !memcmp(answer, "HTTP/1.1 200", 12)) {
            printf("%lld\n", (long long)(end - begin));
        } else {
            printf("!%s gave no answer, status %d\n", words[0], status);
        }
        listening = -1;
    }
    if (listening >= 0) {
        close(listening);
    }
    close(client);
    posix_spawn_file_actions_destroy(&actions);
}
