// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jfn.images;

import org.jspecify.annotations.NullMarked;
