// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.util.function.LongSupplier;

/** What the layers of all tenants take on this node's disk, against the {@link StoreQuota}. */
final class StoreRoom {
    /** What an entry costs beside its bytes: its inode and the unused part of its last block. */
    static final long BLOCK = 4096;

    private static final long MIB = 1 << 20;

    private final StoreQuota quota;
    private final LongSupplier freeBytes;
    private long used;

    StoreRoom(StoreQuota quota, LongSupplier freeBytes) {
        this.quota = quota;
        this.freeBytes = freeBytes;
    }

    /** The part of one tenant, which has nothing yet. */
    Tenant tenant(String name) {
        return new Tenant(name);
    }

    private void checkDisk(long wanted) {
        long free = freeBytes.getAsLong();
        if (free - wanted < quota.reserveBytes()) {
            throw new ImageException(
                    Fault.STORE_FULL,
                    "image store: " + mib(wanted) + " more would leave less than " + mib(quota.reserveBytes())
                            + " of the disk's " + mib(free)
                            + " free: make room, for example by 'jfn images prune'");
        }
    }

    private static String mib(long bytes) {
        return bytes < MIB ? bytes + " bytes" : bytes / MIB + " MiB";
    }

    /** One tenant's part. */
    final class Tenant {
        private final String name;
        private long own;

        private Tenant(String name) {
            this.name = name;
        }

        /** Counts a layer that is in the store, whatever the quota says of it. */
        void keep(LayerRecord layer) {
            add(layer.bytes() + BLOCK * layer.entries());
        }

        /** No longer counts a layer. */
        void drop(LayerRecord layer) {
            add(-layer.bytes() - BLOCK * layer.entries());
        }

        Use use() {
            return new Use(this);
        }

        private void disk(long wanted) {
            checkDisk(wanted);
        }

        private void add(long bytes) {
            synchronized (StoreRoom.this) {
                own += bytes;
                used += bytes;
            }
        }

        private void take(long bytes) {
            synchronized (StoreRoom.this) {
                if (bytes > quota.tenantBytes() - own) {
                    throw full("layers of tenant '" + name + "'", quota.tenantBytes(), own, bytes);
                }
                if (bytes > quota.nodeBytes() - used) {
                    throw full("layers of all tenants", quota.nodeBytes(), used, bytes);
                }
                own += bytes;
                used += bytes;
            }
        }

        private static ImageException full(String whose, long most, long taken, long more) {
            return new ImageException(
                    Fault.STORE_FULL,
                    "image store: " + whose + " may take " + mib(most) + ", have " + mib(taken) + " and need "
                            + mib(more) + " more: remove functions and run 'jfn images prune', or raise the quota");
        }
    }

    /** What one piece of work has taken; all of it is given back when it is closed. For one thread. */
    static final class Use implements DiskRoom, AutoCloseable {
        private static final long LOOK_EVERY = 8 * MIB;

        private final Tenant tenant;
        private long taken;
        private long unlooked;

        private Use(Tenant tenant) {
            this.tenant = tenant;
        }

        @Override
        public void take(long bytes) {
            tenant.take(bytes);
            taken += bytes;
            if (bytes >= MIB) {
                tenant.disk(bytes);
            }
        }

        @Override
        public void wrote(long bytes) {
            unlooked += bytes;
            if (unlooked >= LOOK_EVERY) {
                unlooked = 0;
                tenant.disk(0);
            }
        }

        @Override
        public void give(long bytes) {
            tenant.add(-bytes);
            taken -= bytes;
        }

        @Override
        public void close() {
            give(taken);
        }
    }
}
