// SPDX-License-Identifier: Apache-2.0
package io.jfn.bootstrap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The main class of Java handler functions: next, handler, response or error, again. */
public final class Bootstrap {
    private Bootstrap() {}

    public static void main(String[] arguments) {
        System.exit(run());
    }

    private static int run() {
        try {
            RuntimeApi api = new RuntimeApi(environment("AWS_LAMBDA_RUNTIME_API"));
            Handler handler;
            try {
                handler = Handler.load(environment("_HANDLER"));
            } catch (HandlerException e) {
                Throwable cause = e.getCause();
                return failInit(api, e, cause == null ? e : cause, e.category(), e.category());
            } catch (Throwable e) { // a class may throw anything while it is initialised
                return failInit(api, e, e, typeOf(e), "Runtime.InitError");
            }
            while (true) {
                answer(api, handler, api.next());
            }
        } catch (IOException e) {
            System.err.println("jfn: ".concat(String.valueOf(e.getMessage())));
            return 1;
        }
    }

    private static int failInit(RuntimeApi api, Throwable e, Throwable shown, String type, String category)
            throws IOException {
        shown.printStackTrace();
        System.err.println("jfn: the function did not start: ".concat(String.valueOf(e.getMessage())));
        api.failInit(describe(e, type), category);
        return 1;
    }

    private static void answer(RuntimeApi api, Handler handler, RuntimeApi.Reply event) throws IOException {
        Context context = new Context(
                event.header("lambda-runtime-aws-request-id"),
                number(event.header("lambda-runtime-deadline-ms")),
                environment("AWS_LAMBDA_FUNCTION_NAME"),
                environment("AWS_LAMBDA_FUNCTION_VERSION"),
                (int) number(environment("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")),
                event.header("lambda-runtime-invoked-function-arn"),
                event.header("lambda-runtime-trace-id"));
        byte[] reply;
        try {
            reply = handler.call(event.body(), context);
        } catch (Throwable e) { // whatever a handler throws is its invocation's outcome, not the loop's end
            e.printStackTrace();
            System.out.flush();
            String category = e instanceof JsonException ? "Runtime.MarshalError" : "Function.".concat(typeOf(e));
            api.fail(context.requestId(), describe(e, typeOf(e)), category);
            if (e instanceof VirtualMachineError) {
                throw new IOException("the virtual machine can not go on: ".concat(e.toString()), e);
            }
            return;
        }
        System.out.flush();
        RuntimeApi.Reply answer = api.respond(context.requestId(), reply);
        if (answer.status() >= 300) {
            System.err.println("jfn: the reply was refused with status ".concat(Integer.toString(answer.status())));
        }
    }

    private static byte[] describe(Throwable e, String type) {
        List<Object> frames = new ArrayList<>();
        for (StackTraceElement frame : e.getStackTrace()) {
            String in = frame.getClassName();
            if (in.equals("io.jfn.bootstrap.Handler") || in.startsWith("jdk.internal.reflect.")) {
                break;
            }
            frames.add(frame.toString());
        }
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("errorMessage", String.valueOf(e.getMessage()));
        error.put("errorType", type);
        error.put("stackTrace", frames);
        return JsonWriter.write(error);
    }

    private static String typeOf(Throwable e) {
        return e.getClass().getName();
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }

    private static long number(String text) {
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }
}
