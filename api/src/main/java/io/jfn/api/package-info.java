// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jfn.api;

import org.jspecify.annotations.NullMarked;
