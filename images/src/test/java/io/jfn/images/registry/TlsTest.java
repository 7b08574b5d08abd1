// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import static io.jfn.images.registry.ScriptedRegistry.manifest;
import static io.jfn.images.registry.ScriptedRegistry.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.images.Fault;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with authorities of one's own; the certificate is made by the JDK's keytool. */
class TlsTest extends RegistryTest {
    private static final String PASSWORD = "for tests";

    @TempDir
    static Path keys;

    private static Path certificate;
    private static ScriptedRegistry secure;

    @BeforeAll
    static void makeKeys() throws Exception {
        Path store = keys.resolve("store.p12");
        certificate = keys.resolve("ca.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "a",
                "-file",
                certificate.toString(),
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        KeyStore keyStore = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keyStore.load(in, PASSWORD.toCharArray());
        }
        var manager = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        manager.init(keyStore, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(manager.getKeyManagers(), null, null);
        secure = new ScriptedRegistry(context);
    }

    @AfterAll
    static void stop() {
        secure.close();
    }

    @Test
    void a_host_with_authorities_of_its_own_is_spoken_to_by_tls() {
        TestImage image = TestImage.of(100_000);
        secure.serve("1", image);
        use(CONFIG.withCertificates(Map.of(secure.host(), certificate)));
        assertThat(pull(secure.name("team/app:1"))).isEqualTo(image.digest());
    }

    @Test
    void a_certificate_counts_for_its_host_alone() {
        secure.serve("1", TestImage.of(10));
        // Named as another host, whose name the certificate does not have.
        use(CONFIG.withCertificates(Map.of(secure.hostByName(), certificate)));
        assertThat(refused(
                        Fault.REGISTRY_UNREACHABLE, () -> pull(ImageName.parse(secure.hostByName() + "/team/app:1"))))
                .hasMessageContaining("no TLS with it");
        // The authority of one host is unknown to the next.
        assertThat(registry.on(manifest("1"), status(307, "Location", "https://" + secure.host() + "/x")))
                .isNotNull();
        assertThat(pullRefused(Fault.REGISTRY_UNREACHABLE, "team/app:1"))
                .hasMessageContaining("give the file of its certificate authority");
    }

    @Test
    void c17_nothing_is_taken_from_plain_http_when_tls_was_spoken() {
        secure.on(manifest("down"), status(307, "Location", registry.url(manifest("1"))));
        registry.serve("1", TestImage.of(10));
        use(CONFIG.withCertificates(Map.of(secure.host(), certificate)));
        assertThat(refused(Fault.REGISTRY_REDIRECT, () -> pull(secure.name("team/app:down"))))
                .hasMessageContaining("from TLS to plain HTTP");
        assertThat(registry.asked()).isEmpty();
    }

    @Test
    void a_file_without_certificates_is_told() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "none", StandardCharsets.UTF_8);
        use(CONFIG.withCertificates(Map.of(secure.host(), empty)));
        assertThat(refused(Fault.REGISTRY_CONFIG, () -> pull(secure.name("team/app:1"))))
                .hasMessageContaining(empty.toString());
    }

    private static void keytool(String... words) throws Exception {
        var command = new java.util.ArrayList<>(java.util.List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(java.util.List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
