// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Whose an address is, so that a registry on the internet cannot send us to a host that only we can reach. */
enum AddressKind {
    PUBLIC,
    LOOPBACK,
    PRIVATE,
    /** Clouds serve a machine's own secrets here, so nobody is ever asked at such an address. */
    LINK_LOCAL,
    /** Nobody's, or of a translation that may lead anywhere. */
    RESERVED;

    static AddressKind of(InetAddress address) {
        byte[] bytes = address.getAddress();
        // The JDK makes an Inet4Address of ::ffff:0:0/96 by itself.
        return address instanceof Inet4Address ? ofFour(word(bytes, 0), word(bytes, 2)) : ofSix(bytes);
    }

    private static AddressKind ofFour(int high, int low) {
        int first = high >> 8;
        int second = high & 0xff;
        return switch (first) {
            case 127 -> LOOPBACK;
            case 10 -> PRIVATE;
            case 169 -> second == 254 ? LINK_LOCAL : PUBLIC;
            case 172 -> second >> 4 == 1 ? PRIVATE : PUBLIC;
            case 192 -> {
                if (second == 168) {
                    yield PRIVATE;
                }
                yield second == 0 && (low >> 8 == 0 || low >> 8 == 2) ? RESERVED : PUBLIC;
            }
            case 100 -> {
                if (high == 0x6464 && low == 0x64c8) {
                    yield LINK_LOCAL; // one cloud's metadata service
                }
                yield second >> 6 == 1 ? PRIVATE : PUBLIC; // shared by carriers
            }
            case 168 -> high == 0xa83f && low == 0x8110 ? LINK_LOCAL : PUBLIC;
            case 198 -> second >> 1 == 9 || (high == 0xc633 && low >> 8 == 100) ? RESERVED : PUBLIC;
            case 203 -> high == 0xcb00 && low >> 8 == 113 ? RESERVED : PUBLIC;
            default -> first == 0 || first >= 224 ? RESERVED : PUBLIC;
        };
    }

    private static AddressKind ofSix(byte[] bytes) {
        int start = word(bytes, 0);
        if (start >> 9 == 0x7e) { // fc00::/7
            // The metadata service of one cloud stands at fd00:ec2::254.
            return start == 0xfd00 && word(bytes, 2) == 0x0ec2 ? LINK_LOCAL : PRIVATE;
        }
        if (start >> 6 == 0x3fa) { // fe80::/10
            return LINK_LOCAL;
        }
        boolean lowSeven = true;
        for (int at = 0; at < 14; at += 2) {
            lowSeven &= word(bytes, at) == 0;
        }
        if (lowSeven) {
            return word(bytes, 14) == 1 ? LOOPBACK : RESERVED;
        }
        boolean global = start >> 13 == 1; // 2000::/3
        boolean tunnel = start == 0x2002 || (start == 0x2001 && (word(bytes, 2) == 0 || word(bytes, 2) == 0x0db8));
        return global && !tunnel ? PUBLIC : RESERVED;
    }

    private static int word(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }
}
