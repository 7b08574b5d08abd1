// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jfn.pool;

import org.jspecify.annotations.NullMarked;
