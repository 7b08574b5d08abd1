// SPDX-License-Identifier: Apache-2.0
// The function that every side of a comparison runs: one thread, HTTP/1.1 with keep-alive, a fixed answer.
//
// Where it listens: LISTEN_FDS=1 takes the inherited listening socket 3 (the bare peers, which get it from the
// harness), UNIX_PATH a socket file, else 0.0.0.0:$PORT (the http contract of jfn).
// ANSWERS=1 ends the process after that many answers, as a peer started for one call needs it.
// A path that begins with /hog, or the argument hog, takes memory until something stops it, to prove a limit.
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { CONNECTIONS = 4096, HEAD = 8192 };

static const char ANSWER[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n";

struct connection {
    int used;
    long body; // bytes of a request's body still to be skipped
    char head[HEAD];
};

static struct connection *connections[CONNECTIONS];

static int listen_somewhere(void) {
    if (getenv("LISTEN_FDS")) {
        return 3;
    }
    const char *path = getenv("UNIX_PATH");
    int one = 1;
    int fd;
    if (path) {
        struct sockaddr_un at = {.sun_family = AF_UNIX};
        strncpy(at.sun_path, path, sizeof at.sun_path - 1);
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) < 0) {
            return -1;
        }
    } else {
        const char *port = getenv("PORT");
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port ? atoi(port) : 8080)};
        fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); // accepted sockets inherit it
        if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) < 0) {
            return -1;
        }
    }
    return listen(fd, 1024) < 0 ? -1 : fd;
}

static void hog(void) {
    for (;;) {
        char *taken = malloc(1 << 20);
        if (taken) {
            memset(taken, 1, 1 << 20);
        }
    }
}

static void drop(int fd) {
    free(connections[fd]);
    connections[fd] = NULL;
    close(fd);
}

static long body_length(const char *head) {
    const char *at = strcasestr(head, "\r\ncontent-length:");
    return at ? atol(at + 17) : 0;
}

// Returns 0 when the connection is over.
static int serve(int fd, long *answers) {
    struct connection *c = connections[fd];
    ssize_t got = read(fd, c->head + c->used, HEAD - 1 - c->used);
    if (got <= 0) {
        return got < 0 && errno == EAGAIN;
    }
    c->used += got;
    for (;;) {
        if (c->body > 0) {
            int skip = c->body < c->used ? (int)c->body : c->used;
            memmove(c->head, c->head + skip, c->used - skip);
            c->used -= skip;
            c->body -= skip;
            if (c->body > 0) {
                return 1;
            }
        }
        c->head[c->used] = 0;
        char *end = strstr(c->head, "\r\n\r\n");
        if (!end) {
            return c->used < HEAD - 1;
        }
        char *path = strchr(c->head, ' ');
        if (path && !strncmp(path + 1, "/hog", 4)) {
            hog();
        }
        int length = end + 4 - c->head;
        end[2] = 0;
        c->body = body_length(c->head);
        if (write(fd, ANSWER, sizeof ANSWER - 1) != sizeof ANSWER - 1) {
            return 0;
        }
        if (*answers > 0 && --*answers == 0) {
            _exit(0);
        }
        memmove(c->head, c->head + length, c->used - length);
        c->used -= length;
        if (c->used == 0 && c->body == 0) {
            return 1;
        }
    }
}

int main(int count, char **words) {
    if (count > 1 && !strcmp(words[1], "hog")) {
        hog();
    }
    long answers = getenv("ANSWERS") ? atol(getenv("ANSWERS")) : -1;
    int listener = listen_somewhere();
    if (listener < 0) {
        return 1;
    }
    int poll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event ready[64], want = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &want);
    for (;;) {
        int count = epoll_wait(poll, ready, 64, -1);
        for (int i = 0; i < count; i++) {
            int fd = ready[i].data.fd;
            if (fd == listener) {
                int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
                if (client >= CONNECTIONS) {
                    close(client);
                } else if (client >= 0) {
                    connections[client] = calloc(1, sizeof(struct connection));
                    want.data.fd = client;
                    epoll_ctl(poll, EPOLL_CTL_ADD, client, &want);
                }
            } else if (!serve(fd, &answers)) {
                drop(fd);
            }
        }
    }
}
