// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.content;

import io.jfn.api.Digest;
import io.jfn.api.Printable;
import io.jfn.images.Descriptor;
import io.jfn.images.Fault;
import io.jfn.images.Hashes;
import io.jfn.images.ImageContent;
import io.jfn.images.ImageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's blobs, manifests, tags and uploads. A blob is in the store once, however many repositories it is visible in. Safe
 * for many threads; calls block; every method fails with an {@link ImageException}.
 */
public final class TenantContent implements ImageContent {
    private final String what;
    private final ContentConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private final Space space;
    private final BlobFiles blobs;
    private final Uploads uploads;
    private final Repositories repositories;

    TenantContent(Path root, String tenant, ContentConfig config) throws IOException {
        this.what = "the content of tenant '" + tenant + "'";
        this.config = config;
        Path blobFolder = root.resolve("blobs");
        Path uploadFolder = root.resolve("uploads");
        for (Path folder : List.of(root, blobFolder, uploadFolder, root.resolve("repositories"))) {
            RecordFiles.folder(folder);
        }
        var files = new RecordFiles(root.resolve("work"));
        this.space = new Space(root, config, bytes(blobFolder) + bytes(uploadFolder));
        this.blobs = new BlobFiles(blobFolder, files, space, config, lock);
        this.uploads = new Uploads(uploadFolder, blobs, space, config);
        this.repositories = new Repositories(root.resolve("repositories"), files, config);
    }

    /** A blob that is here; it is then kept for the grace. */
    public Optional<StoredBlob> blob(Digest digest) {
        return guard("look into", () -> blobs.use(digest));
    }

    @Override
    public OptionalLong size(Digest digest) {
        return guard("look into", () -> blobs.size(digest));
    }

    @Override
    public InputStream open(Digest digest) {
        return guard("read", () -> {
            try {
                return Files.newInputStream(blobs.file(digest));
            } catch (NoSuchFileException e) {
                throw new ImageException(Fault.BLOB_MISSING, "blob " + digest + " is not here: pull or push it", e);
            }
        });
    }

    /**
     * Takes a blob; nothing of it is kept unless its bytes have the digest and, where it is known, the size.
     *
     * @param size how many bytes will come, -1 when that is not known
     */
    public StoredBlob add(Digest expected, long size, InputStream bytes) {
        return guard("write", () -> blobs.add(expected, size, bytes));
    }

    /** Begins a blob that comes in pieces. */
    public BlobUpload begin() {
        return guard("write", uploads::begin);
    }

    /** Goes on with a blob that was begun and not finished, also by an earlier process. */
    public BlobUpload resume(String id) {
        return uploads.resume(id);
    }

    /**
     * Takes a manifest or an index into a repository, which comes into being with it. All that a manifest refers to must
     * be here already and becomes visible in the repository; of an index, what is missing is left out, since a pull takes
     * one platform only.
     */
    public StoredBlob addManifest(String repository, @Nullable String tag, String mediaType, byte[] bytes) {
        Repository target = repositories.named(repository);
        if (tag != null && !Repository.isTag(tag)) {
            throw new ImageException(Fault.TAG_INVALID, "tag '" + Printable.of(tag) + "' is not valid");
        }
        ManifestDocument document = ManifestDocument.read(mediaType, bytes);
        Digest digest = digest(bytes);
        return locked("write", () -> {
            List<Digest> links = present(document);
            StoredBlob blob = blobs.add(digest, bytes.length, new ByteArrayInputStream(bytes));
            target.make();
            for (Digest link : links) {
                target.link(link);
            }
            target.put(digest, mediaType);
            if (tag != null) {
                target.tag(tag, digest);
            }
            return blob;
        });
    }

    /** A manifest by its tag or its digest. */
    public Optional<StoredManifest> manifest(String repository, String tagOrDigest) {
        Repository from = repositories.named(repository);
        return locked("read", () -> {
            Optional<Digest> digest = resolve(from, tagOrDigest);
            Optional<String> mediaType = digest.isPresent() ? from.mediaType(digest.get()) : Optional.empty();
            if (digest.isEmpty()
                    || mediaType.isEmpty()
                    || blobs.use(digest.get()).isEmpty()) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(blobs.file(digest.get()));
            return Optional.of(new StoredManifest(digest.get(), mediaType.get(), bytes));
        });
    }

    /** The tags of a repository, in the order of the distribution specification. */
    public List<String> tags(String repository) {
        Repository from = repositories.named(repository);
        return guard("list", from::tags);
    }

    /** The digests of a repository's manifests, tagged or not. */
    public List<Digest> manifests(String repository) {
        Repository from = repositories.named(repository);
        return guard("list", from::manifests);
    }

    /** The names of all repositories, sorted. */
    public List<String> repositories() {
        return guard("list", repositories::names);
    }

