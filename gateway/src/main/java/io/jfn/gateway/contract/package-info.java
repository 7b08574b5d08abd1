// SPDX-License-Identifier: Apache-2.0
/** The function contracts towards a main process: plain HTTP, and the AWS Lambda Runtime API. */
@NullMarked
package io.jfn.gateway.contract;

import org.jspecify.annotations.NullMarked;
