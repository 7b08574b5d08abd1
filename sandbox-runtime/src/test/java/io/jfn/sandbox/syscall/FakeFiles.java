// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import java.nio.file.Path;

/** The control files that a {@link FakeKernel} serves; what is refused throws {@link SyscallException}. */
public interface FakeFiles {
    /** Whether {@code path} is served here. */
    boolean covers(String path);

    String read(Path file);

    void write(Path file, String text);

    void makeFolder(Path folder);

    /** 0 or the negative error number. */
    int removeFolder(Path folder);

    /** A child was born to {@code parent}, in its groups. */
    void born(int pid, Thread parent);

    void died(int pid);
}
