// SPDX-License-Identifier: Apache-2.0
// Reads commands from stdin, one a line with words parted by tabs, and answers each with one line on stdout; a line that
// begins with '!' says what failed. It ends when stdin does.
#include "harness.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

int64_t now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1000000000LL + at.tv_nsec;
}

void refuse(const char *what) {
    printf("!%s: %s\n", what, strerror(errno));
}

int dial(const char *where) {
    int fd, done, one = 1;
    if (!strncmp(where, "unix:", 5)) {
        struct sockaddr_un at = {.sun_family = AF_UNIX};
        strncpy(at.sun_path, where + 5, sizeof at.sun_path - 1);
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        done = connect(fd, (struct sockaddr *)&at, sizeof at);
    } else {
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(where))};
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        done = connect(fd, (struct sockaddr *)&at, sizeof at);
    }
    return done == 0 ? fd : -1;
}

long answer_length(const char *bytes, long used) {
    const char *end = memmem(bytes, used, "\r\n\r\n", 4);
    if (!end) {
        return 0;
    }
    long head = end + 4 - bytes;
    for (const char *line = bytes; line < end;) {
        const char *next = memmem(line, end + 2 - line, "\r\n", 2);
        if (!strncasecmp(line, "content-length:", 15)) {
            long whole = head + atol(line + 15);
            return whole <= used ? whole : 0;
        }
        if (!strncasecmp(line, "transfer-encoding: chunked", 26)) {
            return used >= head + 5 && !memcmp(bytes + used - 5, "0\r\n\r\n", 5) ? used : 0;
        }
        line = next ? next + 2 : end;
    }
    return -1;
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    static char line[65536];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        char *words[256];
        int count = 0;
        for (char *rest = line, *word; count < 255 && (word = strsep(&rest, "\t"));) {
            words[count++] = word;
        }
        words[count] = NULL;
        errno = 0;
        if (!strcmp(words[0], "spawn") && count > 1) {
            spawn_command(count - 1, words + 1);
        } else if (!strcmp(words[0], "call") && count == 3) {
            call_command(count - 1, words + 1);
        } else if (!strcmp(words[0], "loop") && count == 4) {
            loop_command(count - 1, words + 1);
        } else if (!strcmp(words[0], "open") && count == 6) {
            open_command(count - 1, words + 1);
        } else {
            printf("!unknown command\n");
        }
        fflush(stdout);
    }
    return 0;
}
