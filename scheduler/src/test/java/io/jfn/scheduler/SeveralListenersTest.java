// SPDX-License-Identifier: Apache-2.0
package io.jfn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.FunctionName;
import io.jfn.api.Outcome;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeveralListenersTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void each_is_told_every_event_with_all_it_says() throws ReflectiveOperationException {
        SchedulerListener both = SchedulerListener.all(listener("first"), listener("second"));
        for (Method event : SchedulerListener.class.getMethods()) {
            if (!Modifier.isStatic(event.getModifiers())) {
                Object[] arguments = Arrays.stream(event.getParameterTypes())
                        .map(SeveralListenersTest::sample)
                        .toArray();
                invoke(event, both, arguments);
                String line = event.getName() + Arrays.toString(arguments);
                assertThat(told).containsExactly("first " + line, "second " + line);
                told.clear();
            }
        }
    }

    private static void invoke(Method event, SchedulerListener on, Object[] arguments)
            throws IllegalAccessException, InvocationTargetException {
        event.invoke(on, arguments);
    }

    private static Object sample(Class<?> type) {
        if (type == FunctionName.class) {
            return new FunctionName("hello");
        }
        if (type == Outcome.class) {
            return Outcome.REJECTED_BUSY;
        }
        return type == String.class ? (Object) "text" : type == int.class ? (Object) 7 : 8L;
    }

    private SchedulerListener listener(String name) {
        return (SchedulerListener) Proxy.newProxyInstance(
                SchedulerListener.class.getClassLoader(),
                new Class<?>[] {SchedulerListener.class},
                (_, event, arguments) -> {
                    told.add(name + " " + event.getName() + Arrays.toString(arguments));
                    return null;
                });
    }
}
