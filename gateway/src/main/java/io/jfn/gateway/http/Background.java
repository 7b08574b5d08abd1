// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Marks the executor for blocking work that no request waits for. */
@Qualifier
@Documented
@Retention(RetentionPolicy.RUNTIME)
public @interface Background {}
