// SPDX-License-Identifier: Apache-2.0
/** What an operator writes for the gateway in files of the state folder. */
@NullMarked
package io.jfn.gateway.settings;

import org.jspecify.annotations.NullMarked;
