// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The process of {@link GatewayUser}: runs test classes and says how they went; refuses to with any privilege. */
final class GatewayUserRun {
    private GatewayUserRun() {}

    public static void main(String[] classes) throws IOException {
        List<String> privileges = Privileges.found();
        if (!privileges.isEmpty()) {
            System.out.println("this is not the gateway's user: " + privileges);
            System.exit(2);
        }
        var summary = new SummaryGeneratingListener();
        List<? extends DiscoverySelector> selectors =
                Arrays.stream(classes).map(name -> selectClass(name)).toList();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectors)
                                .filters(EngineFilter.includeEngines("junit-jupiter"))
                                .build(),
                        summary);
        var seen = summary.getSummary();
        seen.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 20);
        System.out.println("no privileges: " + seen.getTestsSucceededCount() + " passed, "
                + seen.getTotalFailureCount() + " failed, "
                + (seen.getTestsSkippedCount() + seen.getTestsAbortedCount()) + " not run");
        System.exit(seen.getTotalFailureCount() == 0 ? 0 : 1);
    }
}
