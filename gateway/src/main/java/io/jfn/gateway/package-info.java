// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jfn.gateway;

import org.jspecify.annotations.NullMarked;
