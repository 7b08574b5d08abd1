// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.registry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of a sorted list, as {@code n} and {@code last} ask for it.
 *
 * @param items what is in it
 * @param next the query of the part behind it, empty when there is none
 */
record Page(List<String> items, Optional<String> next) {
    private static final Comparator<String> ORDER =
            String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder());

    static Page of(List<String> all, @Nullable String n, @Nullable String last) {
        List<String> behind = all.stream()
                .filter(item -> last == null || last.isEmpty() || ORDER.compare(item, last) > 0)
                .sorted(ORDER)
                .toList();
        int most = n == null || n.isEmpty() ? Integer.MAX_VALUE : number(n);
        if (most >= behind.size()) {
            return new Page(behind, Optional.empty());
        }
        List<String> items = behind.subList(0, most);
        return new Page(
                items,
                items.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                "n=" + most + "&last=" + URLEncoder.encode(items.getLast(), StandardCharsets.UTF_8)));
    }

    private static int number(String n) {
        if (!n.matches("[0-9]{1,9}")) {
            throw new RegistryException(400, "PAGINATION_NUMBER_INVALID", "'n' is not a number of at most nine digits");
        }
        return Integer.parseInt(n);
    }
}
