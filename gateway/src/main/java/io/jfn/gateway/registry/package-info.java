// SPDX-License-Identifier: Apache-2.0
/** The registry in the box: {@code /v2/} as the OCI distribution specification 1.1 says, over the content store. */
@NullMarked
package io.jfn.gateway.registry;

import org.jspecify.annotations.NullMarked;
