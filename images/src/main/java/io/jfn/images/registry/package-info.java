// SPDX-License-Identifier: Apache-2.0
/** The client of OCI registries: pull, push, look up (OCI distribution-spec 1.1), over the JDK's own HTTP client (ADR 0011). */
@NullMarked
package io.jfn.images.registry;

import org.jspecify.annotations.NullMarked;
