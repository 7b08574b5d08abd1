// SPDX-License-Identifier: Apache-2.0
/** The worker as the gateway sees it: claims, sockets into sandboxes, limits and counters over one Unix socket. */
@NullMarked
package io.jfn.gateway.worker;

import org.jspecify.annotations.NullMarked;
