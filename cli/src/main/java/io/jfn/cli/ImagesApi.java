// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import io.jfn.api.BuildRequest;
import io.jfn.api.BuiltImageView;
import io.jfn.api.ImageView;
import io.jfn.api.PruneView;
import io.jfn.api.PullRequest;
import io.jfn.api.PulledImage;
import io.jfn.api.PushRequest;
import io.jfn.api.PushedImage;
import io.jfn.api.RuntimeView;
import io.jfn.api.StoredImageView;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What the gateway's public API offers about images and runtimes; what it refuses becomes a {@link CliException}. */
final class ImagesApi {
    private static final String LOOK = ": see jfn images";

    private final GatewayCalls calls;

    ImagesApi(GatewayCalls calls) {
        this.calls = calls;
    }

    List<StoredImageView> list() {
        return calls.list("/v1/images", StoredImageView.class);
    }

    List<RuntimeView> runtimes() {
        return calls.list("/v1/runtimes", RuntimeView.class);
    }

    /** Sends an image archive. */
    ImageView importArchive(Path archive, DeployProgress progress) {
        return calls.sent("/v1/images", archive, progress, ImageView.class);
    }

    /** Brings an image from its registry. */
    PulledImage pull(String image, DeployProgress progress) {
        var request = calls.order("POST", "/v1/images/pull", new PullRequest(image), image);
        String unsaid = "whether '" + image + "' was pulled" + LOOK;
        return calls.inSteps(request, "pulled", PulledImage.class, progress, unsaid);
    }

    /** Sends an image of the node to its registry. */
    PushedImage push(String image, DeployProgress progress) {
        var request = calls.order("POST", "/v1/images/push", new PushRequest(image), image);
        String unsaid = "whether '" + image + "' was pushed: try again, what is there already is not sent again";
        return calls.inSteps(request, "pushed", PushedImage.class, progress, unsaid);
    }

    /** Builds an image. */
    BuiltImageView build(BuildRequest order, DeployProgress progress) {
        var request = calls.order("POST", "/v1/builds", order);
        String unsaid = "whether '" + order.image() + "' was built" + LOOK;
        return calls.inSteps(request, "built", BuiltImageView.class, progress, unsaid);
    }

    /** Makes a runtime's base image ready. */
    RuntimeView prepare(String runtime, DeployProgress progress) {
        var request = calls.connection()
                .authorized("/v1/runtimes/" + encoded(runtime) + "/prepare")
                .POST(BodyPublishers.noBody());
        String unsaid = "whether runtime '" + runtime + "' is ready: see jfn runtimes";
        return calls.inSteps(request, "prepared", RuntimeView.class, progress, unsaid);
    }

    /** Removes what nobody needs; {@code all} goes for images with a name, too. */
    PruneView prune(boolean all, long olderThanMillis) {
        return calls.post("/v1/images/prune?all=" + all + "&olderThanMillis=" + olderThanMillis, PruneView.class);
    }

    /** Writes an image to a file, which is there whole or not at all. */
    void download(String image, String name, Path file, DeployProgress progress) {
        HttpResponse<InputStream> answer = calls.connection()
                .ok(calls.connection()
                        .authorized("/v1/images/" + image + "/archive?name=" + encoded(name))
                        .GET());
        long size = answer.headers().firstValueAsLong("Content-Length").orElse(0);
        try (InputStream in = answer.body()) {
            Path work = Files.createTempFile(file.toAbsolutePath().getParent(), ".jfn-", ".part");
            try {
                try (var out = Files.newOutputStream(work)) {
                    copy(in, out, "download " + Shown.bytes(size), size, progress);
                }
                Files.move(work, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(work);
            }
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static void copy(InputStream in, OutputStream out, String step, long size, DeployProgress progress)
            throws IOException {
        byte[] buffer = new byte[65_536];
        long done = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            done += n;
            progress.step(step, done, size);
        }
        if (size > 0 && done != size) {
            throw new IOException("only " + done + " of " + size + " bytes came");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
