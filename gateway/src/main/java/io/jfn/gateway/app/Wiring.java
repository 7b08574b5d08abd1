// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.app;

import io.jfn.gateway.functions.Deployer;
import io.jfn.gateway.functions.FunctionRegistry;
import io.jfn.gateway.functions.GarbageCollection;
import io.jfn.gateway.functions.ImageSources;
import io.jfn.gateway.functions.MissingImages;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.http.Background;
import io.jfn.gateway.http.NodeToken;
import io.jfn.gateway.http.ReadySandboxes;
import io.jfn.gateway.http.WorkerHealth;
import io.jfn.gateway.images.NamedImages;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.gateway.runtimes.Runtimes;
import io.jfn.images.ImageStore;
import io.jfn.images.ImageStoreConfig;
import io.jfn.images.StoreQuota;
import io.jfn.images.content.ContentConfig;
import io.jfn.images.content.ContentStore;
import io.jfn.scheduler.InstanceStarter;
import io.jfn.scheduler.Scheduler;
import io.jfn.scheduler.SchedulerConfig;
import io.jfn.scheduler.SchedulerListener;
import io.jfn.scheduler.Ticker;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * How the parts are put together. What it does not make is a bean of another class: {@link InstanceStarter}, {@link
 * WorkerHealth} and the log.
 */
@Singleton
public final class Wiring {
    @Produces
    @Singleton
    StateFolder state(GatewayConfig config) {
        return new StateFolder(config.stateDir().toAbsolutePath());
    }

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    Ticker ticker() {
        return System::nanoTime;
    }

    @Produces
    @Singleton
    @Background
    @Typed(ScheduledExecutorService.class)
    ScheduledExecutorService timer() {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("jfn-timer").daemon().factory());
    }

    void stop(@Disposes @Background ScheduledExecutorService timer) {
        timer.shutdownNow();
    }

    /** Where blocking work goes that no request waits for. */
    @Produces
    @Singleton
    @Background
    Executor background() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("jfn-background-", 0).factory());
    }

    @Produces
    @Singleton
    SchedulerConfig schedulerConfig(GatewayConfig config) {
        var defaults = SchedulerConfig.withMemory(config.memoryBytes().orElseGet(MachineMemory::defaultBudget));
        return new SchedulerConfig(
                defaults.memoryBytes(),
                config.queueLength(),
                config.pauseGrace().toMillis(),
                config.stopGrace().toMillis(),
                defaults.startBackoffMillis(),
                defaults.startBackoffMaxMillis(),
                defaults.memoryPatienceMillis());
    }

    @Produces
    @Singleton
    Scheduler<Revision, FunctionInstance> scheduler(
            InstanceStarter<Revision, FunctionInstance> starter,
            MissingImages missing,
            SchedulerConfig config,
            Ticker ticker,
            SchedulerListener listener,
            @Background ScheduledExecutorService timer) {
        return new Scheduler<>(missing.guard(starter), config, listener, ticker, timer);
    }

    @Produces
    @Singleton
    ImageStore images(StateFolder state, GatewayConfig config) {
        var quota = new StoreQuota(
                config.tenantImageBytes().orElse(StoreQuota.DEFAULT.tenantBytes()),
                config.nodeImageBytes().orElse(StoreQuota.DEFAULT.nodeBytes()),
                config.freeDiskBytes().orElse(StoreQuota.DEFAULT.reserveBytes()));
        return new ImageStore(state.store(), ImageStoreConfig.ofThisMachine().withQuota(quota));
    }

    void close(@Disposes ImageStore images) {
        images.close();
    }

    /** In the image store's folder, which that one has locked. */
    @Produces
    @Singleton
    ContentStore content(StateFolder state, ImageStore images, GatewayConfig config) {
        return new ContentStore(state.store(), ContentConfig.DEFAULT.withQuotaBytes(config.contentQuotaBytes()));
    }

    @Produces
    @Singleton
    FunctionRegistry registry(StateFolder state) {
        // SQLite's native library is unpacked there, not in a folder that others can write or that forbids execution.
        System.setProperty("org.sqlite.tmpdir", state.gateway().toString());
        return new FunctionRegistry(state.gateway().resolve("jfn.db"));
    }

    void close(@Disposes FunctionRegistry registry) {
        registry.close();
    }

    @Produces
    @Singleton
    MissingImages missingImages() {
        return new MissingImages();
    }

    @Produces
    @Singleton
    Deployer deployer(
            FunctionRegistry registry,
            ImageStore images,
            NamedImages names,
            Runtimes runtimes,
            Scheduler<Revision, FunctionInstance> scheduler,
            MissingImages missing,
            InstantSource clock) {
        return new Deployer(registry, new ImageSources(images, names, runtimes), scheduler, missing, clock);
    }

    @Produces
    @Singleton
    GarbageCollection garbage(ImageStore images, ContentStore content, @Background Executor background) {
        return new GarbageCollection(images, content, background);
    }

    @Produces
    @Singleton
    NodeToken token(StateFolder state) {
        return NodeToken.in(state.gateway().resolve("token"));
    }

    @Produces
    @Singleton
    ReadySandboxes readySandboxes(WorkerHealth worker, Ticker ticker) {
        return new ReadySandboxes(worker, ticker);
    }
}
