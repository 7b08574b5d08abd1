// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the worker's command line says.
 *
 * @param state the state folder, absolute
 * @param gatewayUid the user besides root that may connect; 1 or more
 * @param node the node's id, a DNS label of at most 40 characters; absent: one that is chosen once and kept in the state folder
 * @param memoryBytes what all sandboxes may have together; absent: four fifths of the machine's memory
 * @param policy how many ready sandboxes are kept
 */
record WorkerConfig(
        Path state,
        int gatewayUid,
        @Nullable String node,
        @Nullable Long memoryBytes,
        PoolPolicy policy) {
    static final String USAGE = """
            usage: io.jfn.pool.Worker --state FOLDER --gateway-uid UID [options]
              --state FOLDER      the node's state folder, made beforehand
              --gateway-uid UID   the user besides root that may connect
              --node ID           the node's id, a DNS label (default: chosen once, kept in the state folder)
              --memory BYTES      memory of all sandboxes together (default: four fifths of the machine's)
              --pool-floor N      ready sandboxes kept without demand (default %d)
              --pool-ceiling N    ready sandboxes kept at most (default %d)
              --pool-bound N      besides these, bound to a function ahead at most (default: half the ceiling)\
            """.formatted(PoolConfig.DEFAULT_POLICY.floor(), PoolConfig.DEFAULT_POLICY.ceiling());

    WorkerConfig {
        if (!state.isAbsolute()) {
            throw new IllegalArgumentException("--state " + state + " is not an absolute path");
        }
        if (gatewayUid < 1) {
            throw new IllegalArgumentException("--gateway-uid " + gatewayUid + " is not the id of an ordinary user");
        }
        if (node != null && !node.matches("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")) {
            throw new IllegalArgumentException("--node: a node's id is 1 to 40 of a-z, 0-9 and '-'");
        }
        if (memoryBytes != null && memoryBytes < 32L << 20) {
            throw new IllegalArgumentException("--memory " + memoryBytes
                    + " is too little: the smallest sandbox takes 17 MiB; give 32 MiB or more");
        }
    }

    /** Reads {@code --name value} and {@code --name=value}; the message of what it throws is fit to be shown. */
    static WorkerConfig parse(List<String> args) {
        @Nullable String state = null;
        @Nullable Integer uid = null;
        @Nullable String node = null;
        @Nullable Long memory = null;
        @Nullable Integer floor = null;
        @Nullable Integer ceiling = null;
        @Nullable Integer bound = null;
        var seen = new HashSet<String>();
        var rest = new ArrayDeque<>(args);
        while (!rest.isEmpty()) {
            String[] option = rest.pop().split("=", 2);
            String name = option[0];
            if (!seen.add(name)) {
                throw new IllegalArgumentException(name + " is given twice");
            }
            switch (name) {
                case "--state" -> state = value(option, rest);
                case "--gateway-uid" -> uid = (int) number(option, rest, Integer.MAX_VALUE);
                case "--node" -> node = value(option, rest);
                case "--memory" -> memory = number(option, rest, Long.MAX_VALUE);
                case "--pool-floor" -> floor = (int) number(option, rest, Integer.MAX_VALUE);
                case "--pool-ceiling" -> ceiling = (int) number(option, rest, Integer.MAX_VALUE);
                case "--pool-bound" -> bound = (int) number(option, rest, Integer.MAX_VALUE);
                default -> throw new IllegalArgumentException("unknown option " + name);
            }
        }
        if (state == null || uid == null) {
            throw new IllegalArgumentException("--state and --gateway-uid must be given");
        }
        return new WorkerConfig(Path.of(state).normalize(), uid, node, memory, policy(floor, ceiling, bound));
    }

    private static PoolPolicy policy(@Nullable Integer floor, @Nullable Integer ceiling, @Nullable Integer bound) {
        var defaults = PoolConfig.DEFAULT_POLICY;
        int most = ceiling != null ? ceiling : Math.max(defaults.ceiling(), floor != null ? floor : 0);
        var policy = new PoolPolicy(floor != null ? floor : Math.min(defaults.floor(), most), most);
        return bound == null ? policy : new PoolPolicy(policy.floor(), policy.ceiling(), bound);
    }

    private static String value(String[] option, ArrayDeque<String> rest) {
        if (option.length == 2) {
            return option[1];
        }
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option[0] + " needs a value");
        }
        return rest.pop();
    }

    private static long number(String[] option, ArrayDeque<String> rest, long most) {
        String text = value(option, rest);
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(option[0] + " " + text + ": a whole number of 0 or more is needed");
    }
}
