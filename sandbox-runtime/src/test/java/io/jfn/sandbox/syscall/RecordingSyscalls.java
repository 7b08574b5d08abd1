// SPDX-License-Identifier: Apache-2.0
package io.jfn.sandbox.syscall;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Stands before another {@link Syscalls}, a {@link FakeKernel} or the real one, writes down every call in order, and lets chosen
 * ones fail as the kernel would: thrown, or as a negative number where the method says so.
 */
public final class RecordingSyscalls implements InvocationHandler {
    private static final Set<String> ANSWER_BY_NUMBER = Set.of(
            "read",
            "removeDirectory",
            "control",
            "tryConfigure",
            "joinNewKeyring",
            "limit",
            "landlockVersion",
            "openProcess",
            "signal",
            "connectLocally");

    private final Syscalls behind;
    private final Syscalls port;
    private final List<Call> calls = new ArrayList<>();
    private Predicate<Call> failing = _ -> false;
    private int errno;

    public RecordingSyscalls(Syscalls behind) {
        this.behind = behind;
        this.port = (Syscalls)
                Proxy.newProxyInstance(Syscalls.class.getClassLoader(), new Class<?>[] {Syscalls.class}, this);
    }

    /** What the code under test calls. */
    public Syscalls port() {
        return port;
    }

    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    public synchronized void forget() {
        calls.clear();
    }

    /** Lets every call that {@code chosen} picks fail with {@code number} from now on. */
    public synchronized void fail(int number, Predicate<Call> chosen) {
        errno = number;
        failing = chosen;
    }

    public void fail(int number, String name) {
        fail(number, call -> call.name.equals(name));
    }

    public void failNothing() {
        fail(0, _ -> false);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        var call = new Call(
                method.getName(),
                arguments == null ? List.of() : Arrays.asList(arguments.clone()),
                Thread.currentThread());
        boolean fails;
        synchronized (this) {
            calls.add(call);
            fails = failing.test(call);
        }
        if (fails) {
            if (ANSWER_BY_NUMBER.contains(call.name)) {
                return -errno;
            }
            throw new SyscallException(call.name, call.object(), errno);
        }
        try {
            return method.invoke(behind, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** One call. */
    public record Call(String name, List<Object> arguments, Thread thread) {
        /** The first text among the arguments, or the first argument. */
        public String object() {
            return arguments.stream()
                    .filter(String.class::isInstance)
                    .findFirst()
                    .or(() -> arguments.stream().findFirst())
                    .map(String::valueOf)
                    .orElse("");
        }

        public boolean onThread(String prefix) {
            return thread.getName().startsWith(prefix);
        }

        @Override
        public String toString() {
            return name + " " + object();
        }
    }
}
