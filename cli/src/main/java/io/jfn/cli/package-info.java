// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.jfn.cli;

import org.jspecify.annotations.NullMarked;
