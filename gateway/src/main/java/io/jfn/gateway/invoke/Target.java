// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.invoke;

import io.jfn.api.FunctionName;
import io.jfn.gateway.functions.Revision;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A revision with what each of its invocations needs and need not make anew: its checked name and its counters. */
record Target(Revision revision, FunctionName name, InvocationMetrics.ForFunction metrics) {

    /** Finds targets by name. It keeps one for each deployed function that was called, none for names callers made up. */
    static final class Finder {
        private final InvocationPorts ports;
        private final ConcurrentHashMap<String, Target> known = new ConcurrentHashMap<>();

        Finder(InvocationPorts ports) {
            this.ports = ports;
        }

        @Nullable
        Target find(String name) {
            Revision current = ports.directory().find(name);
            if (current == null) {
                if (known.containsKey(name)) {
                    known.remove(name);
                }
                return null;
            }
            Target target = known.get(name);
            if (target == null || !target.revision.equals(current)) {
                target = new Target(current, current.name(), ports.metrics().of(name));
                known.put(name, target);
            }
            return target;
        }
    }
}
