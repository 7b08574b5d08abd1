// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that stand for settings of {@code function.yaml} and count more than what is written there. */
final class SettingOptions {
    @Option(names = "--name", paramLabel = "NAME", description = "The function's name.")
    @Nullable
    String name;

    @Option(names = "--runtime", paramLabel = "RUNTIME", description = "python3, node, java or native.")
    @Nullable
    String runtime;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "Name of an image as nginx:1.25, its digest, or an archive.")
    @Nullable
    String image;

    @Option(names = "--handler", paramLabel = "HANDLER", description = "As app.handler, or Main::handle in Java.")
    @Nullable
    String handler;

    @Option(names = "--contract", paramLabel = "CONTRACT", description = "http or lambda.")
    @Nullable
    String contract;

    @Option(names = "--port", paramLabel = "N", description = "Where an http function listens.")
    @Nullable
    String port;

    @Option(names = "--memory", paramLabel = "BYTES", description = "Memory of one instance, as 64Mi.")
    @Nullable
    String memory;

    @Option(names = "--cpu", paramLabel = "CPUS", description = "CPU of one instance, as 0.5 or 500m.")
    @Nullable
    String cpu;

    @Option(names = "--pids", paramLabel = "N", description = "Processes and threads of one instance.")
    @Nullable
    String pids;

    @Option(names = "--tmp", paramLabel = "BYTES", description = "Size of /tmp, as 8Mi.")
    @Nullable
    String tmp;

    @Option(names = "--timeout", paramLabel = "TIME", description = "The longest a call may take, as 10s.")
    @Nullable
    String timeout;

    @Option(names = "--concurrency", paramLabel = "N", description = "Calls that one instance runs at a time.")
    @Nullable
    String concurrency;

    @Option(names = "--min", paramLabel = "N", description = "Instances kept even without calls.")
    @Nullable
    String min;

    @Option(names = "--max", paramLabel = "N", description = "Instances at most.")
    @Nullable
    String max;

    @Option(names = "--keep-alive", paramLabel = "TIME", description = "How long an idle instance is kept.")
    @Nullable
    String keepAlive;

    @Option(names = "--auth", paramLabel = "WHO", description = "none or token: who may call.")
    @Nullable
    String auth;

    @Option(names = "--network", paramLabel = "NETWORK", description = "none, the only one today.")
    @Nullable
    String network;

    @Option(names = "--env", paramLabel = "KEY=VALUE", description = "A variable of its environment; repeatable.")
    List<String> env = new ArrayList<>();

    @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label; repeatable.")
    List<String> labels = new ArrayList<>();

    @Option(
            names = "--secret",
            paramLabel = "NAME=SOURCE",
            description = "A file under /run/secrets, from file:PATH in the folder or env:VARIABLE; repeatable.")
    List<String> secrets = new ArrayList<>();

    Setting.Table table() {
        Map<String, Setting> given = new LinkedHashMap<>();
        put(given, "name", "--name", name);
        put(given, "runtime", "--runtime", runtime);
        put(given, "image", "--image", image);
        put(given, "handler", "--handler", handler);
        put(given, "contract", "--contract", contract);
        put(given, "port", "--port", port);
        put(given, "memory", "--memory", memory);
        put(given, "cpu", "--cpu", cpu);
        put(given, "pids", "--pids", pids);
        put(given, "tmp", "--tmp", tmp);
        put(given, "timeout", "--timeout", timeout);
        put(given, "concurrency", "--concurrency", concurrency);
        put(given, "auth", "--auth", auth);
        put(given, "network", "--network", network);
        Map<String, Setting> scale = new LinkedHashMap<>();
        put(scale, "min", "--min", min);
        put(scale, "max", "--max", max);
        put(scale, "keepAlive", "--keep-alive", keepAlive);
        putTable(given, "scale", "scale", scale);
        putTable(given, "env", "--env", pairs("--env", env));
        putTable(given, "labels", "--label", pairs("--label", labels));
        Map<String, Setting> sources = pairs("--secret", secrets);
        sources.replaceAll((_, source) -> secret((Setting.Word) source));
        putTable(given, "secrets", "--secret", sources);
        return table("the command line", given);
    }

    private static void put(Map<String, Setting> table, String key, String option, @Nullable String value) {
        if (value != null) {
            table.put(key, new Setting.Word(option, value));
        }
    }

    private static void putTable(Map<String, Setting> table, String key, String where, Map<String, Setting> inner) {
        if (!inner.isEmpty()) {
            table.put(key, table(where, inner));
        }
    }

    private static Setting.Table table(String where, Map<String, Setting> values) {
        Settings settings = new Settings(where);
        values.forEach(settings::put);
        return settings.table();
    }

    private static Map<String, Setting> pairs(String option, List<String> given) {
        Map<String, Setting> pairs = new LinkedHashMap<>();
        for (String pair : given) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new CliException(
                        ExitCode.USAGE, option + ": '" + Printable.of(pair) + "' is not written as NAME=VALUE");
            }
            pairs.put(pair.substring(0, equals), new Setting.Word(option, pair.substring(equals + 1)));
        }
        return pairs;
    }

    private static Setting secret(Setting.Word source) {
        for (String kind : List.of("file", "env")) {
            if (source.text().startsWith(kind + ":")) {
                return new Settings(source.where())
                        .put(kind, source.text().substring(kind.length() + 1))
                        .table();
            }
        }
        throw source.refused("a secret comes from file:PATH or env:VARIABLE");
    }
}
