// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How answers of the hostile function are judged. */
class SelftestRunTest {
    private static final Path FOLDER = Path.of("../functions-examples/hostile");

    private GatewayDouble gateway;
    private GatewayApi api;

    @BeforeEach
    void start() throws IOException {
        gateway = new GatewayDouble();
        api = new GatewayApi(
                new GatewayAddress(GatewayAddress.parse(gateway.url()), GatewayDouble.TOKEN, Path.of("absent")));
        answer("neighbour/A23", "completed", "{\"uid\": 7, \"seen\": {}}");
        answer("hostile/end", "crashed", "{}");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void answer(String path, String outcome, String body) {
        gateway.answer("GET /function/" + path, exchange -> {
            exchange.getResponseHeaders().set("X-Jfn-Outcome", outcome);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    /** The rows of one case, without those about the neighbour. */
    private List<SelftestRow> rows(String... lines) {
        try (var hostile = SelftestFunction.deploy(api, FOLDER, "hostile", DeployProgress.SILENT);
                var neighbour = SelftestFunction.deploy(api, FOLDER, "neighbour", DeployProgress.SILENT)) {
            var all = new SelftestRun(hostile, neighbour, null, 3).run(SelftestCase.parse(List.of(lines)), _ -> {});
            assertThat(all)
                    .anyMatch(row -> row.tried().startsWith("a neighbour")
                            && row.expected().equals("answers"));
            return all.stream()
                    .filter(row -> !row.tried().startsWith("a neighbour"))
                    .toList();
        }
    }

    @Test
    void an_answer_is_right_only_when_it_is_one_of_the_expected() {
        answer("hostile/A1", "completed", "{\"uid\": 5, \"seen\": {\"mount\": \"EPERM\", \"chroot\": \"OK\"}}");
        assertThat(rows(
                        "A1 | doors",
                        "   mount | EPERM or ENOSYS | open",
                        "   chroot | EPERM | -",
                        "   gone | EPERM | -"))
                .extracting(SelftestRow::seen, SelftestRow::verdict)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("EPERM", SelftestRow.Verdict.ok),
                        org.assertj.core.groups.Tuple.tuple("OK", SelftestRow.Verdict.failed),
                        org.assertj.core.groups.Tuple.tuple("nothing", SelftestRow.Verdict.failed));
    }

    @Test
    void a_probe_that_may_not_survive_is_judged_by_its_outcome() {
        answer("hostile/B2/memfd", "out_of_memory", "{}");
        answer("hostile/B3", "completed", "{\"uid\": 5, \"seen\": {\"growth\": \"never refused\"}}");
        assertThat(rows(
                        "B2 | memory", "   /memfd | out_of_memory | -",
                        "B3 | slowly", "   / | out_of_memory | -"))
                .extracting(SelftestRow::verdict)
                .containsExactly(SelftestRow.Verdict.ok, SelftestRow.Verdict.failed);
    }

    @Test
    void values_that_must_differ_are_looked_at_twice_and_residue_in_every_round() {
        answer("hostile/G8", "completed", "{\"uid\": 5, \"seen\": {\"random\": \"same\"}}");
        var calls = new AtomicInteger();
        gateway.answer("GET /function/hostile/G1", exchange -> {
            String found = calls.incrementAndGet() < 3 ? "none" : "file";
            exchange.getResponseHeaders().set("X-Jfn-Outcome", "completed");
            byte[] bytes = ("{\"uid\": 5, \"seen\": {\"marks\": \"" + found + "\"}}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
        assertThat(rows("G8 | values", "   random | distinct | -", "G1 | marks", "   marks | none | -"))
                .extracting(SelftestRow::seen)
                .containsExactly("the same", "file");
        assertThat(calls).hasValue(3);
    }

    @Test
    void a_case_that_is_not_run_says_why() {
        assertThat(rows("B15 | a herd", "   ! it would change the node"))
                .singleElement()
                .satisfies(row -> assertThat(row.markdown())
                        .isEqualTo("| B15 | a herd |  | it would change the node | not run |"));
    }

    @Test
    void a_function_of_that_name_is_left_alone() {
        assertThatThrownBy(() -> SelftestFunction.deploy(api, FOLDER, "hello", DeployProgress.SILENT))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("jfn remove hello");
        assertThat(gateway.requests).noneMatch(request -> request.startsWith("DELETE"));
    }

    @Test
    void the_cases_that_are_written_down_can_be_read_and_chosen() {
        var cases = SelftestCase.read(FOLDER);
        assertThat(cases).filteredOn(one -> one.isMeantBy("a")).hasSize(25);
        assertThat(cases).filteredOn(one -> one.isMeantBy("B")).hasSize(15);
        assertThat(cases).filteredOn(one -> one.isMeantBy("G")).hasSize(9);
        assertThat(cases)
                .filteredOn(one -> one.isMeantBy("A7"))
                .extracting(SelftestCase::id)
                .containsExactly("A7");
        assertThat(cases).allMatch(one -> one.checks().isEmpty() == one.reason().isPresent());
    }

    @Test
    void what_sandboxes_leave_on_their_machine_is_found(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("proc"));
        Files.createDirectories(root.resolve("tmp/deep"));
        int uid = (int) Files.getAttribute(root, "unix:uid");
        var host = new SelftestHost(root, Duration.ZERO);
        assertThat(host.leftOf(Set.of(uid + 1))).isEmpty();
        assertThat(host.leftOf(Set.of(uid))).isEmpty();
        Path left = Files.createFile(root.resolve("tmp/deep/left"));
        assertThat(host.leftOf(Set.of(uid))).containsExactly("file " + left);
    }
}
