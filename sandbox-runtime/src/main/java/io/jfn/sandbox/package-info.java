// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jfn.sandbox;

import org.jspecify.annotations.NullMarked;
