// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionName;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ImageOrigin;
import io.jfn.api.PulledImage;
import io.jfn.api.RegistryLogin;
import io.jfn.api.TenantName;
import io.jfn.images.PreparedImage;
import io.jfn.images.Progress;
import io.jfn.scheduler.Deployment;
import io.jfn.scheduler.Scheduler;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Deploys and removes functions: each deploy is a new revision, which is durable before it takes calls. What one function
 * goes through is a sequence, whoever asks; a step that fails leaves nothing. Calls block for as long as images take.
 */
public final class Deployer {
    private static final System.Logger LOG = System.getLogger(Deployer.class.getName());

    private final FunctionRegistry registry;
    private final FunctionImages images;
    private final ImageFinder finder;
    private final DeploymentTarget target;
    private final MissingImages missing;
    private final InstantSource clock;
    private final NamedLocks locks = new NamedLocks();

    public Deployer(
            FunctionRegistry registry,
            ImageSources sources,
            Scheduler<Revision, ?> scheduler,
            MissingImages missing,
            InstantSource clock) {
        this(
                registry,
                FunctionImages.of(sources.store(), sources.runtimes()),
                sources.names(),
                DeploymentTarget.of(scheduler),
                missing,
                clock);
    }

    Deployer(
            FunctionRegistry registry,
            FunctionImages images,
            ImageFinder finder,
            DeploymentTarget target,
            MissingImages missing,
            InstantSource clock) {
        this.registry = registry;
        this.images = images;
        this.finder = finder;
        this.target = target;
        this.missing = missing;
        this.clock = clock;
    }

    /** Makes a specification the revision that takes calls, even where it changes nothing. */
    public DeployedFunction deploy(TenantName tenant, FunctionSpec spec, Progress progress) {
        return deploy(tenant, spec, Optional.empty(), progress);
    }

    /**
     * Makes a specification the revision that takes calls, even where it changes nothing. What a registry's name means is found
     * once, now; the revision holds digests only.
     *
     * @param login the deploying developer's credentials for the registry, used for this deploy alone
     */
    public DeployedFunction deploy(
            TenantName tenant, FunctionSpec asked, Optional<RegistryLogin> login, Progress progress) {
        DeployPolicy.check(asked, target.memoryBytes());
        var name = new FunctionName(asked.name());
        return locks.within(name, () -> {
            Optional<PulledImage> found =
                    Optional.ofNullable(asked.image()).flatMap(image -> finder.find(tenant, image, login, progress));
            FunctionSpec spec = found.map(one -> asked.withContent(one.image().image(), asked.source()))
                    .orElse(asked);
            PreparedImage image = images.prepare(tenant, spec, progress);
            var revision = new Revision(
                    tenant,
                    spec,
                    registry.nextNumber(tenant, name),
                    image,
                    found.map(PulledImage::origin).orElse(null));
            List<ImageReference> pruned = keep(revision);
            missing.forget(revision.name());
            target.deploy(deployment(revision));
            pruned.forEach(this::release);
            return registry.function(spec.name()).orElseThrow();
        });
    }

    /** Forgets a function; what runs of it finishes. False when there was none. */
    public boolean remove(FunctionName name) {
        return locks.within(name, () -> {
            List<ImageReference> freed = registry.remove(name);
            target.remove(name);
            missing.forget(name);
            freed.forEach(this::release);
            return !freed.isEmpty();
        });
    }

    /** Takes up what was deployed before the process started, and gives up what one that was killed left behind. */
    public void restore() {
        registry.owed().forEach(this::release);
        registry.unreadable().forEach(one -> missing.add(one.standIn(), one.reason()));
        registry.functions()
                .forEach(function -> locks.within(function.name(), () -> {
                    Revision revision = function.current().revision();
                    if (missing.reason(revision) != null) {
                        target.deploy(deployment(revision));
                        return revision;
                    }
                    try {
                        target.deploy(deployment(withImage(revision)));
                    } catch (RuntimeException e) {
                        String reason = "revision " + revision.number() + " of function " + revision.name()
                                + " cannot start, its image was lost: " + e.getMessage();
                        LOG.log(System.Logger.Level.ERROR, reason);
                        missing.add(revision, reason);
                        target.deploy(deployment(revision));
                    }
                    return revision;
                }));
    }

    private Revision withImage(Revision revision) {
        ImageReference reference = ImageReference.of(revision);
        try {
            images.retain(reference.tenant(), reference.owner(), revision.image());
            return revision;
        } catch (RuntimeException lost) {
            try {
                PreparedImage again = prepareAgain(revision);
                images.retain(reference.tenant(), reference.owner(), again);
                var repaired =
                        new Revision(revision.tenant(), revision.spec(), revision.number(), again, revision.origin());
                registry.replaceImage(repaired);
                return repaired;
            } catch (RuntimeException e) {
                e.addSuppressed(lost);
                throw e;
            }
        }
    }

    private PreparedImage prepareAgain(Revision revision) {
        ImageOrigin origin = revision.origin();
        if (origin != null) {
            finder.restore(revision.tenant(), origin);
        }
        return images.prepare(revision.tenant(), revision.spec(), Progress.NONE);
    }

    private List<ImageReference> keep(Revision revision) {
        ImageReference reference = ImageReference.of(revision);
        registry.owe(reference);
        boolean kept = false;
        try {
            images.retain(reference.tenant(), reference.owner(), revision.image());
            List<ImageReference> pruned = registry.commit(revision, clock.millis());
            kept = true;
            return pruned;
        } finally {
            if (!kept) {
                release(reference);
            }
        }
    }

    /** Never fails: what cannot be given up now is owed still, and given up at the next start. */
    private void release(ImageReference reference) {
        try {
            images.release(reference.tenant(), reference.owner());
            registry.settle(reference);
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the layers of {0} are kept until the next start: {1}",
                    reference.owner(),
                    e.getMessage());
        }
    }

    private static Deployment<Revision> deployment(Revision revision) {
        FunctionSpec spec = revision.spec();
        return new Deployment<>(
                revision.name(), revision.number(), revision, spec.limits(), spec.concurrency(), spec.scale());
    }
}
