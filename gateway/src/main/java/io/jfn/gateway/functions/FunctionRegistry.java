// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionName;
import io.jfn.api.TenantName;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is deployed, kept over restarts and crashes: a change that returned is on the disk. Reads answer from memory and never
 * block; changes are made one at a time behind one lock, and block, so make them on virtual threads.
 */
public final class FunctionRegistry implements FunctionDirectory, AutoCloseable {
    private final RegistryDatabase database;
    private final ReentrantLock writing = new ReentrantLock();
    private final Map<String, DeployedFunction> functions = new ConcurrentHashMap<>();
    private final List<UnreadableRevision> unreadable;
    private volatile boolean open = true;

    /** Opens the registry in a file, which is made where it is missing, and reads all of it; what cannot be read stays there. */
    public FunctionRegistry(Path file) {
        database = RegistryDatabase.open(file);
        RegistryDatabase.Contents contents = database.contents();
        for (DeployedFunction function : contents.functions()) {
            functions.put(function.name().value(), function);
        }
        unreadable = List.copyOf(contents.unreadable());
    }

    @Override
    public @Nullable Revision find(String name) {
        DeployedFunction function = functions.get(name);
        return function == null ? null : function.current().revision();
    }

    /** A function by its name, whatever the name looks like. */
    public Optional<DeployedFunction> function(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    /** All functions by their names. */
    public List<DeployedFunction> functions() {
        return functions.values().stream()
                .sorted(Comparator.comparing(one -> one.name().value()))
                .toList();
    }

    public int size() {
        return functions.size();
    }

    /** Whether changes can be made. */
    public boolean isOpen() {
        return open;
    }

    /** Revisions that could not be read when the registry was opened. */
    List<UnreadableRevision> unreadable() {
        return unreadable;
    }

    /** References that no revision needs and that were not given up yet. */
    List<ImageReference> owed() {
        return alone(database::owed);
    }

    /** A reference is about to be made; unless a commit needs it, the next start gives it up. */
    void owe(ImageReference reference) {
        alone(() -> {
            database.owe(reference);
            return reference;
        });
    }

    /** A reference was given up. */
    void settle(ImageReference reference) {
        alone(() -> {
            database.settle(reference);
            return reference;
        });
    }

    /** The number of the next revision of a name: it goes on where a removed function of that name ended. */
    int nextNumber(TenantName tenant, FunctionName name) {
        return alone(() -> database.lastNumber(tenant, name)) + 1;
    }

    /** Makes a revision the current one, and gives the references of those that give way, which are owed from now on. */
    List<ImageReference> commit(Revision revision, long atMillis) {
        return alone(() -> {
            var next = new DeployedRevision(revision, atMillis);
            DeployedFunction before = functions.get(revision.name().value());
            int last = database.lastNumber(revision.tenant(), revision.name());
            if (last >= revision.number()) {
                throw new IllegalStateException(
                        "revision " + revision.number() + " of " + revision.name() + " is not newer than " + last);
            }
            DeployedFunction after = before == null
                    ? new DeployedFunction(revision.tenant(), revision.name(), atMillis, List.of(next))
                    : before.with(next);
            List<ImageReference> pruned = before == null
                    ? List.of()
                    : before.revisions().stream()
                            .filter(one -> !after.revisions().contains(one))
                            .map(one -> ImageReference.of(one.revision()))
                            .toList();
            database.commit(after, pruned);
            functions.put(after.name().value(), after);
            return pruned;
        });
    }

    /** Puts another image in the place of one that is gone, in the same revision. */
    void replaceImage(Revision revision) {
        alone(() -> {
            database.replaceImage(revision);
            return functions.computeIfPresent(revision.name().value(), (_, function) -> function.withCurrent(revision));
        });
    }

    /** Forgets a function, and gives the references of its revisions, which are owed from now on; none when unknown. */
    List<ImageReference> remove(FunctionName name) {
        return alone(() -> {
            DeployedFunction function = functions.get(name.value());
            if (function == null) {
                return List.of();
            }
            List<ImageReference> freed = function.revisions().stream()
                    .map(one -> ImageReference.of(one.revision()))
                    .toList();
            database.remove(function, freed);
            functions.remove(name.value());
            return freed;
        });
    }

    /** Does something unless a function is deployed, which cannot happen meanwhile. */
    void unlessDeployed(FunctionName name, Runnable work) {
        alone(() -> {
            if (!functions.containsKey(name.value())) {
                work.run();
            }
            return name;
        });
    }

    @Override
    public void close() {
        writing.lock();
        try {
            open = false;
            database.close();
        } finally {
            writing.unlock();
        }
    }

    private <T> T alone(Supplier<T> work) {
        writing.lock();
        try {
            if (!open) {
                throw new RegistryException("the registry of functions is closed: the gateway is stopping");
            }
            return work.get();
        } finally {
            writing.unlock();
        }
    }
}
