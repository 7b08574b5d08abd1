// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reject of the strict tar reader and of the tree behind it, through the front door. */
class TarRejectTest extends StoreTest {
    private static final byte[] NOTHING = new byte[0];

    private static Arguments of(Fault fault, TarBuilder tar) {
        return Arguments.of(fault, tar.bytes());
    }

    private static TarBuilder tar() {
        return new TarBuilder().file("app.py", "x");
    }

    private static TarBuilder spoiled(Consumer<byte[]> spoil) {
        return tar().entry("b", '0', 0644, "", NOTHING, spoil);
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                        // C1 names
                        of(Fault.NAME_DOT_DOT, tar().file("../canary", "dead")),
                        of(Fault.NAME_DOT_DOT, tar().file("a/../../b", "dead")),
                        of(Fault.NAME_ABSOLUTE, tar().file("/canary", "dead")),
                        of(Fault.NAME_NUL, spoiled(block -> block[3] = 'x')),
                        of(Fault.NAME_NOT_UTF8, spoiled(block -> block[0] = (byte) 0xff)),
                        of(Fault.NAME_DOT_DOT, tar().pax("path=../canary").file("ok", "dead")),
                        of(Fault.NAME_DOT_DOT, tar().longName("../canary").file("ok", "dead")),
                        of(Fault.NAME_NUL, tar().pax("path=a\0b").file("ok", "")),
                        of(
                                Fault.PATH_TOO_LONG,
                                tar().pax("path=" + "a/".repeat(2500) + "b").file("ok", "")),
                        of(
                                Fault.PATH_TOO_LONG,
                                tar().longName("a/".repeat(2500) + "b").file("ok", "")),
                        of(
                                Fault.NAME_TOO_LONG,
                                tar().pax("path=" + "a".repeat(300)).file("ok", "")),
                        // C2 through links
                        of(
                                Fault.UNDER_A_NON_DIRECTORY,
                                tar().symlink("out", "../../..").file("out/canary", "dead")),
                        of(
                                Fault.UNDER_A_NON_DIRECTORY,
                                tar().symlink("out", "/").folder("out/x")),
                        of(Fault.UNDER_A_NON_DIRECTORY, tar().file("f", "x").file("f/x", "x")),
                        of(
                                Fault.DUPLICATE_OF_OTHER_TYPE,
                                tar().symlink("s", "/x").file("s", "x")),
                        of(Fault.DUPLICATE_OF_OTHER_TYPE, tar().file("s", "x").symlink("s", "/x")),
                        of(Fault.DUPLICATE_OF_OTHER_TYPE, tar().folder("s/").file("s", "x")),
                        of(
                                Fault.DUPLICATE_OF_OTHER_TYPE,
                                tar().symlink("s", "/x").folder("s/")),
                        of(Fault.SYMLINK_TARGET, tar().symlink("s", "")),
                        // C3 hard links
                        of(Fault.HARD_LINK_TARGET, tar().hardLink("h", "../../canary")),
                        of(Fault.HARD_LINK_TARGET, tar().hardLink("h", "/etc/passwd")),
                        of(Fault.HARD_LINK_TARGET, tar().hardLink("h", "later").file("later", "x")),
                        of(Fault.HARD_LINK_TARGET, tar().symlink("s", "app.py").hardLink("h", "s")),
                        of(Fault.HARD_LINK_TARGET, tar().folder("d").hardLink("h", "d")),
                        of(Fault.HARD_LINK_TARGET, tar().hardLink("app.py", "app.py")),
                        // C4 what is neither file, folder nor link
                        of(Fault.SPECIAL_FILE, tar().type("d", '3')),
                        of(Fault.SPECIAL_FILE, tar().type("d", '4')),
                        of(Fault.SPECIAL_FILE, tar().type("d", '6')),
                        of(Fault.UNKNOWN_TYPE, tar().type("d", '7')),
                        of(Fault.UNKNOWN_TYPE, tar().type("d", 'V')),
                        of(Fault.UNKNOWN_TYPE, tar().type("d/", '0')),
                        // C12 format
                        of(Fault.SPARSE_FILE, tar().type("d", 'S')),
                        of(Fault.SPARSE_FILE, tar().pax("GNU.sparse.major=1").file("d", "")),
                        of(Fault.PAX_SIZE_MISMATCH, tar().pax("size=5").file("d", "x")),
                        of(
                                Fault.PAX_MALFORMED,
                                tar().paxRaw("9999 path=x\n".getBytes(StandardCharsets.UTF_8))
                                        .file("d", "")),
                        of(
                                Fault.PAX_MALFORMED,
                                tar().paxRaw("path=x\n".getBytes(StandardCharsets.UTF_8))
                                        .file("d", "")),
                        of(
                                Fault.PAX_MALFORMED,
                                tar().paxRaw("8 path=x\n".getBytes(StandardCharsets.UTF_8))
                                        .file("d", "")),
                        of(
                                Fault.PAX_MALFORMED,
                                tar().paxRaw("5 =x\n".getBytes(StandardCharsets.UTF_8))
                                        .file("d", "")),
                        of(
                                Fault.PAX_MALFORMED,
                                tar().paxRaw("0 ".getBytes(StandardCharsets.UTF_8))
                                        .file("d", "")),
                        of(Fault.PAX_MALFORMED, tar().pax("path=a", "path=b").file("d", "")),
                        of(
                                Fault.PAX_MALFORMED,
                                tar().paxRaw(new byte[(1 << 20) + 1]).file("d", "")),
                        of(
                                Fault.TAR_HEADER_CHAIN,
                                tar().pax("path=a").pax("path=b").file("d", "")),
                        of(
                                Fault.TAR_HEADER_CHAIN,
                                tar().longName("a").longName("b").file("d", "")),
                        of(
                                Fault.TAR_HEADER_CHAIN,
                                tar().pax("path=a").longName("b").file("d", "")),
                        of(Fault.TAR_HEADER_CHAIN, tar().longName("a")),
                        of(Fault.TAR_HEADER_CHAIN, tar().entry("g", 'g', 0, "", utf8("9 path=x\n"), _ -> {})),
                        of(Fault.TAR_SIZE_ON_LINK, tar().entry("s", '2', 0, "x", utf8("body"), _ -> {})),
                        of(Fault.TAR_CHECKSUM, spoiled(block -> TarBuilder.text(block, 148, "000001\0 "))),
                        of(Fault.TAR_MAGIC, spoiled(block -> Arrays.fill(block, 257, 265, (byte) 0))),
                        of(Fault.TAR_NUMBER, spoiled(block -> TarBuilder.text(block, 124, "0000000009z"))),
                        of(Fault.TAR_NUMBER, spoiled(block -> Arrays.fill(block, 124, 136, (byte) 0xff))),
                        of(Fault.TAR_TRAILING_DATA, tar().raw(new byte[1024]).file("after", "the end")),
                        of(Fault.TAR_TRAILING_DATA, tar().raw(new byte[512]).file("after", "one zero block")),
                        Arguments.of(
                                Fault.TAR_TRAILING_DATA,
                                tar().raw(new byte[2 << 20]).bytes()),
                        Arguments.of(Fault.TAR_TRUNCATED, tar().withoutEnd()),
                        Arguments.of(Fault.TAR_TRUNCATED, Arrays.copyOf(tar().bytes(), 700)),
                        Arguments.of(Fault.TAR_TRUNCATED, Arrays.copyOf(tar().bytes(), 513)),
                        of(
                                Fault.TAR_PADDING,
                                tar().entry("p", '0', 0644, "", utf8("x"), _ -> {})
                                        .raw(NOTHING)),
                        // what is no archive
                        Arguments.of(Fault.EMPTY_ARCHIVE, NOTHING),
                        Arguments.of(Fault.EMPTY_ARCHIVE, new byte[1024]),
                        Arguments.of(Fault.UNKNOWN_FORMAT, utf8("hello")),
                        Arguments.of(
                                Fault.UNSUPPORTED_COMPRESSION, new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0}))
                .map(TarRejectTest::spoilPadding);
    }

    /** The padding of the one case that wants it spoiled. */
    private static Arguments spoilPadding(Arguments arguments) {
        if (arguments.get()[0] == Fault.TAR_PADDING) {
            byte[] bytes = (byte[]) arguments.get()[1];
            bytes[bytes.length - 1024 - 1] = 1;
        }
        return arguments;
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_bad_archive_is_refused_by_name_and_leaves_nothing(Fault fault, byte[] archive) throws IOException {
        refused(fault, () -> store.addSource(TENANT, new ByteArrayInputStream(archive)));
        assertThat(Trees.list(tenant("layers"))).isEmpty();
    }

    /** The others are told from archives by their first bytes, and have no meaning for a layer. */
    static Stream<Arguments> badLayers() {
        return bad().filter(arguments -> switch ((Fault) arguments.get()[0]) {
            case EMPTY_ARCHIVE, UNKNOWN_FORMAT, UNSUPPORTED_COMPRESSION -> false;
            // A layer's end may lack, and the padding of its last file, here of one byte: its digest is proven.
            case TAR_TRUNCATED -> ((byte[]) arguments.get()[1]).length % 512 > 1;
            default -> true;
        });
    }

    @ParameterizedTest
    @MethodSource("badLayers")
    void as_a_layer_of_an_image_it_is_refused_as_well(Fault fault, byte[] archive) throws IOException {
        refused(fault, () -> importImage(new ImageBuilder().layer(archive).oldDocker()));
        assertThat(Trees.list(tenant("layers"))).isEmpty();
    }

    @Test
    void long_names_of_both_kinds_are_taken() throws IOException {
        String name = "folder/" + "n".repeat(200);
        var source = add(new TarBuilder()
                .pax("path=" + name + "1")
                .file("x", "pax")
                .longName(name + "2")
                .file("x", "gnu"));
        assertThat(layer(source).resolve("function/" + name + "1")).hasContent("pax");
        assertThat(layer(source).resolve("function/" + name + "2")).hasContent("gnu");
    }

    @Test
    void attributes_that_give_power_are_left_out() throws IOException {
        var source = add(new TarBuilder()
                .pax("SCHILY.xattr.security.capability=\1\2\3", "LIBARCHIVE.xattr.user.x=y", "mtime=1500000000.5")
                .file("tool", "x", 07755));
        var tool = layer(source).resolve("function/tool");
        assertThat((int) Files.getAttribute(tool, "unix:mode") & 07777).isEqualTo(0757);
        var attributes = Files.getFileAttributeView(tool, UserDefinedFileAttributeView.class);
        assertThat(attributes.list()).isEmpty();
        assertThat(Files.getLastModifiedTime(tool).toMillis()).isEqualTo(1_500_000_000_000L);
    }

    @Test
    void a_hard_link_to_a_file_before_it_is_taken() throws IOException {
        var source = add(new TarBuilder().file("a", "x").hardLink("b", "a"));
        assertThat(Files.isSameFile(
                        layer(source).resolve("function/a"), layer(source).resolve("function/b")))
                .isTrue();
    }

    @Test
    void a_link_is_kept_as_text_and_never_followed() throws IOException {
        var source = add(new TarBuilder().file("a", "x").symlink("s", "/etc/passwd"));
        var link = layer(source).resolve("function/s");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void the_last_of_two_equal_entries_stands() throws IOException {
        var source = add(new TarBuilder().file("a", "first, and longer").file("a", "last"));
        assertThat(layer(source).resolve("function/a")).hasContent("last");
    }

    @Test
    void the_same_folder_has_the_same_digest_whatever_its_archive() {
        var plain = add(new TarBuilder().file("a", "1").file("b", "2"));
        byte[] other = new TarBuilder().file("./b", "2").file("./a", "1").bytes();
        assertThat(store.addSource(TENANT, new ByteArrayInputStream(TarBuilder.gzip(other))))
                .isEqualTo(plain);
        assertThat(add(new TarBuilder().file("a", "1").file("b", "2", 0755))).isNotEqualTo(plain);
    }

    @Property(tries = 300)
    void random_blocks_never_do_more_than_be_refused(@ForAll @Size(max = 600) byte[] noise) throws IOException {
        byte[] archive = new TarBuilder().file("a", "x").raw(noise).bytes();
        var budget = new UnpackBudget(UnpackLimits.DEFAULT);
        var tar = new TarReader(new ByteArrayInputStream(archive), budget);
        try {
            while (tar.next() != null) {
                tar.body().readAllBytes();
            }
        } catch (ImageException expected) {
            assertThat(expected.code()).isNotEmpty();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
