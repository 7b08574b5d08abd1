// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
    private final LineSplitter splitter = new LineSplitter(8);
    private final List<String> lines = new ArrayList<>();
    private final List<@Nullable String> owners = new ArrayList<>();
    private int room = Integer.MAX_VALUE;

    @Test
    void pieces_are_joined_and_split_at_ends_of_lines() {
        take("a");
        take("b\n\nc\r\nd");
        assertThat(lines).containsExactly("ab", "", "c");
        assertThat(splitter.holdsPart()).isTrue();
        splitter.flush(this::line);
        assertThat(lines).endsWith("d");
        assertThat(splitter.flush(this::line)).isZero();
        assertThat(lines).hasSize(4);
    }

    @Test
    void a_long_line_becomes_several_and_its_end_no_empty_one() {
        take("12345678\n");
        take("12345678abc\nx\n");
        take("12345678");
        take("\n\n");
        assertThat(lines).containsExactly("12345678", "12345678", "abc", "x", "12345678", "");
    }

    @Test
    void a_cut_goes_between_characters() {
        take("123456é€€\n"); // é is bytes 7 and 8, each € three more
        take("1234567€\n");
        take("12345😀\n");
        assertThat(lines).containsExactly("123456é", "€€", "1234567", "€", "12345", "😀");
    }

    @Test
    void bytes_that_are_no_characters_do_not_stop_a_cut() {
        byte[] rubbish = new byte[64];
        Arrays.fill(rubbish, (byte) 0x80);
        splitter.take(rubbish, rubbish.length, null, this::line);
        Arrays.fill(rubbish, (byte) 0xff);
        splitter.take(rubbish, rubbish.length, null, this::line);
        splitter.flush(this::line);
        assertThat(String.join("", lines)).hasSize(128);
    }

    @Test
    void a_line_of_two_owners_has_none() {
        take("mine", "a");
        take("\n", "a");
        take("ours", "a");
        take("\n", "b");
        take("b\n", "b");
        assertThat(owners).containsExactly("a", null, "b");
    }

    @Test
    void what_is_refused_is_dropped_up_to_the_next_line_and_counted() {
        room = 1;
        take("par");
        assertThat(take("t\nno\nnor\nha")).isEqualTo(9);
        assertThat(take("lf")).isEqualTo(2);
        room = 1;
        assertThat(take("!\nagain\n")).isEqualTo(2);
        assertThat(lines).containsExactly("part", "again");
    }

    @Test
    void a_refused_line_counts_with_the_part_that_was_kept() {
        room = 0;
        take("abc");
        assertThat(take("de\nf\n")).isEqualTo(8);
        take("abc");
        assertThat(take("defghijk")).isEqualTo(11);
        assertThat(splitter.holdsPart()).isFalse();
    }

    @Test
    void a_dropped_line_without_end_is_skipped_for_no_longer_than_a_line() {
        assertThat(splitter.drop("xxx".getBytes(StandardCharsets.UTF_8), 3)).isEqualTo(3);
        assertThat(take("yyyyyyyyzz\n")).isEqualTo(8);
        assertThat(lines).containsExactly("zz");
    }

    @Test
    void every_byte_is_told_or_counted_whatever_the_pieces() {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            lines.clear();
            room = random.nextInt(12);
            var text = new StringBuilder();
            long dropped = 0;
            for (int i = 0; i < 10; i++) {
                String piece = piece(random);
                text.append(piece);
                dropped += take(piece);
            }
            dropped += splitter.flush(this::line);
            long ends = text.chars().filter(c -> c == '\n').count();
            long told = lines.stream().mapToLong(String::length).sum();
            assertThat(told + dropped).isBetween(text.length() - ends, (long) text.length());
            assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(8));
            room = Integer.MAX_VALUE;
            take("\n"); // ends what a drop skips
        }
    }

    private static String piece(Random random) {
        var piece = new StringBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            piece.append(random.nextInt(6) == 0 ? '\n' : 'x');
        }
        return piece.toString();
    }

    private int take(String piece) {
        return take(piece, null);
    }

    private int take(String piece, @Nullable String owner) {
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
        return splitter.take(bytes, bytes.length, owner, this::line);
    }

    private boolean line(byte[] bytes, int from, int to, @Nullable String owner) {
        if (room-- <= 0) {
            return false;
        }
        lines.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        owners.add(owner);
        return true;
    }
}
