// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import whom, and a few habits: the import table of docs/architecture.md, held by machine. */
@AnalyzeClasses(
        packages = "io.jfn",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.DoNotIncludeTestJars.class})
class ArchitectureTest {
    /** A module's tests that others use come as a jar when all is packaged. */
    static final class DoNotIncludeTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String API = "io.jfn.api..";
    private static final String SANDBOX = "io.jfn.sandbox..";
    private static final String SYSCALL = "io.jfn.sandbox.syscall..";
    private static final String POOL = "io.jfn.pool..";
    private static final String IMAGES = "io.jfn.images..";
    private static final String BOOTSTRAP = "io.jfn.bootstrap..";
    private static final String SCHEDULER = "io.jfn.scheduler..";
    private static final String GATEWAY = "io.jfn.gateway..";
    private static final String CLI = "io.jfn.cli..";

    @ArchTest
    static final ArchRule the_api_imports_no_other_module = imports(API);

    @ArchTest
    static final ArchRule the_sandbox_runtime_imports_the_api = imports(SANDBOX, API);

    @ArchTest
    static final ArchRule the_pool_imports_the_api_and_the_sandbox_runtime = imports(POOL, API, SANDBOX);

    @ArchTest
    static final ArchRule images_import_the_api = imports(IMAGES, API, BOOTSTRAP);

    @ArchTest
    static final ArchRule the_scheduler_imports_the_api = imports(SCHEDULER, API);

    @ArchTest
    static final ArchRule the_gateway_imports_the_api_the_scheduler_and_images =
            imports(GATEWAY, API, SCHEDULER, IMAGES);

    @ArchTest
    static final ArchRule the_command_line_imports_the_api = imports(CLI, API);

    @ArchTest
    static final ArchRule the_java_bootstrap_needs_nothing_but_java_base = classes()
            .that()
            .resideInAPackage(BOOTSTRAP)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    BOOTSTRAP,
                    "java.lang..",
                    "java.io..",
                    "java.net..",
                    "java.nio..",
                    "java.math..",
                    "java.util..",
                    "org.jspecify.annotations.."))
            .because("it is copied alone into the Java base image; annotations are not loaded at run time");

    @ArchTest
    static final ArchRule native_calls_live_in_one_package = noClasses()
            .that()
            .resideOutsideOfPackage(SYSCALL)
            .should()
            .dependOnClassesThat(resideInAnyPackage("jnr..", "com.kenai.jffi..", "java.lang.foreign.."));

    @ArchTest
    static final ArchRule quarkus_lives_in_the_gateway = noClasses()
            .that()
            .resideOutsideOfPackage(GATEWAY)
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "io.quarkus..", "jakarta..", "org.eclipse.microprofile..", "io.vertx..", "io.smallrye.."));

    @ArchTest
    static final ArchRule the_root_process_parses_nothing = noClasses()
            .that()
            .resideInAnyPackage(SANDBOX, POOL)
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "com.fasterxml..",
                    "org.snakeyaml..",
                    "java.util.zip..",
                    "java.util.jar..",
                    "com.sun.net.httpserver..",
                    "java.net.http..",
                    "io.netty.."))
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.ServerSocket")
            .because("the worker reads no byte that a tenant wrote and has no TCP port");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.jfn.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule names_say_what_a_thing_is = noClasses()
            .that()
            .doNotHaveSimpleName("CgroupManager") // the field's own term
            .and(doNot(assignableTo(java.util.logging.LogManager.class))) // the JDK's
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager");

    @ArchTest
    static final ArchRule only_mains_end_the_process = noClasses()
            .that(doNot(haveAMain()))
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class);

    @ArchTest
    static final ArchRule nobody_sleeps_but_bounded_waits_for_the_kernel_and_other_processes = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.jfn.cli.Waiting") // the CLI waits for the processes it started
            .and()
            .doNotHaveFullyQualifiedName("io.jfn.pool.WorkerServer") // lets descriptors come back when accept fails
            .and()
            .doNotHaveFullyQualifiedName("io.jfn.images.registry.Operation") // leaves a registry alone between tries
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class)
            .orShould()
            .callMethod(java.util.concurrent.TimeUnit.class, "sleep", long.class);

    @ArchTest
    static final ArchRule policies_see_no_adapter = noClasses()
            .that()
            .haveSimpleNameEndingWith("Policy")
            .and()
            .doNotHaveSimpleName("SeccompPolicy") // a table that is read from a resource, not a decision
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.util.concurrent..", SYSCALL))
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    private static ArchRule imports(String module, String... others) {
        String[] allowed = new String[others.length + 1];
        System.arraycopy(others, 0, allowed, 0, others.length);
        allowed[others.length] = module;
        return noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat(resideInAPackage("io.jfn..").and(doNot(resideInAnyPackage(allowed))));
    }

    private static DescribedPredicate<JavaClass> haveAMain() {
        return DescribedPredicate.describe(
                "have a main", type -> type.tryGetMethod("main", String[].class).isPresent());
    }

    private static DescribedPredicate<JavaClass> doNot(DescribedPredicate<? super JavaClass> predicate) {
        return DescribedPredicate.not(predicate).forSubtype();
    }
}
