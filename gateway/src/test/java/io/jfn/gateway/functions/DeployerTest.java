// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.api.FunctionName;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ImageOrigin;
import io.jfn.api.ImageView;
import io.jfn.api.InvalidInputException;
import io.jfn.api.Outcome;
import io.jfn.api.PulledImage;
import io.jfn.api.RegistryLogin;
import io.jfn.api.ResourceLimits;
import io.jfn.api.TenantName;
import io.jfn.images.Progress;
import io.jfn.scheduler.InstanceStarter;
import io.jfn.scheduler.StartFailedException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DeployerTest {
    private static final String MANIFEST = "sha256:" + "b".repeat(64);
    private static final FunctionName HELLO = new FunctionName("hello");

    @TempDir
    Path folder;

    private final FakeImages images = new FakeImages();
    private final Finder finder = new Finder();
    private final FakeTarget target = new FakeTarget();
    private final MissingImages missing = new MissingImages();
    private FunctionRegistry registry;
    private Deployer deployer;

    @BeforeEach
    void open() {
        registry = new FunctionRegistry(folder.resolve("jfn.db"));
        deployer = new Deployer(registry, images, finder, target, missing, () -> java.time.Instant.ofEpochMilli(7));
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private static ImageOrigin origin(String image) {
        return new ImageOrigin(image, "docker.io/library/nginx", MANIFEST, List.of("team"), List.of());
    }

    private final class Finder implements ImageFinder {
        final List<ImageOrigin> restored = new ArrayList<>();

        @Override
        public Optional<PulledImage> find(
                TenantName tenant, String image, Optional<RegistryLogin> login, Progress progress) {
            return image.startsWith("sha256:")
                    ? Optional.empty()
                    : Optional.of(new PulledImage(
                            new ImageView(Revisions.LAYER.value(), List.of(), 0, List.of(), List.of(), Map.of(), "/"),
                            origin(image)));
        }

        @Override
        public void restore(TenantName tenant, ImageOrigin origin) {
            assertThat(images.prepared).as("it is prepared afterwards").hasValue(0);
            restored.add(origin);
        }
    }

    private DeployedFunction deploy(String name) {
        return deployer.deploy(TenantName.DEFAULT, Revisions.spec(name), Progress.NONE);
    }

    private List<Integer> deployedNumbers() {
        return target.deployments.stream().map(one -> one.revision()).toList();
    }

    private CompletableFuture<InstanceStarter.RunningInstance> start(Revision revision) {
        InstanceStarter<Revision, InstanceStarter.RunningInstance> never = (_, _, _, _) -> new CompletableFuture<>();
        return missing.guard(never)
                .start("i1", revision, ResourceLimits.DEFAULT, _ -> {})
                .toCompletableFuture();
    }

    @Test
    void a_deploy_is_kept_referred_to_and_given_to_the_scheduler() {
        DeployedFunction function = deploy("hello");
        assertThat(function.current().deployedAtMillis()).isEqualTo(7);
        assertThat(registry.find("hello")).isEqualTo(function.current().revision());
        assertThat(images.owners).containsExactly("hello.1");
        assertThat(registry.owed()).isEmpty();
        assertThat(target.deployments).singleElement().satisfies(one -> {
            assertThat(one.name()).isEqualTo(HELLO);
            assertThat(one.payload()).isEqualTo(function.current().revision());
            assertThat(one.concurrency()).isEqualTo(3);
            assertThat(one.scale())
                    .isEqualTo(function.current().revision().spec().scale());
        });
    }

    @Test
    void a_name_becomes_a_digest_and_where_it_came_from_survives_a_restart() {
        FunctionSpec asked = Revisions.imageSpec("web", "nginx:1.25");
        Revision revision = deployer.deploy(TenantName.DEFAULT, asked, Progress.NONE)
                .current()
                .revision();
        assertThat(revision.spec().image()).isEqualTo(Revisions.LAYER.value());
        assertThat(revision.origin())
                .isEqualTo(
                        new ImageOrigin("nginx:1.25", "docker.io/library/nginx", MANIFEST, List.of("team"), List.of()));
        registry.close();
        registry = new FunctionRegistry(folder.resolve("jfn.db"));
        assertThat(registry.find("web")).isEqualTo(revision);
    }

    @Test
    void a_deploy_that_changes_nothing_is_a_revision_too() {
        deploy("hello");
        assertThat(deploy("hello").current().revision().number()).isEqualTo(2);
        assertThat(images.owners).containsExactly("hello.1", "hello.2");
    }

    @Test
    void a_hundred_deploys_at_once_are_one_history_without_a_lost_or_left_reference()
            throws InterruptedException, ExecutionException {
        List<Future<DeployedFunction>> deploys;
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            deploys = IntStream.range(0, 100)
                    .mapToObj(_ -> callers.submit(() -> deploy("hello")))
                    .toList();
        }
        assertThat(deploys)
                .extracting(one -> one.get().current().revision().number())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 100).boxed().toList());
        assertThat(deployedNumbers())
                .isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
        assertThat(registry.function("hello").orElseThrow().revisions())
                .extracting(one -> one.revision().number())
                .isEqualTo(IntStream.rangeClosed(91, 100).boxed().toList());
        assertThat(images.owners)
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(91, 100)
                        .mapToObj(number -> "hello." + number)
                        .toList());
        assertThat(registry.owed()).isEmpty();
    }

    @Test
    void nothing_is_left_when_the_image_cannot_be_made() {
        images.failPrepare = true;
        assertThatThrownBy(() -> deploy("hello")).hasMessage("no source");
        assertNothingIsLeft();
    }

    @Test
    void nothing_is_left_when_the_layers_cannot_be_kept() {
        images.failRetain = true;
        assertThatThrownBy(() -> deploy("hello")).hasMessage("layer is gone");
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        assertThat(registry.functions()).isEmpty();
        assertThat(registry.owed()).isEmpty();
        assertThat(images.owners).isEmpty();
        assertThat(target.deployments).isEmpty();
    }

    @Test
    void a_deploy_that_cannot_be_written_is_not_made() {
        deploy("hello");
        registry.close();
        assertThatThrownBy(() -> deploy("hello")).isInstanceOf(RegistryException.class);
        assertThat(images.owners).containsExactly("hello.1");
        assertThat(deployedNumbers()).containsExactly(1);
    }

    @Test
    void a_reference_that_cannot_be_given_up_is_given_up_at_the_next_start() {
        deploy("hello");
        images.failRelease = true;
        assertThat(deployer.remove(HELLO)).isTrue();
        assertThat(images.owners).containsExactly("hello.1");
        images.failRelease = false;
        deployer.restore();
        assertThat(images.owners).isEmpty();
        assertThat(registry.owed()).isEmpty();
    }

    @Test
    void a_removed_function_leaves_nothing() {
        deploy("hello");
        deploy("hello");
        assertThat(deployer.remove(HELLO)).isTrue();
        assertThat(deployer.remove(HELLO)).isFalse();
        assertThat(images.owners).isEmpty();
        assertThat(target.removed).contains(HELLO);
        assertThat(registry.functions()).isEmpty();
    }

    @Test
    void a_function_that_is_deployed_again_after_its_removal_goes_on_with_its_numbers() {
        deploy("hello");
        deploy("hello");
        deployer.remove(HELLO);
        DeployedFunction again = deploy("hello");
        assertThat(again.current().revision().number()).isEqualTo(3);
        assertThat(again.revisions()).hasSize(1);
        assertThat(deployedNumbers()).containsExactly(1, 2, 3);
        assertThat(images.owners).containsExactly("hello.3");
    }

    @Test
    void a_start_takes_up_the_current_revisions() {
        registry.commit(Revisions.revision("hello", 1), 1);
        registry.commit(Revisions.revision("hello", 2), 2);
        registry.commit(Revisions.revision("other", 5), 3);
        deployer.restore();
        assertThat(target.deployments)
                .extracting(one -> one.payload())
                .containsExactly(Revisions.revision("hello", 2), Revisions.revision("other", 5));
        assertThat(images.owners).containsExactly("hello.2", "other.5");
        assertThat(images.prepared).hasValue(0);
    }

    @Test
    void a_lost_image_is_made_again_at_the_start() {
        registry.commit(Revisions.revision("hello", 3), 1);
        images.lostLayers = true;
        deployer.restore();
        assertThat(registry.find("hello").image()).isEqualTo(Revisions.image("prepared 1"));
        assertThat(deployedNumbers()).containsExactly(3);
        assertThat(start(registry.find("hello"))).isNotDone();
    }

    @Test
    void a_lost_image_that_was_found_by_its_name_is_unpacked_again_at_the_start() {
        Revision revision = Revisions.revision("hello", 3);
        registry.commit(new Revision(revision.tenant(), revision.spec(), 3, revision.image(), origin("nginx:1")), 1);
        deployer.restore();
        assertThat(finder.restored).isEmpty();
        images.lostLayers = true;
        deployer.restore();
        assertThat(finder.restored).containsExactly(origin("nginx:1"));
        assertThat(registry.find("hello").origin()).isEqualTo(origin("nginx:1"));
        assertThat(start(registry.find("hello"))).isNotDone();
    }

    @Test
    void a_function_whose_image_is_lost_for_good_says_so_to_its_calls_until_it_is_deployed_again() {
        registry.commit(Revisions.revision("hello", 3), 1);
        images.lostLayers = true;
        images.failPrepare = true;
        deployer.restore();
        assertThat(deployedNumbers()).containsExactly(3);
        assertThat(start(registry.find("hello")))
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        StartFailedException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.START_FAILED))
                .withMessageContaining("hello")
                .withMessageContaining("lost");
        images.failPrepare = false;
        DeployedFunction again = deploy("hello");
        assertThat(start(again.current().revision())).isNotDone();
    }

    @Test
    void a_function_whose_record_is_broken_says_so_to_its_calls_and_keeps_its_layers() throws SQLException {
        deploy("hello");
        deploy("other");
        registry.close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("jfn.db"));
                var statement = connection.createStatement()) {
            statement.execute("UPDATE revisions SET spec = 'c2VjcmV0' WHERE name = 'hello'");
        }
        target.deployments.clear();
        open();
        deployer.restore();

        assertThat(target.deployments).extracting(one -> one.name().value()).containsExactly("hello", "other");
        Revision broken = registry.find("hello");
        assertThat(missing.reason(broken)).contains("hello", "broken").doesNotContain("c2VjcmV0");
        assertThat(missing.reason(registry.find("other"))).isNull();
        assertThat(start(broken))
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .withMessage(missing.reason(broken));
        assertThat(images.owners).containsExactly("hello.1", "other.1");

        DeployedFunction again = deploy("hello");
        assertThat(again.current().revision().number()).isEqualTo(2);
        assertThat(start(again.current().revision())).isNotDone();
        assertThat(missing.reason(again.current().revision())).isNull();
    }

    @Test
    void more_memory_than_the_node_has_is_refused() {
        var limits = new ResourceLimits(FakeTarget.MEMORY + 1, 1000, 10, 0);
        var spec = Revisions.spec("hello", Map.of(), limits);
        assertThatThrownBy(() -> deployer.deploy(TenantName.DEFAULT, spec, Progress.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("hello")
                .hasMessageContaining("memory");
        assertNothingIsLeft();
    }

    @Test
    void a_secret_that_is_no_base64_is_refused_without_being_shown() {
        var spec = Revisions.spec("hello", Map.of("key", "pass word!"), ResourceLimits.DEFAULT);
        assertThatThrownBy(() -> deployer.deploy(TenantName.DEFAULT, spec, Progress.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("secret key")
                .hasMessageNotContaining("pass");
    }
}
