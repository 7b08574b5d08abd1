// SPDX-License-Identifier: Apache-2.0
// Requests over a connection that stays open between calls, as a load balancer keeps it.
#include "harness.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { KEPT = 16, PATIENCE_MILLIS = 35000, ANSWER_BYTES = 65536 };

static struct {
    char where[128];
    int fd;
} kept[KEPT];

static int *connection(const char *where) {
    for (int i = 0; i < KEPT; i++) {
        if (!strcmp(kept[i].where, where) && kept[i].where[0]) {
            char probe;
            if (kept[i].fd >= 0 && recv(kept[i].fd, &probe, 1, MSG_PEEK | MSG_DONTWAIT) == 0) {
                close(kept[i].fd); // the other side closed it meanwhile
                kept[i].fd = -1;
            }
            if (kept[i].fd < 0) {
                kept[i].fd = dial(where);
            }
            return &kept[i].fd;
        }
        if (!kept[i].where[0]) {
            strncpy(kept[i].where, where, sizeof kept[i].where - 1);
            kept[i].fd = dial(where);
            return &kept[i].fd;
        }
    }
    return NULL;
}

// One request; gives the nanoseconds from before its first byte to the answer's first byte, -1 when there was none.
static int64_t exchange(int *fd, const char *request, long size, char *answer, long *used) {
    struct pollfd readable = {.fd = *fd, .events = POLLIN};
    long whole = 0;
    *used = 0;
    int64_t begin = now(), end = 0;
    if (write(*fd, request, size) != size) {
        return -1;
    }
    do {
        if (poll(&readable, 1, PATIENCE_MILLIS) != 1) {
            return -1;
        }
        if (!end) {
            end = now();
        }
        ssize_t got = read(*fd, answer + *used, ANSWER_BYTES - 1 - *used);
        if (got < 0 || (got == 0 && whole >= 0)) {
            return -1;
        }
        if (got == 0) {
            break;
        }
        *used += got;
        whole = answer_length(answer, *used);
    } while (whole <= 0);
    return end - begin;
}

static long compose(char *request, long room, const char *target) {
    return snprintf(request, room, "GET %s HTTP/1.1\r\nHost: function\r\n\r\n", target);
}

// Answers with nanoseconds, a tab, and the answer's head with '|' between its lines.
void call_command(int count, char **words) {
    (void)count;
    static char answer[ANSWER_BYTES];
    char request[1024];
    long used, size = compose(request, sizeof request, words[1]);
    int *fd = connection(words[0]);
    if (!fd || *fd < 0) {
        refuse(words[0]);
        return;
    }
    int64_t nanos = exchange(fd, request, size, answer, &used);
    if (nanos < 0) {
        close(*fd);
        *fd = -1;
        refuse("no answer");
        return;
    }
    char *end = memmem(answer, used, "\r\n\r\n", 4);
    if (end) {
        *end = 0;
    }
    for (char *at = answer; *at; at++) {
        if (*at == '\r' || *at == '\t') {
            *at = ' ';
        } else if (*at == '\n') {
            *at = '|';
        }
    }
    printf("%lld\t%s\n", (long long)nanos, answer);
}

// Answers with the nanoseconds of each request in turn, parted by spaces.
void loop_command(int count, char **words) {
    (void)count;
    static char answer[ANSWER_BYTES];
    char request[1024];
    long used, size = compose(request, sizeof request, words[1]), requests = atol(words[2]);
    int *fd = connection(words[0]);
    if (!fd || *fd < 0) {
        refuse(words[0]);
        return;
    }
    for (long i = 0; i < requests; i++) {
        int64_t nanos = exchange(fd, request, size, answer, &used);
        if (nanos < 0 || memcmp(answer, "HTTP/1.1 200", 12)) {
            close(*fd);
            *fd = -1;
            printf("%s!bad answer at request %ld\n", i ? " " : "", i);
            return;
        }
        printf("%s%lld", i ? " " : "", (long long)nanos);
    }
    printf("\n");
}
