// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import org.jspecify.annotations.Nullable;

/** Where the invocation path tells what it does, so that a function's lines find their invocation. Never blocks. */
public interface InvocationLog {
    /** An invocation begins in an instance; its lines belong to it as long as it is the only one there. */
    void begin(String instance, String invocation);

    void end(String instance, String invocation);

    /** A line of the platform about a function, for example which limit ended an instance and what its peak was. */
    void note(String function, String instance, @Nullable String invocation, String text);
}
