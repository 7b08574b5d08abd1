// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Contract;
import io.jfn.api.FunctionName;
import io.jfn.api.FunctionRuntime;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import io.jfn.gateway.http.SourceArchive;
import io.jfn.images.ImageStore;
import io.jfn.images.ImageStoreConfig;
import io.jfn.images.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Case C18, with the image store and the registry that ship. */
@Timeout(120)
class DeployCasesTest {
    private static final FunctionName HELLO = new FunctionName("hello");

    @TempDir
    Path folder;

    @Test
    @DisplayName("C18 a hundred deploys, updates and removals of a function at once are one history and leave no layer")
    void c18() throws Exception {
        try (var store = new ImageStore(
                        folder.resolve("store"),
                        ImageStoreConfig.ofThisMachine().withGraceMillis(0));
                var registry = new FunctionRegistry(folder.resolve("jfn.db"))) {
            var target = new FakeTarget();
            var deployer = new Deployer(
                    registry,
                    FunctionImages.of(store, RuntimeBases.MACHINE),
                    (_, _, _, _) -> Optional.empty(),
                    target,
                    new MissingImages(),
                    InstantSource.system());
            List<Future<?>> all = new ArrayList<>();
            try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 100; i++) {
                    String program = "server" + i % 7;
                    all.add(callers.submit(
                            i % 4 == 3
                                    ? () -> deployer.remove(HELLO)
                                    : () -> deployer.deploy(TenantName.DEFAULT, spec(store, program), Progress.NONE)));
                }
            }
            for (Future<?> one : all) {
                one.get();
            }
            assertLinear(target);
            Path refs = folder.resolve("store/default/refs");
            try (var owners = Files.list(refs)) {
                assertThat(owners.map(owner -> owner.getFileName().toString()))
                        .as("who refers to layers: the revisions that the registry has, and nobody else")
                        .containsExactlyInAnyOrderElementsOf(registry.function("hello").stream()
                                .flatMap(function -> function.revisions().stream())
                                .map(one -> "hello." + one.revision().number())
                                .toList());
            }
            assertThat(registry.owed()).isEmpty();
            deployer.remove(HELLO);
            assertThat(refs).isEmptyDirectory();
            Files.delete(folder.resolve("store/default/bases/native")); // the machine's own base image is kept else
            store.collectGarbage();
            assertThat(folder.resolve("store/default/layers")).isEmptyDirectory();
            assertThat(folder.resolve("store/default/tmp")).isEmptyDirectory();
        }
    }

    /** Each deployment has the number after the one before it, or 1 after a removal. */
    private static void assertLinear(FakeTarget target) {
        assertThat(target.deployments).hasSize(75);
        int before = 0;
        for (var deployment : target.deployments) {
            assertThat(deployment.revision()).isIn(before + 1, 1);
            before = deployment.revision();
        }
    }

    private static FunctionSpec spec(ImageStore store, String program) throws IOException {
        String source = store.addSource(TenantName.DEFAULT, new ByteArrayInputStream(SourceArchive.of(program)))
                .value();
        return new FunctionSpec(
                "hello",
                FunctionRuntime.NATIVE,
                null,
                source,
                null,
                List.of("./" + program),
                Contract.HTTP,
                80,
                ResourceLimits.DEFAULT,
                5000,
                1,
                null,
                Map.of(),
                Map.of(),
                null,
                null,
                Map.of());
    }
}
