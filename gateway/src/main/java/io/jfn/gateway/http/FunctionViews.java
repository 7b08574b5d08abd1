// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.jfn.api.FunctionName;
import io.jfn.api.FunctionView;
import io.jfn.api.RevisionView;
import io.jfn.gateway.functions.DeployedFunction;
import io.jfn.gateway.functions.DeployedRevision;
import io.jfn.gateway.functions.MissingImages;
import io.jfn.gateway.functions.Revision;
import io.jfn.gateway.instance.FunctionInstance;
import io.jfn.scheduler.InstanceSnapshot;
import io.jfn.scheduler.Scheduler;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Functions as the API shows them: without the contents of their secrets. */
@Singleton
final class FunctionViews {
    private final Scheduler<Revision, FunctionInstance> scheduler;
    private final MissingImages missing;

    FunctionViews(Scheduler<Revision, FunctionInstance> scheduler, MissingImages missing) {
        this.scheduler = scheduler;
        this.missing = missing;
    }

    FunctionView of(DeployedFunction function) {
        return of(List.of(function)).getFirst();
    }

    List<FunctionView> of(List<DeployedFunction> functions) {
        Map<FunctionName, Long> instances = scheduler.instances().stream()
                .collect(Collectors.groupingBy(InstanceSnapshot::function, Collectors.counting()));
        return functions.stream()
                .map(one -> view(one, instances.getOrDefault(one.name(), 0L).intValue()))
                .toList();
    }

    static List<RevisionView> revisions(DeployedFunction function) {
        return function.revisions().reversed().stream()
                .map(one -> revision(function, one))
                .toList();
    }

    private static RevisionView revision(DeployedFunction function, DeployedRevision one) {
        Revision revision = one.revision();
        return new RevisionView(
                function.name().value(),
                revision.number(),
                one.equals(function.current()),
                revision.spec().withoutSecretContents(),
                revision.image().bytes(),
                one.deployedAtMillis(),
                revision.origin());
    }

    private FunctionView view(DeployedFunction function, int instances) {
        Revision revision = function.current().revision();
        return new FunctionView(
                function.name().value(),
                revision.number(),
                missing.reason(revision),
                revision.spec().withoutSecretContents(),
                revision.image().bytes(),
                "/function/" + function.name(),
                function.createdAtMillis(),
                function.current().deployedAtMillis(),
                instances,
                revision.origin());
    }
}
