// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

/**
 * A request as it came in, before anything is known of it.
 *
 * @param id the invocation's id
 * @param nanos when it came, by {@link System#nanoTime}
 */
record Arrival(String id, long nanos, Reply reply, LoopMailbox mailbox) {}
