// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionName;
import io.jfn.scheduler.Deployment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A scheduler that only notes what it is told. */
final class FakeTarget implements DeploymentTarget {
    static final long MEMORY = 1L << 30;

    final List<Deployment<Revision>> deployments = Collections.synchronizedList(new ArrayList<>());
    final List<FunctionName> removed = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void deploy(Deployment<Revision> deployment) {
        deployments.add(deployment);
    }

    @Override
    public void remove(FunctionName name) {
        removed.add(name);
    }

    @Override
    public long memoryBytes() {
        return MEMORY;
    }
}
