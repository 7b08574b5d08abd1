// SPDX-License-Identifier: Apache-2.0
/** What the functions of each language runtime stand on: an image made from the machine, or one that the operator chose. */
@NullMarked
package io.jfn.gateway.runtimes;

import org.jspecify.annotations.NullMarked;
