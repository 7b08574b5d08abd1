// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jfn.scheduler;

import org.jspecify.annotations.NullMarked;
