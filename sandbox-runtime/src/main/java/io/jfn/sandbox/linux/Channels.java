// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.linux;

import io.jfn.sandbox.syscall.Flags;
import io.jfn.sandbox.syscall.Syscalls;

/** S27: what leads out of a sandbox: two pipes, its network, a socket in it made ahead, and the Runtime API's listener. */
final class Channels {
    private Channels() {}

    static void make(Launch launch) {
        Syscalls kernel = launch.kernel();
        Descriptors descriptors = launch.descriptors;
        Syscalls.Pipe output = pipe(launch);
        launch.output = output.reader();
        launch.outputWriter = output.writer();
        Syscalls.Pipe error = pipe(launch);
        launch.error = error.reader();
        launch.errorWriter = error.writer();
        launch.network = descriptors.keep(kernel.open(Flags.AT_FDCWD, "/proc/thread-self/ns/net", Flags.O_RDONLY, 0));
        launch.spareSocket = descriptors.keep(kernel.streamSocket());
    }

    static void listen(Launch launch) {
        int port = launch.binding().runtimeApiPort();
        if (port > 0) {
            launch.listener = launch.descriptors.keep(launch.kernel().listenLocally(port));
        }
    }

    private static Syscalls.Pipe pipe(Launch launch) {
        Syscalls.Pipe pipe = launch.kernel().pipe();
        launch.descriptors.keep(pipe.reader());
        launch.descriptors.keep(pipe.writer());
        launch.kernel().nonBlocking(pipe.reader());
        // Programs that open /dev/stdout by name may only open what is theirs.
        launch.kernel().changeOwner(pipe.writer(), launch.uid, launch.uid);
        return pipe;
    }
}
