// SPDX-License-Identifier: Apache-2.0
// An HTTP/1.1 server in one thread: epoll, kept-alive and pipelined requests, no allocation after start but for bodies.
// GET /?name=x says hello, POST /echo gives the body back, GET /sleep?ms=n waits first, anything else says hello too.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { HEAD = 16 * 1024, CONNECTIONS = 1024, EVENTS = 64, LARGEST_BODY = 8 * 1024 * 1024 };

struct connection {
    size_t used;      // bytes in head
    size_t body_want; // bytes of the body still to come
    size_t body_have; // bytes of the body kept, for /echo
    char *body;       // NULL when the body is thrown away
    int in_body;
    int echo;
    char head[HEAD + 1];
};

static struct connection *connections[CONNECTIONS];
static long answers_left; // with ANSWERS=n the process ends after that many; 0 for no end

static void drop(int fd) {
    if (connections[fd]) {
        free(connections[fd]->body);
        free(connections[fd]);
        connections[fd] = NULL;
    }
    close(fd);
}

// Writes all of it; a peer that does not read is waited for, one request at a time being all this server promises.
static int send_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
            struct timespec little = {0, 100000};
            nanosleep(&little, NULL);
            continue;
        }
        if (sent < 0) return -1;
        bytes += sent;
        length -= (size_t)sent;
    }
    return 0;
}

static int reply(int fd, const char *status, const char *type, const char *body, size_t length) {
    char head[512];
    int n = snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", status, type, length);
    int failed;
    if (length < sizeof head - (size_t)n) {
        memcpy(head + n, body, length);
        failed = send_all(fd, head, (size_t)n + length);
    } else {
        failed = send_all(fd, head, (size_t)n) < 0 ? -1 : send_all(fd, body, length);
    }
    if (answers_left > 0 && --answers_left == 0) _exit(0);
    return failed;
}

// Value of a query parameter, up to & or blank; what is not a letter, digit, '-', '_' or '.' becomes '_'.
static void query(const char *target, const char *name, char *value, size_t size) {
    const char *at = strchr(target, '?');
    size_t length = strlen(name), i = 0;
    while (at && *at && *at != ' ') {
        at++;
        if (strncmp(at, name, length) == 0 && at[length] == '=') {
            for (at += length + 1; *at && *at != '&' && *at != ' ' && i + 1 < size; at++) {
                int plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') ||
                            *at == '-' || *at == '.';
                value[i++] = plain ? *at : '_';
            }
            break;
        }
        at += strcspn(at, "& ");
    }
    value[i] = 0;
}

static int hello(int fd, const char *target) {
    char name[64], milliseconds[16], body[128];
    if (strncmp(target, "/sleep", 6) == 0) {
        query(target, "ms", milliseconds, sizeof milliseconds);
        long ms = atol(milliseconds);
        struct timespec wait = {ms / 1000, ms % 1000 * 1000000};
        nanosleep(&wait, NULL);
    }
    query(target, "name", name, sizeof name);
    int n = snprintf(body, sizeof body, "hello, %s, from C\n", *name ? name : "world");
    return reply(fd, "200 OK", "text/plain", body, (size_t)n);
}

// Looks at one request's head; returns -1 to end the connection.
static int begin(int fd, struct connection *c, size_t head_length) {
    char *head = c->head;
    head[head_length - 1] = 0; // the last newline of the empty line
    char *target = strchr(head, ' ');
    if (!target) return -1;
    target++;
    c->echo = strncmp(target, "/echo", 5) == 0;
    c->body_want = c->body_have = 0;
    for (char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n")) {
        if (strncasecmp(line + 2, "content-length:", 15) == 0) {
            c->body_want = (size_t)strtoull(line + 17, NULL, 10);
        } else if (strncasecmp(line + 2, "transfer-encoding:", 18) == 0) {
            reply(fd, "411 Length Required", "text/plain", "chunked bodies are not for me\n", 30);
            return -1;
        }
    }
    if (c->body_want > LARGEST_BODY) {
        reply(fd, "413 Content Too Large", "text/plain", "at most 8 MiB\n", 14);
        return -1;
    }
    if (c->echo) {
        c->body = malloc(c->body_want + 1);
        if (!c->body) return -1;
    } else if (c->body_want == 0) {
        return hello(fd, target);
    }
    c->in_body = 1;
    return 0;
}

static int finish(int fd, struct connection *c) {
    int result = c->echo ? reply(fd, "200 OK", "application/octet-stream", c->body, c->body_have) : hello(fd, "/");
    free(c->body);
    c->body = NULL;
    c->in_body = 0;
    return result;
}

// Answers every whole request that is in the buffer.
static int digest(int fd, struct connection *c) {
    for (;;) {
        if (c->in_body) {
            size_t take = c->used < c->body_want ? c->used : c->body_want;
            if (c->body) {
                memcpy(c->body + c->body_have, c->head, take);
                c->body_have += take;
            }
            c->body_want -= take;
            c->used -= take;
            memmove(c->head, c->head + take, c->used);
            if (c->body_want > 0) return 0;
            if (finish(fd, c) < 0) return -1;
            continue;
        }
        char *end = memmem(c->head, c->used, "\r\n\r\n", 4);
        if (!end) return c->used == HEAD ? -1 : 0;
        size_t head_length = (size_t)(end - c->head) + 4;
        if (begin(fd, c, head_length) < 0) return -1;
        c->used -= head_length;
        memmove(c->head, c->head + head_length, c->used);
    }
}

static void readable(int fd) {
    struct connection *c = connections[fd];
    for (;;) {
        ssize_t n = recv(fd, c->head + c->used, HEAD - c->used, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) break;
        c->used += (size_t)n;
        if (digest(fd, c) < 0) break;
        if (c->used < HEAD / 2) return; // most requests come whole: epoll tells of more
    }
    drop(fd);
}

static void take(int epoll, int listener) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (fd >= CONNECTIONS || !(connections[fd] = calloc(1, sizeof(struct connection)))) {
            close(fd);
            continue;
        }
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
}

static void leave(int signal) {
    (void)signal;
    _exit(0);
}

// Listens on the port of the http contract. For the load tests, which run this same program bare and behind other
// proxies: LISTEN_FD names an inherited listening socket, UNIX_PATH a socket file to make.
static int listen_somewhere(void) {
    const char *inherited = getenv("LISTEN_FD"), *path = getenv("UNIX_PATH"), *text = getenv("PORT");
    int one = 1, listener;
    if (inherited) {
        listener = atoi(inherited);
        return fcntl(listener, F_SETFL, O_NONBLOCK) < 0 ? -1 : listener;
    }
    if (path) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        strncpy(address.sun_path, path, sizeof address.sun_path - 1);
        listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) < 0) return -1;
    } else {
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)(text ? atoi(text) : 8080))};
        listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) < 0) return -1;
    }
    return listen(listener, 512) < 0 ? -1 : listener;
}

int main(void) {
    const char *text = getenv("ANSWERS");
    if (text) answers_left = atol(text);
    signal(SIGTERM, leave); // as PID 1 there is no default action
    int listener = listen_somewhere();
    if (listener < 0) {
        perror("server: can not listen");
        return 1;
    }
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) < 0) {
        perror("server: epoll");
        return 1;
    }
    for (;;) {
        struct epoll_event events[EVENTS];
        int n = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            if (events[i].data.fd == listener) take(epoll, listener);
            else readable(events[i].data.fd);
        }
    }
}
