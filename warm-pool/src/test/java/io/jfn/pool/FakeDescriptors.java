// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import io.jfn.sandbox.syscall.Descriptors;
import io.jfn.sandbox.syscall.OwnDescriptors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Makes descriptors and knows which are open; closing one twice is remembered as a fault. */
final class FakeDescriptors implements DescriptorCloser {
    private final boolean real;
    private final Set<Integer> open = new TreeSet<>();
    private final List<String> faults = new ArrayList<>();
    private int next = 1000;

    /** Numbers only. */
    FakeDescriptors() {
        this(false);
    }

    /** With {@code real}, copies of standard error, which can be sent. */
    FakeDescriptors(boolean real) {
        this.real = real;
    }

    synchronized int make() {
        int made = real ? OwnDescriptors.duplicate(2) : next++;
        open.add(made);
        return made;
    }

    @Override
    public synchronized void close(int descriptor) {
        if (!open.remove(descriptor)) {
            faults.add("descriptor " + descriptor + " closed twice");
        } else if (real) {
            Descriptors.close(descriptor);
        }
    }

    synchronized Set<Integer> open() {
        return Set.copyOf(open);
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }
}
