// SPDX-License-Identifier: Apache-2.0
/** The API under {@code /v1}: thin resources that parse, call and map. */
@NullMarked
package io.jfn.gateway.http;

import org.jspecify.annotations.NullMarked;
