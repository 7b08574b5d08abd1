// SPDX-License-Identifier: Apache-2.0
// The measuring client: one process, one clock, used for every side of a comparison.
#ifndef JFN_HARNESS_H
#define JFN_HARNESS_H

#include <stdint.h>

// CLOCK_MONOTONIC in nanoseconds.
int64_t now(void);

// Says "!why" on stdout: the command failed, the harness goes on.
void refuse(const char *what);

// Tells where an answer ends: bytes of the whole answer, 0 when more is needed, -1 when it ends with the connection.
long answer_length(const char *bytes, long used);

// A connected stream socket to "unix:PATH" or "PORT" on 127.0.0.1, or -1.
int dial(const char *where);

// spawn NETWORK-FREE PEER: words[0] is the program.
void spawn_command(int count, char **words);

// call WHERE REQUEST-TARGET: one request over a connection kept open between calls.
void call_command(int count, char **words);

// loop WHERE TARGET REQUESTS: closed loop over one kept connection.
void loop_command(int count, char **words);

// open WHERE TARGET RATE MILLIS CONNECTIONS: constant arrival rate.
void open_command(int count, char **words);

#endif
