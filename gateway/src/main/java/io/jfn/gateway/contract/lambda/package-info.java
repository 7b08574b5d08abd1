// SPDX-License-Identifier: Apache-2.0
/** The lambda contract: the gateway serves the AWS Lambda Runtime API, from which the function fetches its work. */
@NullMarked
package io.jfn.gateway.contract.lambda;

import org.jspecify.annotations.NullMarked;
