// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks the executors that work beside the requests: for work that blocks, and for timers. */
@Qualifier
@Documented
@Retention(RetentionPolicy.RUNTIME)
public @interface Background {}
