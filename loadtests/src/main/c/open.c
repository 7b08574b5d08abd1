// SPDX-License-Identifier: Apache-2.0
// Open loop: requests are due at a constant rate whatever the answers do, and an answer's time counts from when its
// request was due, not from when a connection was free to carry it. So waiting that the system caused is never left out.
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { MOST_CONNECTIONS = 512, ANSWER_BYTES = 16384 };

struct flight {
    int fd;
    int64_t due; // 0 when the connection is free
    long used;
    char answer[ANSWER_BYTES];
};

static struct flight flights[MOST_CONNECTIONS];

static void hang_up(int connections) {
    for (int i = 0; i < connections; i++) {
        close(flights[i].fd);
    }
}

// Answers with the nanoseconds of each request in the order of completion, parted by spaces.
void open_command(int count, char **words) {
    (void)count;
    char request[1024];
    long size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: function\r\n\r\n", words[1]);
    double gap = 1e9 / atof(words[2]);
    long total = (long)(atof(words[2]) * atof(words[3]) / 1000);
    int connections = atoi(words[4]);
    if (connections > MOST_CONNECTIONS || total < 1) {
        printf("!more than %d connections, or no request at all\n", MOST_CONNECTIONS);
        return;
    }
    int64_t *times = malloc(total * sizeof *times);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    int *idle = malloc(connections * sizeof *idle), free_ones = 0;
    for (int i = 0; i < connections; i++) {
        flights[i].fd = dial(words[0]);
        if (flights[i].fd < 0) {
            refuse(words[0]);
            hang_up(i);
            return;
        }
        fcntl(flights[i].fd, F_SETFL, O_NONBLOCK);
        flights[i].due = 0;
        idle[free_ones++] = i;
        struct epoll_event want = {.events = EPOLLIN, .data.u32 = i};
        epoll_ctl(poll, EPOLL_CTL_ADD, flights[i].fd, &want);
    }
    const char *failure = NULL;
    long sent = 0, done = 0;
    int64_t begin = now() + 1000000;
    while (done < total && !failure) {
        int64_t at = now();
        while (sent < total && free_ones > 0 && begin + (int64_t)(sent * gap) <= at) {
            struct flight *f = &flights[idle[--free_ones]];
            f->due = begin + (int64_t)(sent++ * gap);
            f->used = 0;
            if (write(f->fd, request, size) != size) {
                failure = "write";
            }
        }
        // Polls without sleeping: a timer's slack would be counted as the system's time.
        struct epoll_event ready[64];
        int events = epoll_wait(poll, ready, 64, 0);
        for (int i = 0; i < events && !failure; i++) {
            struct flight *f = &flights[ready[i].data.u32];
            int64_t seen = now();
            ssize_t got = read(f->fd, f->answer + f->used, ANSWER_BYTES - 1 - f->used);
            if (got <= 0 || f->due == 0) {
                failure = got == 0 ? "connection closed" : "read";
                break;
            }
            f->used += got;
            if (answer_length(f->answer, f->used) > 0) {
                if (memcmp(f->answer, "HTTP/1.1 200", 12)) {
                    failure = "an answer that is not 200";
                }
                times[done++] = seen - f->due;
                f->due = 0;
                idle[free_ones++] = (int)ready[i].data.u32;
            }
        }
        if (sent > done && now() - begin > (int64_t)(atof(words[3]) * 1e6) + 20000000000LL) {
            failure = "answers still missing 20 s after the last was due";
        }
    }
    hang_up(connections);
    close(poll);
    if (failure) {
        printf("!%s after %ld of %ld: %s\n", failure, done, total, strerror(errno));
    } else {
        for (long i = 0; i < done; i++) {
            printf("%s%lld", i ? " " : "", (long long)times[i]);
        }
        printf("\n");
    }
    free(idle);
    free(times);
}
