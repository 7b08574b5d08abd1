// SPDX-License-Identifier: Apache-2.0
package io.jfn.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The handler of a function: {@code pkg.Class::method}, or {@code pkg.Class} for a {@link Function} or a class with
 * one method {@code handle}. The first parameter gets the event as its type asks: {@code byte[]} and {@link InputStream} raw,
 * {@link String} a JSON string's content (or the raw text of another event), any other type the parsed JSON. After it may
 * stand an {@link OutputStream} for the reply's JSON, and a context as {@link Context} or {@link Map}.
 */
final class Handler {
    private final @Nullable Object target;
    private final Method method;
    private final Class<?>[] parameters;

    private Handler(@Nullable Object target, Method method) {
        this.target = target;
        this.method = method;
        this.parameters = method.getParameterTypes();
    }

    /** Loads the class, makes its object where the method is not static, and checks the signature. */
    static Handler load(String notation) throws Throwable {
        int colons = notation.indexOf("::");
        String className = colons < 0 ? notation : notation.substring(0, colons);
        if (className.isEmpty() || colons == notation.length() - 2) {
            throw new HandlerException(
                    "Runtime.MalformedHandlerName",
                    "handler '" + notation + "' is not valid: write it as pkg.Class::method or pkg.Class",
                    null);
        }
        Class<?> type;
        try {
            type = Class.forName(className);
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw new HandlerException(
                    "Runtime.ImportModuleError", "class '" + className + "' can not be loaded: " + e.getMessage(), e);
        }
        boolean function = colons < 0 && Function.class.isAssignableFrom(type);
        Method method = find(type, colons < 0 ? (function ? "apply" : "handle") : notation.substring(colons + 2));
        method.setAccessible(true);
        Object target = Modifier.isStatic(method.getModifiers()) ? null : newObject(type);
        return new Handler(target, method);
    }

    private static Method find(Class<?> type, String name) {
        Method found = null;
        for (Class<?> in = type; in != null && found == null; in = in.getSuperclass()) {
            for (Method method : in.getDeclaredMethods()) {
                if (!method.getName().equals(name) || method.isBridge() || method.isSynthetic()) {
                    continue;
                }
                if (found != null) {
                    throw new HandlerException(
                            "Runtime.HandlerNotFound",
                            "class '" + type.getName() + "' has several methods '" + name
                                    + "': give the handler its own name",
                            null);
                }
                found = method;
            }
        }
        if (found == null || !fits(found)) {
            throw new HandlerException(
                    "Runtime.HandlerNotFound",
                    found == null
                            ? "class '" + type.getName() + "' has no method '" + name + "'"
                            : "method '" + found
                                    + "' does not fit: parameters are the event, then OutputStream, Context or Map",
                    null);
        }
        return found;
    }

    private static boolean fits(Method method) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length > 3) {
            return false;
        }
        for (int i = 1; i < types.length; i++) {
            if (types[i] != OutputStream.class && types[i] != Context.class && types[i] != Map.class) {
                return false;
            }
        }
        return true;
    }

    private static Object newObject(Class<?> type) throws Throwable {
        try {
            java.lang.reflect.Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException e) {
            throw new HandlerException(
                    "Runtime.HandlerNotFound",
                    "class '" + type.getName() + "' needs a constructor without parameters, or a static handler",
                    e);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Runs the handler and returns the reply's JSON; throws what the handler threw. */
    byte[] call(byte[] event, Context context) throws Throwable {
        @Nullable Object[] arguments = new @Nullable Object[parameters.length];
        ByteArrayOutputStream written = null;
        for (int i = 0; i < parameters.length; i++) {
            if (i == 0) {
                arguments[i] = argument(parameters[i], event);
            } else if (parameters[i] == OutputStream.class) {
                written = new ByteArrayOutputStream();
                arguments[i] = written;
            } else {
                arguments[i] = parameters[i] == Context.class ? context : asMap(context);
            }
        }
        Object result;
        try {
            result = method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (written != null) {
            return written.toByteArray();
        }
        return result instanceof byte[] ready ? ready : JsonWriter.write(result);
    }

    private static @Nullable Object argument(Class<?> type, byte[] event) {
        if (type == byte[].class) {
            return event;
        }
        if (type == InputStream.class) {
            return new ByteArrayInputStream(event);
        }
        Object value = event.length == 0 ? null : JsonReader.read(event);
        if (type == String.class) {
            return value == null || value instanceof String ? value : new String(event, StandardCharsets.UTF_8);
        }
        if (value instanceof Number given && type != Object.class && type != Number.class) {
            return number(type, given);
        }
        if (value != null && type != boolean.class && !type.isInstance(value)) {
            throw new JsonException("the event is no " + type.getName() + " but a "
                    + value.getClass().getName());
        }
        return value;
    }

    private static Object number(Class<?> type, Number value) {
        if (type == int.class || type == Integer.class) {
            return value.intValue();
        }
        if (type == long.class || type == Long.class) {
            return value.longValue();
        }
        if (type == double.class || type == Double.class) {
            return value.doubleValue();
        }
        throw new JsonException("the event is no " + type.getName() + " but a number");
    }

    private static Map<String, Object> asMap(Context context) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("requestId", context.requestId());
        map.put("deadlineMillis", context.deadlineMillis());
        map.put("remainingMillis", context.remainingMillis());
        map.put("functionName", context.functionName());
        map.put("functionVersion", context.functionVersion());
        map.put("memoryMegabytes", context.memoryMegabytes());
        map.put("invokedFunctionArn", context.invokedFunctionArn());
        map.put("traceId", context.traceId());
        return map;
    }
}
