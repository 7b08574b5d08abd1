// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.jfn.api.Digest;
import io.jfn.api.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What jfn heeds of an image's configuration. User, volumes, ports, health check, stop signal and triggers are for a
 * container engine and do nothing here.
 *
 * @param entrypoint the entrypoint
 * @param command the default arguments
 * @param env the environment
 * @param workdir the working directory, empty for none
 * @param diffIds digests of the uncompressed layers, lowest first
 */
record ImageSettings(
        List<String> entrypoint, List<String> command, Map<String, String> env, String workdir, List<Digest> diffIds) {
    private static final int MOST_WORDS = 1024;
    private static final int MOST_VARIABLES = 256;
    private static final int LONGEST_TEXT = 64 << 10;
    private static final String WHAT = "image configuration";

    ImageSettings {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        env = Map.copyOf(env);
        diffIds = List.copyOf(diffIds);
    }

    static ImageSettings of(JsonNode json) {
        platform(json);
        JsonNode config = json.path("config");
        JsonNode rootfs = json.path("rootfs");
        if (!Json.text(rootfs, "type", WHAT).equals("layers")) {
            throw new ImageException(Fault.CONFIG_INVALID, WHAT + " has no rootfs of type 'layers'");
        }
        List<Digest> diffIds = new ArrayList<>();
        for (String diffId : Json.texts(rootfs, "diff_ids", WHAT)) {
            diffIds.add(Json.digest(diffId, WHAT));
        }
        String workdir = Json.text(config, "WorkingDir", WHAT);
        plain("WorkingDir", workdir);
        return new ImageSettings(
                words(config, "Entrypoint"), words(config, "Cmd"), environment(config), workdir, diffIds);
    }

    private static void platform(JsonNode json) {
        String os = Json.text(json, "os", WHAT);
        String architecture = Json.text(json, "architecture", WHAT);
        boolean fits = (os.isEmpty() || os.equals("linux"))
                && (architecture.isEmpty() || architecture.equals(Platform.architecture()));
        if (!fits) {
            throw new ImageException(
                    Fault.NO_PLATFORM,
                    "image is for " + Printable.of(os + "/" + architecture) + ", and this machine is linux/"
                            + Platform.architecture());
        }
    }

    private static List<String> words(JsonNode config, String member) {
        List<String> words = Json.texts(config, member, WHAT);
        if (words.size() > MOST_WORDS) {
            throw new ImageException(
                    Fault.CONFIG_INVALID, WHAT + ": " + member + " has more than " + MOST_WORDS + " words");
        }
        words.forEach(word -> plain(member, word));
        return words;
    }

    private static Map<String, String> environment(JsonNode config) {
        Map<String, String> env = new TreeMap<>();
        for (String line : Json.texts(config, "Env", WHAT)) {
            plain("Env", line);
            int equals = line.indexOf('=');
            String name = equals < 0 ? line : line.substring(0, equals);
            if (!name.matches("[A-Za-z_][A-Za-z0-9_.-]{0,255}")) {
                throw new ImageException(
                        Fault.CONFIG_INVALID, WHAT + ": env name '" + Printable.of(name) + "' is not valid");
            }
            if (equals > 0) {
                env.put(name, line.substring(equals + 1));
            }
        }
        if (env.size() > MOST_VARIABLES) {
            throw new ImageException(
                    Fault.CONFIG_INVALID, WHAT + " has more than " + MOST_VARIABLES + " env variables");
        }
        return env;
    }

    private static void plain(String member, String text) {
        if (text.indexOf('\0') >= 0 || text.length() > LONGEST_TEXT) {
            throw new ImageException(
                    Fault.CONFIG_INVALID,
                    WHAT + ": " + member + " has a NUL character or is longer than " + LONGEST_TEXT);
        }
    }
}
