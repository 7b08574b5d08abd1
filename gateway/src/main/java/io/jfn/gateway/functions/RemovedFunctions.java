// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionName;
import io.jfn.scheduler.SchedulerListener;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Has what is kept in memory for a removed function dropped when nothing of it runs any more: until then its last
 * invocations still count and write. A function that was deployed again meanwhile keeps all of it.
 */
public final class RemovedFunctions implements SchedulerListener {
    private static final System.Logger LOG = System.getLogger(RemovedFunctions.class.getName());

    private final FunctionRegistry registry;
    private final Executor executor;
    private final List<Consumer<String>> forgetting;

    /** {@code executor} is where it waits for a deploy of the function; each of {@code forgetting} is told its name. */
    public RemovedFunctions(FunctionRegistry registry, Executor executor, List<Consumer<String>> forgetting) {
        this.registry = registry;
        this.executor = executor;
        this.forgetting = List.copyOf(forgetting);
    }

    @Override
    public void vanished(FunctionName function) {
        executor.execute(() -> {
            try {
                registry.unlessDeployed(function, () -> forgetting.forEach(one -> one.accept(function.value())));
            } catch (RegistryException e) {
                LOG.log(System.Logger.Level.DEBUG, "function {0} is not forgotten: {1}", function, e.getMessage());
            }
        });
    }
}
