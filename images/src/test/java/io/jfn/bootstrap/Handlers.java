// SPDX-License-Identifier: Apache-2.0
package io.jfn.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Handlers that the Java bootstrap's tests load by name. */
public final class Handlers {
    static final class Burning {
        static {
            if (true) {
                throw new IllegalStateException("the disk is on fire");
            }
        }

        static void echo() {}
    }

    /** A handler named by its class alone. */
    public static final class Shout implements Function<String, Object> {
        @Override
        public Object apply(String event) {
            return event.toUpperCase(Locale.ROOT);
        }
    }

    Object echo(Object event, Context context) {
        System.out.println("seen by " + context.functionName());
        var reply = new LinkedHashMap<String, Object>();
        reply.put("event", event);
        reply.put("id", context.requestId());
        reply.put("name", context.functionName());
        reply.put("memory", context.memoryMegabytes());
        reply.put("arn", context.invokedFunctionArn());
        reply.put("inTime", context.remainingMillis() > 0 && context.remainingMillis() <= 60_000);
        return reply;
    }

    static void broken(Map<String, Object> event) {
        if (event.isEmpty()) {
            throw new IllegalArgumentException("no luck");
        }
    }

    static Object unsayable(Map<String, Object> event) {
        return Thread.currentThread();
    }

    static void leave() {
        System.exit(3);
    }

    static byte[] raw(byte[] event) {
        return event;
    }

    static String text(String event, Map<String, Object> context) {
        return event + " for " + context.get("functionName");
    }

    static List<?> list(List<?> event) {
        return event.reversed();
    }

    static void streams(InputStream in, OutputStream out, Context context) throws IOException {
        in.transferTo(out);
    }

    static int twice(int event) {
        return 2 * event;
    }
}
