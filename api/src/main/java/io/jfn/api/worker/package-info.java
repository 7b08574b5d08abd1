// SPDX-License-Identifier: Apache-2.0
/** The worker protocol: fixed-shape messages between the gateway and the worker of one node. */
@NullMarked
package io.jfn.api.worker;

import org.jspecify.annotations.NullMarked;
