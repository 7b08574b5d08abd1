// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a blob that a {@code Range} header asks for.
 *
 * @param first the first byte's number
 * @param count how many bytes; 0 when there are none at that place
 */
record ByteRange(long first, long count) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** Empty when the whole is asked for, or several parts, or something else than bytes, which may be answered with the whole. */
    static Optional<ByteRange> of(@Nullable String header, long size) {
        Matcher one = ONE.matcher(header == null ? "" : header.strip());
        if (!one.matches() || (one.group(1).isEmpty() && one.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (one.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(one.group(2)), size);
            return Optional.of(new ByteRange(size - last, last));
        }
        long first = Long.parseLong(one.group(1));
        long end = one.group(2).isEmpty() ? size : Math.min(size, Long.parseLong(one.group(2)) + 1);
        boolean backwards = !one.group(2).isEmpty() && Long.parseLong(one.group(2)) < first;
        return backwards ? Optional.empty() : Optional.of(new ByteRange(first, Math.max(0, end - first)));
    }

    /** As a {@code Content-Range} header says it. */
    String contentRange(long size) {
        return "bytes " + first + "-" + (first + count - 1) + "/" + size;
    }
}
