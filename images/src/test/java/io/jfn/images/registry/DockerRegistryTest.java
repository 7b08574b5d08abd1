// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Digest;
import io.jfn.api.TenantName;
import io.jfn.images.Fault;
import io.jfn.images.Progress;
import io.jfn.images.content.ManifestDocument;
import io.jfn.images.content.TenantContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Pull and push against the registry that most people run. */
@EnabledIf(
        value = "isInstalled",
        disabledReason = "not run: docker-registry is not installed (Debian: apt-get install docker-registry)")
class DockerRegistryTest extends RegistryTest {
    private static final TenantName OTHER = new TenantName("other");

    @TempDir
    static Path data;

    private static DockerRegistry open;
    private static DockerRegistry locked;

    static boolean isInstalled() {
        return DockerRegistry.isInstalled();
    }

    @BeforeAll
    static void start() throws IOException {
        open = new DockerRegistry(Files.createDirectory(data.resolve("open")), false);
        locked = new DockerRegistry(Files.createDirectory(data.resolve("locked")), true);
    }

    @AfterAll
    static void stop() {
        open.close();
        locked.close();
    }

    @Test
    void what_was_pushed_is_pulled_byte_by_byte_by_another_tenant() throws IOException {
        TestImage image = store(TestImage.of(3_000_000, 10, 500_000));
        assertThat(client.push(TenantName.DEFAULT, image.digest(), open.name("team/app:1"), Progress.NONE))
                .isEqualTo(image.digest());
        assertThat(client.resolve(open.name("team/app:1")).manifest()).isEqualTo(image.digest());
        assertThat(client.pull(OTHER, open.name("team/app:1"), Progress.NONE)).isEqualTo(image.digest());
        TenantContent theirs = store.of(OTHER);
        for (int i = 0; i < 3; i++) {
            try (var in = theirs.open(image.layer(i).digest())) {
                assertThat(in.readAllBytes()).isEqualTo(image.layers().get(i));
            }
        }
        assertThat(theirs.manifest(open.host() + "/team/app", "1").orElseThrow().bytes())
                .isEqualTo(image.manifest());
        assertThat(client.pull(TenantName.DEFAULT, open.name("team/app@" + image.digest()), Progress.NONE))
                .isEqualTo(image.digest());
        assertThat(client.referrers(open.name("team/app:1"))).isEmpty();
    }

    @Test
    void layers_of_a_neighbour_are_taken_over_and_pushed_twice_is_well() {
        TestImage image = store(TestImage.of(2_000_000, 90));
        client.push(TenantName.DEFAULT, image.digest(), open.name("base/python:3"), Progress.NONE);
        client.pull(TenantName.DEFAULT, open.name("base/python:3"), Progress.NONE);
        client.push(TenantName.DEFAULT, image.digest(), open.name("team/mounted:1"), Progress.NONE);
        client.push(TenantName.DEFAULT, image.digest(), open.name("team/mounted:1"), Progress.NONE);
        assertThat(client.pull(OTHER, open.name("team/mounted:1"), Progress.NONE))
                .isEqualTo(image.digest());
    }

    @Test
    void a_private_image_wants_the_password() {
        TestImage image = store(TestImage.of(400_000));
        ImageName name = locked.name("secret/app:1");
        RegistryClient ada = client.with(
                Credentials.of(locked.host(), new Credential(DockerRegistry.USER, DockerRegistry.PASSWORD)));
        ada.push(TenantName.DEFAULT, image.digest(), name, Progress.NONE);
        assertThat(ada.pull(OTHER, name, Progress.NONE)).isEqualTo(image.digest());
        assertThat(refused(Fault.REGISTRY_UNAUTHORIZED, () -> client.pull(OTHER, name, Progress.NONE)))
                .hasMessageContaining("registry " + locked.host() + ", repository secret/app: asks who is there");
        RegistryClient wrong =
                client.with(Credentials.of(locked.host(), new Credential(DockerRegistry.USER, "wrong horse")));
        assertThat(refused(Fault.REGISTRY_UNAUTHORIZED, () -> wrong.pull(OTHER, name, Progress.NONE)))
                .hasMessageContaining("the credentials of user 'ada'")
                .hasMessageNotContaining("wrong horse");
        refused(
                Fault.REGISTRY_UNAUTHORIZED,
                () -> wrong.push(TenantName.DEFAULT, image.digest(), locked.name("secret/app:2"), Progress.NONE));
    }

