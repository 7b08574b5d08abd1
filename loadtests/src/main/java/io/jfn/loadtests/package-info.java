// SPDX-License-Identifier: Apache-2.0
/** Measurements of jfn beside its peers: never part of a test run, started by {@code loadtests/run}. */
@NullMarked
package io.jfn.loadtests;

import org.jspecify.annotations.NullMarked;
