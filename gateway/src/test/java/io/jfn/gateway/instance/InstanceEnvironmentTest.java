// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Contract;
import io.jfn.gateway.functions.Revision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceEnvironmentTest {
    @Test
    void an_http_function_is_told_its_port_and_names() {
        assertThat(of(SampleRevision.http()))
                .containsEntry("PORT", "8081")
                .containsEntry("K_SERVICE", "hello")
                .containsEntry("K_REVISION", "hello-3")
                .containsEntry("K_CONFIGURATION", "hello")
                .containsEntry("LANG", "C")
                .containsEntry("HOME", "/tmp")
                .containsKey("PATH")
                .doesNotContainKey("AWS_LAMBDA_RUNTIME_API");
    }

    @Test
    void a_lambda_function_is_told_what_its_runtime_asks_for() {
        assertThat(of(SampleRevision.lambda()))
                .containsEntry("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")
                .containsEntry("_HANDLER", "app.handler")
                .containsEntry("LAMBDA_TASK_ROOT", "/var/task")
                .containsEntry("LAMBDA_RUNTIME_DIR", "/var/runtime")
                .containsEntry("AWS_LAMBDA_FUNCTION_NAME", "hello")
                .containsEntry("AWS_LAMBDA_FUNCTION_VERSION", "3")
                .containsEntry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "48")
                .containsEntry("AWS_LAMBDA_LOG_GROUP_NAME", "/jfn/hello")
                .containsEntry("AWS_LAMBDA_LOG_STREAM_NAME", "hello-3-1")
                .containsEntry("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
                .containsEntry("TZ", "UTC")
                .containsKeys("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV")
                .doesNotContainKeys("PORT", "K_SERVICE");
    }

    @Test
    void a_task_root_that_nobody_names_is_the_function_folder() {
        assertThat(of(SampleRevision.of(Contract.LAMBDA, List.of(), Map.of(), Map.of())))
                .containsEntry("LAMBDA_TASK_ROOT", "/function");
    }

    @Test
    void the_specification_wins_over_all_but_the_addresses() {
        var own = Map.of("K_SERVICE", "mine", "PATH", "/bin", "PORT", "1", "AWS_LAMBDA_RUNTIME_API", "other");
        assertThat(of(SampleRevision.of(Contract.HTTP, List.of("PATH=/image"), own, Map.of())))
                .containsEntry("K_SERVICE", "mine")
                .containsEntry("PATH", "/bin")
                .containsEntry("PORT", "8081");
        assertThat(of(SampleRevision.of(Contract.LAMBDA, List.of(), own, Map.of())))
                .containsEntry("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")
                .containsEntry("PORT", "1");
    }

    @Test
    void values_may_hold_equals_signs_and_each_name_comes_once() {
        var revision = SampleRevision.of(Contract.HTTP, List.of("OPTS=a=b", "HOME=/root"), Map.of(), Map.of());
        var lines = InstanceEnvironment.of(revision, "hello-3-1", SampleRevision.LIMITS)
                .lines();
        assertThat(lines).contains("OPTS=a=b", "HOME=/root").doesNotHaveDuplicates();
        assertThat(lines).filteredOn(line -> line.startsWith("HOME=")).hasSize(1);
    }

    private static Map<String, String> of(Revision revision) {
        return InstanceEnvironment.of(revision, "hello-3-1", SampleRevision.LIMITS)
                .variables();
    }
}
