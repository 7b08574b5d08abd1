// SPDX-License-Identifier: Apache-2.0
/** The http contract: the gateway is an HTTP/1.1 client of the function's own server. */
@NullMarked
package io.jfn.gateway.contract.http;

import org.jspecify.annotations.NullMarked;
