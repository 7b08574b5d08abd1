// SPDX-License-Identifier: Apache-2.0
/** The form in which folders and layers travel between command line, gateway and registries. */
@NullMarked
package io.jfn.api.archive;

import org.jspecify.annotations.NullMarked;
