// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import io.jfn.scheduler.InstanceStarter;

/** A started instance of a revision as a lease hands it out. */
public interface FunctionInstance extends InstanceStarter.RunningInstance {
    MainProcess process();

    Endpoint endpoint();

    StartTimes times();
}
