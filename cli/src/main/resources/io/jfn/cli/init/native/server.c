/* Answers every HTTP call with a greeting; one connection at a time, one call each. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char reply[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";

/* Reads up to the end of the head; a body, if there is one, is not of interest. */
static void read_head(int client) {
    char head[16384];
    size_t have = 0;
    while (have < sizeof head - 1) {
        ssize_t got = read(client, head + have, sizeof head - 1 - have);
        if (got <= 0) return;
        have += (size_t)got;
        head[have] = 0;
        if (strstr(head, "\r\n\r\n")) return;
    }
}

int main(void) {
    const char *port = getenv("PORT");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port ? atoi(port) : 8080)};
    int server = socket(AF_INET, SOCK_STREAM, 0);
    int one = 1;
    signal(SIGPIPE, SIG_IGN);
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, 128)) return 1;
    for (;;) {
        int client = accept(server, NULL, NULL);
        if (client < 0) continue;
        read_head(client);
        if (write(client, reply, sizeof reply - 1) < 0) { /* it went away */ }
        close(client);
    }
}
