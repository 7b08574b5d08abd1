// SPDX-License-Identifier: Apache-2.0
/**
 * The Java bootstrap: runs a handler class under the AWS Lambda Runtime API inside a sandbox. It is copied into the
 * Java base image as class files, uses only {@code java.base}, and does without lambdas, string concatenation and
 * pattern switches on the way to the first call: each would link an {@code invokedynamic} call site at every cold start.
 */
@NullMarked
package io.jfn.bootstrap;

import org.jspecify.annotations.NullMarked;
