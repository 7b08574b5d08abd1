// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.gateway.images.TestImage;
import io.jfn.images.Progress;
import io.jfn.images.content.ContentConfig;
import io.jfn.images.content.ContentStore;
import io.jfn.images.content.Referrer;
import io.jfn.images.registry.Credential;
import io.jfn.images.registry.Credentials;
import io.jfn.images.registry.ImageName;
import io.jfn.images.registry.RegistryClient;
import io.jfn.images.registry.RegistryConfig;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry in the box as two clients use it that go by the distribution specification: one for artifacts, and jfn's own. */
@QuarkusTest
class RegistryClientsTest extends RegistryTest {
    private static final String EMPTY = "application/vnd.oci.empty.v1+json";
    private static final String SBOM = "application/vnd.example.sbom.v1+json";

    @TempDir
    Path folder;

    @TestHTTPResource("/")
    URI gateway;

    private ArtifactClient client;

    @BeforeEach
    void connect() {
        client = new ArtifactClient(gateway, token());
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    /** A manifest of an artifact of one blob, as ORAS writes it: no configuration but the empty one. */
    private static String artifact(String type, String blob, String subject) {
        String belongsTo = subject.isEmpty()
                ? ""
                : ",\"subject\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":123}".formatted(MANIFEST, subject);
        return """
                {"schemaVersion":2,"mediaType":"%s","artifactType":"%s",\
                "config":{"mediaType":"%s","digest":"%s","size":2,"data":"e30="},\
                "layers":[{"mediaType":"text/plain","digest":"%s","size":%d,\
                "annotations":{"org.opencontainers.image.title":"note.txt"}}]%s}""".formatted(MANIFEST, type, EMPTY, digest("{}"), digest(blob), blob.length(), belongsTo);
    }

    private String pushArtifact(String repository, String type, String blob, String subject) {
        client.push(repository, "{}");
        client.push(repository, blob);
        String manifest = artifact(type, blob, subject);
        assertThat(client.push(repository, digest(manifest), MANIFEST, manifest).orElse(""))
                .isEqualTo(subject);
        return manifest;
    }

    @Test
    void an_artifact_of_a_type_of_its_own_is_pushed_found_and_pulled() {
        String subject = digest(image("clients/artifact", "1", "layer"));
        String manifest = pushArtifact("clients/artifact", SBOM, "what is in it", subject);
        String other = pushArtifact("clients/artifact", "application/vnd.example.other", "something else", subject);
        var found = client.referrers("clients/artifact", subject, SBOM);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).path("digest").asText()).isEqualTo(digest(manifest));
        assertThat(found.get(0).path("artifactType").asText()).isEqualTo(SBOM);
        assertThat(client.manifest("clients/artifact", digest(manifest), MANIFEST))
                .isEqualTo(manifest);
        assertThat(client.blob("clients/artifact", digest("what is in it"))).isEqualTo("what is in it");
        assertThat(client.status("DELETE", "clients/artifact/manifests/" + digest(manifest)))
                .isEqualTo(202);
        assertThat(client.referrers("clients/artifact", subject, SBOM)).isEmpty();
        assertThat(client.manifest("clients/artifact", digest(other), MANIFEST)).isEqualTo(other);
    }

    @Test
    void an_artifact_may_come_before_what_it_belongs_to() {
        client.push("clients/early", "{}");
        client.push("clients/early", "layer");
        String later = manifest("layer", "");
        String manifest = pushArtifact("clients/early", SBOM, "early", digest(later));
        assertThat(client.referrers("clients/early", digest(later), SBOM)).hasSize(1);
        client.push("clients/early", "1", MANIFEST, later);
        assertThat(client.referrers("clients/early", digest(later), SBOM)
                        .get(0)
                        .path("digest")
                        .asText())
                .isEqualTo(digest(manifest));
    }

    @Test
    void a_copy_by_digest_sends_no_blob_and_has_no_tag_until_it_gets_one() {
        String manifest = image("clients/from", "1", "to be copied");
        client.copy("clients/from", digest(manifest), "clients/to", MANIFEST);
        assertThat(client.manifest("clients/to", digest(manifest), MANIFEST)).isEqualTo(manifest);
        assertThat(client.blob("clients/to", digest("to be copied"))).isEqualTo("to be copied");
        assertThat(client.tags("clients/to", 10)).isEmpty();
        client.push("clients/to", "stable", MANIFEST, manifest);
        assertThat(client.tags("clients/to", 10)).containsExactly("stable");
        assertThat(client.mount("clients/to", "clients/from", digest("never there")))
                .isFalse();
    }

    @Test
    void tags_are_read_page_by_page_to_the_end() {
        String manifest = image("clients/tags", "t0", "layer");
        for (int i = 1; i < 7; i++) {
            client.push("clients/tags", "t" + i, MANIFEST, manifest);
        }
        for (int page : new int[] {1, 3, 7, 100}) {
            assertThat(client.tags("clients/tags", page)).containsExactly("t0", "t1", "t2", "t3", "t4", "t5", "t6");
        }
    }

    @Test
    void what_is_deleted_is_gone_where_it_was_and_stays_elsewhere() {
        String manifest = image("clients/gone", "1", "shared");
        client.copy("clients/gone", digest(manifest), "clients/stays", MANIFEST);
        String blob = "clients/gone/blobs/" + digest("shared");
        assertThat(client.status("DELETE", "clients/gone/manifests/" + digest(manifest)))
                .isEqualTo(202);
        assertThat(client.status("HEAD", "clients/gone/manifests/1")).isEqualTo(404);
        assertThat(client.status("DELETE", blob)).isEqualTo(202);
        assertThat(client.status("HEAD", blob)).isEqualTo(404);
        assertThat(client.status("DELETE", blob)).isEqualTo(404);
        assertThat(client.blob("clients/stays", digest("shared"))).isEqualTo("shared");
    }

    /** As another node pulls from this one. */
    @Test
    void jfns_own_client_pushes_pulls_and_finds_what_belongs_to_an_image() {
        TestImage image = TestImage.of("between nodes");
        String host = gateway.getAuthority();
        ImageName name = ImageName.parse(host + "/clients/nodes:1");
        var config = RegistryConfig.DEFAULT.withCredentials(Credentials.of(host, new Credential("node", token())));
        var here = new ContentStore(folder.resolve("here"), ContentConfig.DEFAULT);
        var there = new ContentStore(folder.resolve("there"), ContentConfig.DEFAULT);
        image.into(here.of(TenantName.DEFAULT), "nodes", "1");
        try (var sender = new RegistryClient(config, here);
                var receiver = new RegistryClient(config, there)) {
            Digest sent = sender.push(TenantName.DEFAULT, image.digest(), name, Progress.NONE);
            assertThat(receiver.pull(TenantName.DEFAULT, name, Progress.NONE)).isEqualTo(sent);
            image.blobs()
                    .forEach((digest, bytes) -> assertThat(
                                    there.of(TenantName.DEFAULT).size(digest))
                            .hasValue(bytes.length));
            String manifest = pushArtifact("clients/nodes", SBOM, "belongs", sent.value());
            assertThat(receiver.referrers(name))
                    .extracting(Referrer::digest)
                    .containsExactly(new Digest(digest(manifest)));
        }
    }
}
