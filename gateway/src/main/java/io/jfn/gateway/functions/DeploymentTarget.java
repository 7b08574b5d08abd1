// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionName;
import io.jfn.scheduler.Deployment;
import io.jfn.scheduler.Scheduler;

/** The scheduler as deploys need it. */
interface DeploymentTarget {
    void deploy(Deployment<Revision> deployment);

    void remove(FunctionName name);

    /** Memory that all instances of the node together may reserve. */
    long memoryBytes();

    static DeploymentTarget of(Scheduler<Revision, ?> scheduler) {
        return new DeploymentTarget() {
            @Override
            public void deploy(Deployment<Revision> deployment) {
                scheduler.deploy(deployment);
            }

            @Override
            public void remove(FunctionName name) {
                scheduler.remove(name);
            }

            @Override
            public long memoryBytes() {
                return scheduler.snapshot().memoryBudgetBytes();
            }
        };
    }
}
