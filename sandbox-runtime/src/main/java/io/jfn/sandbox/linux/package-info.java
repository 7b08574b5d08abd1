// SPDX-License-Identifier: Apache-2.0
/** Linux sandboxes: the launch as a list of steps, one class for each concern of it. */
@NullMarked
package io.jfn.sandbox.linux;

import org.jspecify.annotations.NullMarked;
