// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.api.Contract;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ResourceLimits;
import io.jfn.gateway.functions.Revision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The environment of an instance's main process: what the image has, over it what the contract tells, over that what the
 * specification says, and last the addresses, which only the platform knows.
 */
record InstanceEnvironment(Map<String, String> variables) {
    /** Where a listening socket waits for the Lambda contract's clients. */
    static final int RUNTIME_API_PORT = 9001;

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    /** Clients want some region; this one they all know. */
    private static final String REGION = "us-east-1";

    static InstanceEnvironment of(Revision revision, String instanceId, ResourceLimits limits) {
        var spec = revision.spec();
        var all = new LinkedHashMap<String, String>();
        all.put("PATH", PATH);
        all.put("HOME", "/tmp"); // the one folder that every sandbox may write to
        boolean lambda = spec.contract() == Contract.LAMBDA;
        if (lambda) {
            lambdaDefaults(all);
        }
        for (String line : revision.image().env()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                all.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        if (lambda) {
            lambda(all, spec, revision.number(), instanceId, limits);
        } else {
            all.put("K_SERVICE", spec.name());
            all.put("K_REVISION", spec.name() + "-" + revision.number());
            all.put("K_CONFIGURATION", spec.name());
        }
        all.putAll(spec.env());
        if (lambda) {
            all.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + RUNTIME_API_PORT);
        } else {
            all.put("PORT", String.valueOf(spec.port()));
        }
        return new InstanceEnvironment(all);
    }

    private static void lambdaDefaults(Map<String, String> all) {
        all.put("LAMBDA_TASK_ROOT", "/function");
        all.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
        all.put("TZ", "UTC");
    }

    private static void lambda(
            Map<String, String> all, FunctionSpec spec, int revision, String instanceId, ResourceLimits limits) {
        @Nullable String handler = spec.handler();
        if (handler != null) {
            all.put("_HANDLER", handler);
        }
        all.put("AWS_LAMBDA_FUNCTION_NAME", spec.name());
        all.put("AWS_LAMBDA_FUNCTION_VERSION", String.valueOf(revision));
        all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(limits.memoryBytes() / ResourceLimits.MIB));
        all.put("AWS_LAMBDA_LOG_GROUP_NAME", "/jfn/" + spec.name());
        all.put("AWS_LAMBDA_LOG_STREAM_NAME", instanceId);
        all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        all.put("AWS_REGION", REGION);
        all.put("AWS_DEFAULT_REGION", REGION);
        all.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + (spec.runtime() != null ? spec.runtime() : "Image"));
    }

    /** {@code NAME=value}, each name once. */
    List<String> lines() {
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
    }
}
