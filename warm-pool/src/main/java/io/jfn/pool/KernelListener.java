// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.sandbox.syscall.SyscallException;
import io.jfn.sandbox.syscall.UnixConnection;
import io.jfn.sandbox.syscall.UnixListener;
import java.io.IOException;
import java.nio.file.Path;

/** A {@link WorkerListener} at a path of the file system. */
final class KernelListener implements WorkerListener {
    private final UnixListener listener;

    private KernelListener(UnixListener listener) {
        this.listener = listener;
    }

    /** Listens at {@code socket}, which belongs to {@code uid} and is nobody else's to open. */
    static KernelListener bind(Path socket, int uid) {
        return new KernelListener(UnixListener.bind(socket, uid, uid));
    }

    @Override
    public WorkerConnection accept() throws IOException {
        try {
            var accepted = listener.accept();
            if (accepted == null) {
                throw new IOException("the listener is closed");
            }
            return new Accepted(accepted);
        } catch (SyscallException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        listener.close();
    }

    private record Accepted(UnixConnection connection) implements WorkerConnection {
        @Override
        public int peerUid() {
            return connection.peerUid();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return connection.read(into, offset, length);
            } catch (SyscallException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            try {
                connection.write(bytes, 0, bytes.length);
            } catch (SyscallException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void sendDescriptor(int descriptor) throws IOException {
            try {
                connection.sendDescriptor(descriptor);
            } catch (SyscallException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