    /** Whether anything was ever put into a repository and not everything is gone. */
    public boolean hasRepository(String repository) {
        return repositories.named(repository).exists();
    }

    /** Makes a blob of this tenant visible in a repository; false when it is not here. */
    public boolean link(String repository, Digest blob) {
        Repository target = repositories.named(repository);
        return locked("write", () -> {
            boolean here = blobs.use(blob).isPresent();
            if (here) {
                target.make();
                target.link(blob);
            }
            return here;
        });
    }

    /** A blob that is visible in a repository: pushed or mounted there, or part of a manifest of it. */
    public Optional<StoredBlob> blob(String repository, Digest digest) {
        Repository from = repositories.named(repository);
        return guard("look into", () -> from.linked(digest) ? blobs.use(digest) : Optional.empty());
    }

    /** The manifests of a repository whose subject has this digest, all or those for one purpose; the subject may be missing. */
    public List<Referrer> referrers(String repository, Digest subject, @Nullable String artifactType) {
        Repository from = repositories.named(repository);
        return guard("list", () -> {
            List<Referrer> all = new ArrayList<>();
            for (Digest digest : from.manifests()) {
                Optional<StoredManifest> manifest = manifest(repository, digest.value());
                if (manifest.isPresent()) {
                    manifest.get().refersTo(subject).ifPresent(all::add);
                }
            }
            all.removeIf(one -> artifactType != null && !artifactType.equals(one.artifactType()));
            return all;
        });
    }

    /** Removes a manifest, and the tags that name it, from a repository; false when it is not there. */
    public boolean deleteManifest(String repository, Digest manifest) {
        Repository from = repositories.named(repository);
        return locked("write", () -> from.remove(manifest));
    }

    /** Removes a tag, not what it names; false when it is not there. */
    public boolean deleteTag(String repository, String tag) {
        Repository from = repositories.named(repository);
        return locked("write", () -> from.untag(tag));
    }

    /** Makes a blob invisible in a repository; false when it was. Its bytes go when no manifest of any needs them. */
    public boolean deleteBlob(String repository, Digest blob) {
        Repository from = repositories.named(repository);
        return locked("write", () -> from.unlink(blob));
    }

    /** Removes what no manifest refers to and nobody has used for the grace; gives the bytes freed. */
    public long collectGarbage(Duration grace) {
        return locked("collect the garbage of", () -> sweep(grace).collect());
    }

    /** Removes also the manifests older than the grace that no tag leads to; gives the bytes freed. */
    public long prune(Duration grace) {
        return locked("prune", () -> {
            sweep(grace).prune();
            return sweep(grace).collect();
        });
    }

    /** How many bytes there are, unfinished uploads included. */
    public long usedBytes() {
        return space.used();
    }

    private ContentSweep sweep(Duration grace) {
        return new ContentSweep(
                repositories,
                blobs,
                uploads,
                FileTime.from(config.clock().instant().minus(grace)));
    }

    private List<Digest> present(ManifestDocument document) throws IOException {
        List<Digest> present = new ArrayList<>();
        for (Descriptor part : document.blobs()) {
            Optional<StoredBlob> blob = blobs.use(part.digest());
            if (blob.isPresent() && blob.get().size() != part.size()) {
                throw new ImageException(
                        Fault.SIZE_MISMATCH,
                        "blob " + part.digest() + " has " + blob.get().size() + " bytes where the manifest says "
                                + part.size());
            }
            if (blob.isPresent()) {
                present.add(part.digest());
            } else if (!document.foreign().contains(part.digest())) {
                throw new ImageException(
                        Fault.BLOB_MISSING,
                        "manifest refers to blob " + part.digest() + ", which is not here: push it first");
            }
        }
        for (Descriptor manifest : document.manifests()) {
            blobs.use(manifest.digest());
        }
        return present;
    }

    private static Optional<Digest> resolve(Repository from, String tagOrDigest) throws IOException {
        return tagOrDigest.indexOf(':') < 0 ? from.tagged(tagOrDigest) : Optional.of(new Digest(tagOrDigest));
    }

    private static Digest digest(byte[] bytes) {
        MessageDigest sha256 = Hashes.sha256();
        sha256.update(bytes);
        return Hashes.digest(sha256);
    }

    private static long bytes(Path folder) throws IOException {
        long sum = 0;
        for (Path file : RecordFiles.list(folder)) {
            sum += Files.size(file);
        }
        return sum;
    }

    private <T> T locked(String doing, IoCall<T> call) {
        lock.lock();
        try {
            return guard(doing, call);
        } finally {
            lock.unlock();
        }
    }

    private <T> T guard(String doing, IoCall<T> call) {
        return IoCall.guard(doing + " " + what, call);
    }
}
