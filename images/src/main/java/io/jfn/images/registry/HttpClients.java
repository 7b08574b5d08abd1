// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's clients: one for all ordinary hosts, one for each host that has authorities of its own. */
final class HttpClients implements AutoCloseable {
    private static final String ORDINARY = "";

    private final RegistryConfig config;
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    HttpClients(RegistryConfig config) {
        this.config = config;
    }

    /** The client for a host, written with its port where it has one. */
    HttpClient of(String host) {
        return clients.computeIfAbsent(config.certificates().containsKey(host) ? host : ORDINARY, this::open);
    }

    @Override
    public void close() {
        clients.values().forEach(HttpClient::shutdownNow);
    }

    private HttpClient open(String host) {
        // HTTP/1.1: layers that are fetched side by side shall not share one connection's window or its end.
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(config.times().connect())
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        Path authorities = config.certificates().get(host);
        if (authorities != null) {
            builder.sslContext(trusting(host, authorities));
        }
        return builder.build();
    }

    private static SSLContext trusting(String host, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new GeneralSecurityException("it holds no certificate");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("authority" + number++, certificate);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new ImageException(
                    Fault.REGISTRY_CONFIG,
                    "registry " + host + ": the certificates in " + file + " cannot be used: " + e.getMessage()
                            + "; give a file with PEM certificates",
                    e);
        }
    }
}
