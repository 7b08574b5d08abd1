// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.FunctionSpec;
import io.jfn.api.FunctionView;
import io.jfn.api.ImageOrigin;
import io.jfn.api.InstanceView;
import io.jfn.api.RevisionView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jfn describe}. */
@Command(name = "describe", description = "Show a function: what it was deployed with, its revisions, its instances.")
final class DescribeCommand extends ClientCommand {
    @Parameters(paramLabel = "NAME", description = "The function.")
    private String name = "";

    @Override
    ExitCode run() {
        FunctionView function = api().function(name);
        List<RevisionView> revisions = api().revisions(name);
        List<InstanceView> instances = api().instances(name);
        if (json()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("url", api().address().at(function.path()).toString());
            all.put("function", function);
            all.put("revisions", revisions);
            all.put("instances", instances);
            terminal().line(Json.pretty(all));
            return ExitCode.OK;
        }
        long now = System.currentTimeMillis();
        function(function, now);
        revisions(revisions, now);
        instances(instances, now);
        return ExitCode.OK;
    }

    private void function(FunctionView function, long now) {
        FunctionSpec spec = function.spec();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("name", function.name()));
        rows.add(List.of("url", api().address().at(function.path()).toString()));
        rows.add(List.of(
                "revision",
                function.revision() + ", deployed " + Shown.age(function.deployedAtMillis(), now) + " ago, "
                        + Shown.bytes(function.imageBytes())));
        if (function.problem() != null) {
            rows.add(List.of("problem", Shown.line(function.problem())));
        }
        rows.add(List.of(
                "runs on",
                spec.runtime() == null
                        ? "image " + Objects.requireNonNullElse(spec.image(), "")
                        : spec.runtime().toString()));
        origin(function.origin(), rows);
        if (spec.handler() != null) {
            rows.add(List.of("handler", Shown.line(spec.handler())));
        }
        if (!spec.command().isEmpty()) {
            rows.add(List.of("command", Shown.line(String.join(" ", spec.command()))));
        }
        if (spec.dependencies() != null) {
            rows.add(List.of("dependencies", "layer " + spec.dependencies()));
        }
        rows.add(List.of("contract", spec.contract() + (spec.handler() == null ? ", port " + spec.port() : "")));
        rows.add(List.of("limits", Shown.limits(spec.limits(), spec.timeoutMillis()) + ", network " + spec.network()));
        rows.add(List.of(
                "scale",
                spec.scale().min() + " to " + spec.scale().max() + " instances, "
                        + spec.concurrency() + " calls each, kept idle for "
                        + Shown.millis(spec.scale().keepAliveMillis())));
        rows.add(List.of("auth", spec.auth().toString()));
        spec.env().forEach((key, value) -> rows.add(List.of("env", Shown.line(key + "=" + value))));
        spec.secrets().keySet().forEach(key -> rows.add(List.of("secret", "/run/secrets/" + Shown.line(key))));
        spec.labels().forEach((key, value) -> rows.add(List.of("label", Shown.line(key + "=" + value))));
        terminal().table(rows);
    }

    private static void origin(@Nullable ImageOrigin origin, List<List<String>> rows) {
        if (origin == null) {
            return;
        }
        rows.add(List.of("image", Shown.line(origin.reference()) + ", found at its deploy as"));
        rows.add(List.of("", Shown.line(origin.name()) + "@" + Shown.line(origin.manifest())));
        if (!origin.signedBy().isEmpty()) {
            rows.add(List.of("signed by", Shown.line(String.join(", ", origin.signedBy()))));
        }
        origin.sboms().forEach(sbom -> rows.add(List.of("sbom", Shown.line(sbom.format() + " " + sbom.digest()))));
    }

    private void revisions(List<RevisionView> revisions, long now) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("REVISION", "CURRENT", "SIZE", "DEPLOYED", "IMAGE")));
        for (RevisionView revision : revisions) {
            rows.add(List.of(
                    Integer.toString(revision.revision()),
                    revision.current() ? "yes" : "",
                    Shown.bytes(revision.imageBytes()),
                    Shown.age(revision.deployedAtMillis(), now) + " ago",
                    revision.origin() == null
                            ? ""
                            : Shown.line(revision.origin().reference())));
        }
        terminal().line("");
        terminal().table(rows);
    }

    private void instances(List<InstanceView> instances, long now) {
        terminal().line("");
        if (instances.isEmpty()) {
            terminal().line("no instances now: the next call starts one");
            return;
        }
        List<List<String>> rows = new ArrayList<>(List.of(List.of(
                "INSTANCE",
                "REVISION",
                "STATE",
                "ACTIVE",
                "DONE",
                "AGE",
                "COLD START",
                "MEMORY",
                "PEAK",
                "CPU",
                "HELD BACK")));
        for (InstanceView instance : instances) {
            rows.add(List.of(
                    instance.id(),
                    Integer.toString(instance.revision()),
                    instance.state(),
                    Integer.toString(instance.active()),
                    Long.toString(instance.completed()),
                    Shown.age(instance.startedAtMillis(), now),
                    Shown.micros(instance.coldStartMicros()),
                    Shown.bytes(instance.memoryBytes()),
                    Shown.bytes(instance.memoryPeakBytes()),
                    Shown.micros(instance.cpuMicros()),
                    Shown.micros(instance.throttledMicros())));
        }
        terminal().table(rows);
    }
}
