// SPDX-License-Identifier: Apache-2.0
// Takes memory until something stops it: proves that a limit is enforced, not only written down.
#include <stdlib.h>
#include <string.h>

int main(void) {
    for (;;) {
        char *taken = malloc(1 << 20);
        if (taken) {
            memset(taken, 1, 1 << 20);
        }
    }
}
