// SPDX-License-Identifier: Apache-2.0
/** Functions and their revisions: what is deployed, kept over restarts, and how a deploy is done. */
@NullMarked
package io.jfn.gateway.functions;

import org.jspecify.annotations.NullMarked;
