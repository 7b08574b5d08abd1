// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

/** Whether an invocation that finds no free instance may wait for one. */
final class AdmissionPolicy {
    private AdmissionPolicy() {}

    /** What becomes of the invocation. */
    enum Admission {
        WAIT,
        BUSY,
        NO_CAPACITY
    }

    static Admission decide(AdmissionSnapshot s) {
        if (s.live() == 0 && (!s.fitsNode() || (!s.memoryMayReturn() && !s.backingOff()))) {
            return Admission.NO_CAPACITY;
        }
        return s.ahead() >= s.queueLength() + s.comingPlaces() ? Admission.BUSY : Admission.WAIT;
    }
}
