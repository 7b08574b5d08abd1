// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jfn.images.ImageException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressKindTest {
    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, PUBLIC",
        "172.15.0.1, PUBLIC",
        "172.32.0.1, PUBLIC",
        "100.128.0.1, PUBLIC",
        "192.0.1.1, PUBLIC",
        "2606:4700::1111, PUBLIC",
        "127.0.0.1, LOOPBACK",
        "127.255.0.9, LOOPBACK",
        "::1, LOOPBACK",
        "::ffff:127.0.0.1, LOOPBACK",
        "10.0.0.1, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.4.5, PRIVATE",
        "100.64.0.1, PRIVATE",
        "::ffff:10.0.0.1, PRIVATE",
        "fc00::1, PRIVATE",
        "fdab::1, PRIVATE",
        "169.254.169.254, LINK_LOCAL",
        "169.254.170.2, LINK_LOCAL",
        "100.100.100.200, LINK_LOCAL",
        "168.63.129.16, LINK_LOCAL",
        "fd00:ec2::254, LINK_LOCAL",
        "fe80::1, LINK_LOCAL",
        "febf::1, LINK_LOCAL",
        "0.0.0.0, RESERVED",
        "192.0.0.192, RESERVED",
        "192.0.2.1, RESERVED",
        "198.18.0.1, RESERVED",
        "198.51.100.1, RESERVED",
        "203.0.113.1, RESERVED",
        "224.0.0.1, RESERVED",
        "240.0.0.1, RESERVED",
        "255.255.255.255, RESERVED",
        "::, RESERVED",
        "::2, RESERVED",
        "64:ff9b::a00:1, RESERVED",
        "100::1, RESERVED",
        "2001::1, RESERVED",
        "2001:db8::1, RESERVED",
        "2002:a00:1::, RESERVED",
        "ff02::1, RESERVED",
    })
    void each_address_has_one_kind(String address, AddressKind kind) throws Exception {
        assertThat(AddressKind.of(InetAddress.getByName(address))).isEqualTo(kind);
    }

    @Test
    void a_name_with_one_address_inside_is_refused_whatever_its_others_are() {
        Map<String, String[]> names = Map.of(
                "registry.example", new String[] {"8.8.8.8"},
                "inside.example", new String[] {"10.0.0.1"},
                "storage.example", new String[] {"8.8.4.4", "1.1.1.1"},
                "rebinding.example", new String[] {"8.8.4.4", "127.0.0.1"});
        var addresses = new Addresses(RegistryConfig.DEFAULT.withPlainHttp(Set.of("named.example")), host -> {
            String[] known = names.get(host);
            var all = new InetAddress[known.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = InetAddress.getByName(known[i]);
            }
            return all;
        });
        Place outside = place("registry.example");
        assertThatCode(() -> lead(addresses, outside, "https://storage.example/x"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> lead(addresses, outside, "https://rebinding.example/x"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("of the kind LOOPBACK");
        assertThatThrownBy(() -> lead(addresses, outside, "https://inside.example/x"))
                .hasMessageContaining("of the kind PRIVATE");
        assertThatThrownBy(() -> lead(addresses, outside, "http://storage.example/x"))
                .hasMessageContaining("from TLS to plain HTTP");
        assertThatCode(() -> lead(addresses, place("inside.example"), "https://inside.example:8443/x"))
                .doesNotThrowAnyException();
    }

    private static Place place(String host) {
        return new Place(Endpoint.of(host, RegistryConfig.DEFAULT), "a");
    }

    private static void lead(Addresses addresses, Place place, String to) throws Exception {
        addresses.mayLead(place, place.host().base(), URI.create(to));
    }
}
