// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @TempDir
    Path folder;

    private final FakeDescriptors descriptors = new FakeDescriptors();
    private final FakeSandboxRuntime runtime = new FakeSandboxRuntime(descriptors);
    private final MemoryBudget budget = new MemoryBudget(100 * Claims.MIB);

    private WarmPool pool() {
        var config = new PoolConfig(new PoolPolicy(0, 0), 0, 1, 1, Claims.MIB);
        return new WarmPool(runtime, config, budget, Thread::new, System::nanoTime);
    }

    private Process start(RehearsalProgram program) throws Exception {
        var file = folder.resolve(program.fileName());
        Files.write(file, program.elf());
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return new ProcessBuilder(file.toString()).start();
    }

    private void assertNothingIsLeft() {
        assertThat(runtime.alive()).isZero();
        assertThat(budget.reservedBytes()).isZero();
        assertThat(descriptors.open()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    @EnabledIfSystemProperty(named = "os.arch", matches = TestServer.ARCHITECTURE)
    void the_kernel_runs_the_program_that_exits() throws Exception {
        assertThat(start(RehearsalProgram.EXIT).waitFor()).isZero();
    }

    @Test
    @EnabledIfSystemProperty(named = "os.arch", matches = TestServer.ARCHITECTURE)
    void the_kernel_runs_the_program_that_waits() throws Exception {
        var process = start(RehearsalProgram.WAIT);
        assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
        process.destroyForcibly();
        assertThat(process.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    void a_sandbox_that_does_not_end_as_it_must_fails_it_and_nothing_is_left() {
        runtime.exitsWith = 3;
        try (var pool = pool()) {
            assertThatThrownBy(() -> new Rehearsal(pool, folder, descriptors).run(1))
                    .hasMessageContaining("ended with 3");
        }
        assertNothingIsLeft();
    }

    @Test
    void a_good_runtime_passes_and_nothing_is_left() {
        runtime.exitsWith = 0;
        try (var pool = pool()) {
            new Rehearsal(pool, folder, descriptors).run(2);
        }
        assertThat(runtime.made).hasSize(4);
        assertNothingIsLeft();
    }
}
