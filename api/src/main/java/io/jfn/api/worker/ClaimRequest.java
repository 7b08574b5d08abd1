// SPDX-License-Identifier: Apache-2.0
package io.jfn.api.worker;

import io.jfn.api.Digest;
import io.jfn.api.FunctionName;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a sandbox is bound to: everything the worker needs to turn a ready sandbox into an instance.
 *
 * @param tenant whose layers are mounted; together with {@code function} and {@code revision} the sandbox's key for life
 * @param function the function
 * @param revision the revision's number
 * @param layers the image's layers, lowest first; 1 to 128
 * @param argv the main process by absolute path inside the image, and its arguments
 * @param env its whole environment, {@code NAME=value}
 * @param workdir its working directory, absolute inside the image
 * @param limits hard limits
 * @param runtimeApiPort port of the listening socket to make at 127.0.0.1 for the Lambda Runtime API, 0 for none
 * @param hostname the sandbox's host name, the same for all instances of a revision
 * @param secrets content of each file under {@code /run/secrets}; never logged
 */
public record ClaimRequest(
        TenantName tenant,
        FunctionName function,
        int revision,
        List<Digest> layers,
        List<String> argv,
        List<String> env,
        String workdir,
        ResourceLimits limits,
        int runtimeApiPort,
        String hostname,
        Map<String, byte[]> secrets) {
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

    public ClaimRequest {
        layers = List.copyOf(layers);
        argv = List.copyOf(argv);
        env = List.copyOf(env);
        secrets = Map.copyOf(secrets);
        if (layers.isEmpty() || layers.size() > 128) {
            throw new ProtocolException("a claim has 1 to 128 layers, this one has " + layers.size());
        }
        if (argv.isEmpty() || !argv.getFirst().startsWith("/")) {
            throw new ProtocolException("a claim's argv begins with an absolute path");
        }
        if (!workdir.startsWith("/")) {
            throw new ProtocolException("a claim's workdir is an absolute path");
        }
        if (!DNS_LABEL.matcher(hostname).matches()) {
            throw new ProtocolException("a claim's hostname is a DNS label");
        }
        secrets.keySet().forEach(name -> {
            if (!FILE_NAME.matcher(name).matches()) {
                throw new ProtocolException("a secret's name is a plain file name");
            }
        });
        for (var texts : List.of(argv, env, List.of(workdir))) {
            for (String text : texts) {
                if (text.indexOf('\0') >= 0) {
                    throw new ProtocolException("a claim's texts have no NUL character");
                }
            }
        }
    }

    /** What of this a sandbox is bound to. */
    public Binding binding() {
        return new Binding(tenant, function, revision, layers, workdir, limits, runtimeApiPort, hostname);
    }

    /** Leaves out argv, env and secrets: the worker does not log tenant text. */
    @Override
    public String toString() {
        return "claim for " + tenant + "/" + function + "-" + revision;
    }
}