    @Test
    void dockers_own_credential_file_opens_it_too() throws IOException {
        TestImage image = store(TestImage.of(100));
        locked.login(folder);
        RegistryClient user = client.with(DockerCredentials.ofUser(Map.of("DOCKER_CONFIG", folder.toString())));
        user.push(TenantName.DEFAULT, image.digest(), locked.name("secret/file:1"), Progress.NONE);
        assertThat(user.resolve(locked.name("secret/file:1")).manifest()).isEqualTo(image.digest());
    }

    @Test
    void a_damaged_blob_is_refused_and_nothing_kept() throws IOException {
        TestImage image = store(TestImage.of(200_000));
        Digest layer = image.layer(0).digest();
        client.push(TenantName.DEFAULT, image.digest(), open.name("team/damaged:1"), Progress.NONE);
        Path file = data.resolve("open/data/docker/registry/v2/blobs/sha256")
                .resolve(layer.hex().substring(0, 2))
                .resolve(layer.hex())
                .resolve("data");
        byte[] bytes = Files.readAllBytes(file);
        bytes[77_777] = (byte) ~bytes[77_777];
        Files.write(file, bytes);
        refused(Fault.DIGEST_MISMATCH, () -> client.pull(OTHER, open.name("team/damaged:1"), Progress.NONE));
        assertThat(store.of(OTHER).blob(layer)).isEmpty();
    }

    @Test
    void what_belongs_to_an_image_is_found_though_this_registry_has_no_api_for_it() {
        TestImage image = store(TestImage.of(50));
        client.push(TenantName.DEFAULT, image.digest(), open.name("team/signed:1"), Progress.NONE);
        String subject = ",\"subject\":"
                + TestImage.descriptor(ManifestDocument.OCI_MANIFEST, image.manifest())
                + ",\"artifactType\":\"application/x-sig\"}";
        String text = image.manifestText();
        for (String made : new String[] {"a", "b"}) {
            TestImage signature = store(image.withManifest(
                    text.substring(0, text.length() - 1) + ",\"annotations\":{\"by\":\"" + made + "\"}" + subject));
            ImageName name = open.name("team/signed@" + signature.digest());
            client.push(TenantName.DEFAULT, signature.digest(), name, Progress.NONE);
            client.push(TenantName.DEFAULT, signature.digest(), name, Progress.NONE);
        }
        assertThat(client.referrers(open.name("team/signed:1")))
                .allMatch(referrer -> referrer.artifactType().equals("application/x-sig"))
                .extracting(referrer -> referrer.annotations().get("by"))
                .containsExactly("a", "b");
    }

    @Test
    void an_unknown_tag_is_told() {
        assertThat(refused(Fault.IMAGE_NOT_FOUND, () -> client.resolve(open.name("nobody/nothing:7"))))
                .hasMessageContaining("registry " + open.host() + ", repository nobody/nothing: has no tag '7' (404)");
    }

    private TestImage store(TestImage image) {
        for (byte[] layer : image.layers()) {
            content.add(TestImage.digest(layer), layer.length, new ByteArrayInputStream(layer));
        }
        content.add(TestImage.digest(image.config()), image.config().length, new ByteArrayInputStream(image.config()));
        content.addManifest("built", "1", ManifestDocument.OCI_MANIFEST, image.manifest());
        return image;
    }
}
