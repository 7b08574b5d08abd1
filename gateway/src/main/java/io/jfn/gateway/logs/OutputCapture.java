// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

/** Takes over the pipes of an instance's output and reads them until their ends. Never blocks. */
@FunctionalInterface
public interface OutputCapture {
    /** Both descriptors are non-blocking read ends of pipes, closed here when their writers are gone. */
    void capture(String function, String instance, int stdout, int stderr);
}
