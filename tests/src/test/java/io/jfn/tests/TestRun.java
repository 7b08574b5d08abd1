// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests where there is no Maven, as in {@code tests/vm}: its arguments are JUnit's selectors, {@code class:NAME} and so on.
 * Prints a line for each test and the totals; exit code 0 when there were tests and none failed.
 */
final class TestRun implements TestExecutionListener {
    private final long begin = System.nanoTime();
    private int passed;
    private int failed;
    private int notRun;

    public static void main(String[] selectors) {
        var run = new TestRun();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(selectors)
                        .flatMap(selector -> DiscoverySelectors.parse(selector).stream())
                        .toList())
                .build();
        LauncherFactory.create().execute(request, run);
        System.out.println("totals: " + run.passed + " passed, " + run.failed + " failed, " + run.notRun + " not run");
        System.exit(run.failed == 0 && run.passed > 0 ? 0 : 1);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        notRun++;
        tell("not run", test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean well = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        if (!well && result.getStatus() == TestExecutionResult.Status.ABORTED) {
            notRun++;
            tell("not run", test, result.getThrowable().map(String::valueOf).orElse(""));
        } else if (!well) {
            failed++; // a class whose set-up fails counts too
            tell("failed", test, result.getThrowable().map(String::valueOf).orElse(""));
            result.getThrowable().ifPresent(Throwable::printStackTrace);
        } else if (test.isTest()) {
            passed++;
            tell("passed", test, "");
        }
    }

    private void tell(String what, TestIdentifier test, String why) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        String where = test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getClassName() + " ")
                .orElse("");
        System.out.println(what + " at " + seconds + " s: " + where + test.getDisplayName()
                + (why.isEmpty() ? "" : ": " + why.replace('\n', ' ')));
    }
}
