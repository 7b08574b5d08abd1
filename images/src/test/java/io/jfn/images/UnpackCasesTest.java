// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.ImageView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Cases C1 to C9 and C12: entries of tar archives that try to get out, to get power, or to be read in two ways. */
class UnpackCasesTest extends CasesTest {
    private static TarBuilder spoiled(Consumer<byte[]> spoil) {
        return tar().entry("b", '0', 0644, "", new byte[0], spoil);
    }

    private ImageView image(TarBuilder... layers) {
        var image = new ImageBuilder();
        for (TarBuilder layer : layers) {
            image.layer(layer);
        }
        return importImage(image.oci());
    }

    private Path root(TarBuilder... layers) {
        return layer(image(layers), 0);
    }

    @Test
    @DisplayName("C1 names that climb, are absolute, hold NUL or bad UTF-8, or are too long are refused")
    void c1() throws IOException {
        rejected(Fault.NAME_DOT_DOT, "'..' part: it could leave the tree", tar().file("../canary", "dead"));
        rejected(Fault.NAME_DOT_DOT, "'..' part", tar().file("a/../../canary", "dead"));
        rejected(Fault.NAME_DOT_DOT, "'..' part", tar().pax("path=../canary").file("ok", "dead"));
        rejected(Fault.NAME_DOT_DOT, "'..' part", tar().longName("../canary").file("ok", "dead"));
        rejected(Fault.NAME_ABSOLUTE, "is absolute: names must be relative", tar().file("/canary", "dead"));
        byte[] rootLink = tar().symlink("/", "/").bytes();
        rejectedLayers(Fault.DUPLICATE_OF_OTHER_TYPE, "is the root and must be a folder", rootLink);
        rejected(Fault.HARD_LINK_TARGET, "is a hard link", tar().hardLink("h", "/"));
        rejected(Fault.NAME_BACKSLASH, "is a Windows path", tar().file("..\\canary", "dead"));
        rejected(Fault.NAME_BACKSLASH, "is a Windows path", tar().file("C:\\canary", "dead"));
        rejected(Fault.NAME_NUL, "contains a NUL character", spoiled(block -> block[3] = 'x'));
        rejected(Fault.NAME_NUL, "contains a NUL", tar().pax("path=a\0b").file("ok", ""));
        rejected(Fault.NAME_NOT_UTF8, "is not UTF-8", spoiled(block -> {
            block[0] = (byte) 0xc0; // an overlong '/'
            block[1] = (byte) 0xaf;
        }));
        rejected(Fault.NAME_CONTROL_CHARACTER, "control character", tar().file("a\u001b[2J", ""));
        String deep = "a/".repeat(2500) + "b";
        rejected(
                Fault.PATH_TOO_LONG, "is longer than", tar().pax("path=" + deep).file("ok", ""));
        rejected(Fault.PATH_TOO_LONG, "is longer than", tar().longName(deep).file("ok", ""));
        rejected(
                Fault.NAME_TOO_LONG,
                "a part longer than 255 bytes",
                tar().longName("n".repeat(300)).file("ok", ""));
    }

    @Test
    @DisplayName("C2 nothing goes through a symbolic link, in its own layer or in a later one")
    void c2() throws IOException {
        String out = folder.toString();
        TarBuilder link = tar().symlink("out", out);
        byte[] lower = link.bytes();
        rejected(
                Fault.UNDER_A_NON_DIRECTORY,
                "out', which is a link",
                tar().symlink("out", out).file("out/canary", "dead"));
        rejected(
                Fault.UNDER_A_NON_DIRECTORY,
                "a/up', which is a link",
                new TarBuilder().symlink("a/up", "../../../..").folder("a/up/x"));
        rejectedLayers(
                Fault.UNDER_A_LOWER_SYMLINK,
                "is a link or a file in a lower layer",
                lower,
                new TarBuilder().file("out/canary", "dead").bytes());
        rejectedLayers(
                Fault.WHITEOUT_THROUGH_SYMLINK,
                "is taken away through 'out', which is no folder",
                lower,
                new TarBuilder().file("out/.wh.canary", "").bytes());
        rejectedLayers(
                Fault.WHITEOUT_THROUGH_SYMLINK,
                "through 'out'",
                lower,
                new TarBuilder().file("out/.wh..wh..opq", "").bytes());
        rejected(
                Fault.HARD_LINK_TARGET,
                "is not a file that this layer has brought",
                tar().symlink("out", out).hardLink("h", "out/canary"));
        rejectedLayers(
                Fault.HARD_LINK_TARGET,
                "is not a file that this layer has brought",
                lower,
                new TarBuilder().hardLink("h", "out/canary").bytes());
        assertThat(Files.isSymbolicLink(root(link).resolve("out")))
                .as("the link itself is kept, as text")
                .isTrue();
    }

    @Test
    @DisplayName("C3 hard links to the outside, to devices, later entries and links are refused")
    void c3() throws IOException {
        String why = "is a hard link";
        rejected(Fault.HARD_LINK_TARGET, why, tar().hardLink("h", "../../canary"));
        rejected(
                Fault.HARD_LINK_TARGET,
                why,
                tar().hardLink("h", folder.resolve("canary").toString()));
        rejected(Fault.HARD_LINK_TARGET, why, tar().hardLink("h", "later").file("later", "x"));
        rejected(Fault.HARD_LINK_TARGET, why, tar().symlink("s", "etc/first").hardLink("h", "s"));
        rejected(Fault.HARD_LINK_TARGET, why, tar().hardLink("h", "etc"));
        rejectedLayers(
                Fault.HARD_LINK_TARGET,
                why,
                new TarBuilder().type("dev/null", '3').hardLink("h", "dev/null").bytes());
        Path tree = root(tar().hardLink("second", "etc/first"));
        assertThat(Files.isSameFile(tree.resolve("second"), tree.resolve("etc/first")))
                .as("a link to a file before it is what hard links are for")
                .isTrue();
    }

    @Test
    @DisplayName("C4 devices, FIFOs and sockets are refused")
    void c4() throws IOException {
        for (char type : new char[] {'3', '4', '6'}) {
            rejected(Fault.SPECIAL_FILE, "is a device, FIFO or socket: leave it out", tar().type("x", type));
        }
        rejected(Fault.UNKNOWN_TYPE, "has the unknown type flag", tar().type("socket", 's'));
    }

    @Test
    @DisplayName("C5 set-id bits, capabilities, extended attributes and ACLs are stripped")
    void c5() throws IOException {
        Path tool = root(new TarBuilder()
                        .pax(
                                "SCHILY.xattr.security.capability=\1\0\0\2",
                                "SCHILY.xattr.user.note=x",
                                "LIBARCHIVE.xattr.trusted.overlay.opaque=eQ",
                                "SCHILY.acl.access=user::rwx",
                                "uid=0",
                                "gid=0")
                        .file("tool", "x", 07755)
                        .folder("open", 07777))
                .resolve("tool");
        assertThat((int) Files.getAttribute(tool, "unix:mode") & 07000).isZero();
        assertThat((int) Files.getAttribute(tool.resolveSibling("open"), "unix:mode") & 07000)
                .isZero();
        assertThat(Files.getFileAttributeView(tool, UserDefinedFileAttributeView.class)
                        .list())
                .isEmpty();
        assertThat(Files.getAttribute(tool, "unix:uid"))
                .as("files are the gateway's, whoever the archive names")
                .isEqualTo(Files.getAttribute(folder, "unix:uid"));
    }

    @Test
    @DisplayName("C6 whiteouts take away from lower layers only, and have one meaning")
    void c6() throws IOException {
        byte[] lower = tar().bytes();
        for (String name : List.of(".wh.", ".wh..", "etc/.wh...", ".wh..wh.plnk", ".wh..wh.aufs")) {
            rejectedLayers(
                    Fault.WHITEOUT_NAME,
                    "is a whiteout of nothing that can be named",
                    lower,
                    new TarBuilder().file(name, "").bytes());
        }
        rejectedLayers(
                Fault.WHITEOUT_NAME,
                "is below a whiteout",
                lower,
                new TarBuilder().file(".wh.etc/x", "").bytes());
        rejectedLayers(
                Fault.WHITEOUT_TYPE,
                "is a whiteout and no plain file",
                lower,
                new TarBuilder().symlink("etc/.wh.first", "x").bytes());
        Path opaqueRoot = root(tar(), new TarBuilder().file("mine", "m").file(".wh..wh..opq", ""));
        assertThat(Trees.list(opaqueRoot)).containsExactly(opaqueRoot.resolve("mine"));
        Path both = root(tar(), new TarBuilder().file("etc/.wh.first", "").file("etc/first", "new"));
        assertThat(both.resolve("etc/first")).as("a layer's own file stands").hasContent("new");
        Path lowest = root(new TarBuilder().file("a", "a").file(".wh.b", ""));
        assertThat(Trees.list(lowest)).as("nothing is below the lowest").containsExactly(lowest.resolve("a"));
    }

    @Test
    @DisplayName("C7 what the sandbox provides is dropped from images, whatever it is there")
    void c7() throws IOException {
        Path tree = root(new TarBuilder()
                .symlink("proc", "/")
                .file("sys", "a file")
                .type("dev", '3')
                .symlink("tmp", folder.toString())
                .folder("etc/")
                .symlink("etc/resolv.conf", "/etc/shadow")
                .type("etc/hosts", '6')
                .folder("etc/hostname/")
                .file("app", "kept"));
        assertThat(Trees.list(tree)).containsExactly(tree.resolve("app"), tree.resolve("etc"));
        assertThat(tree.resolve("etc")).isEmptyDirectory();
        Path second = root(new TarBuilder().symlink("etc", "/").file("app", "kept"));
        assertThat(second.resolve("etc")).doesNotExist();
    }

    @Test
    @DisplayName("C8 device nodes below /dev are ignored, whiteouts of them too")
    void c8() throws IOException {
        Path tree = root(
                new TarBuilder()
                        .folder("dev/")
                        .type("dev/null", '3')
                        .folder("dev/pts/")
                        .type("dev/pts/0", '3')
                        .file("app", "kept"),
                new TarBuilder().file("dev/.wh.null", "").type("dev/sda", '4').file("more", "x"));
        assertThat(Trees.list(tree)).containsExactly(tree.resolve("app"));
    }

    @Test
    @DisplayName("C9 the store is its user's alone, and a folder swapped for a link meanwhile is noticed")
    void c9() throws IOException {
        for (Path path : List.of(folder.resolve("store"), folder.resolve("store/default"), tenant("tmp"))) {
            assertThat((int) Files.getAttribute(path, "unix:mode") & 0777).isEqualTo(0700);
        }
        Path outside = Files.createDirectory(folder.resolve("store/outside"));
        byte[] first = new TarBuilder().folder("d/").file("d/first", "x").withoutEnd();
        byte[] second = new TarBuilder().file("d/second", "dead").bytes();
        var archive = new SwappingStream(first, second, tenant("tmp"), "tree/function/d", outside);
        rejected(Fault.STORE_CHANGED, "was replaced while it was unpacked", () -> store.addSource(TENANT, archive));
        assertThat(outside).isEmptyDirectory();
        Files.delete(outside);
    }

    @Test
    @DisplayName("C12 archives that are malformed, cut, or can be read in two ways are refused")
    void c12() throws IOException {
        rejected(
                Fault.PAX_SIZE_MISMATCH,
                "another size than its header",
                tar().pax("size=5").file("d", "x"));
        for (String records : List.of("9999 path=x\n", "path=x\n", "8 path=x\n", "5 =x\n", "0 ", "-1 path=x\n")) {
            byte[] raw = records.getBytes(StandardCharsets.UTF_8);
            rejected(
                    Fault.PAX_MALFORMED,
                    "extended header is malformed",
                    tar().paxRaw(raw).file("d", ""));
        }
        rejected(
                Fault.TAR_HEADER_CHAIN,
                "two long names in a row",
                tar().longName("a").longName("b").file("d", ""));
        rejected(
                Fault.TAR_HEADER_CHAIN,
                "by a pax and by a GNU header",
                tar().pax("path=a").longName("b").file("d", ""));
        rejected(Fault.TAR_HEADER_CHAIN, "ends after a header that should precede an entry", tar().longName("a"));
        rejected(Fault.SPARSE_FILE, "is a sparse file", tar().type("d", 'S'));
        rejected(
                Fault.SPARSE_FILE,
                "sparse file",
                tar().pax("GNU.sparse.major=1").file("d", ""));
        rejected(
                Fault.TAR_TRUNCATED,
                "it is cut short",
                () -> store.addSource(TENANT, new ByteArrayInputStream(tar().withoutEnd())));
        rejected(Fault.TAR_TRUNCATED, "it is cut short", Arrays.copyOf(tar().bytes(), 1300));
        rejected(Fault.TAR_CHECKSUM, "wrong checksum", spoiled(block -> TarBuilder.text(block, 148, "000001\0 ")));
        rejected(Fault.TAR_MAGIC, "without 'ustar' magic", spoiled(block -> Arrays.fill(block, 257, 265, (byte) 0)));
        rejected(
                Fault.TAR_TRAILING_DATA,
                "after its end marker",
                tar().raw(new byte[1024]).file("second", "end"));
        rejected(
                Fault.TAR_TRAILING_DATA,
                "lone zero block",
                tar().raw(new byte[512]).file("after", "one block"));
        byte[] padded = tar().bytes();
        padded[padded.length - 1025] = 1;
        rejected(Fault.TAR_PADDING, "data in the padding", padded);
        byte[] extended = tar().pax("LIBARCHIVE.xattr.a=" + "x".repeat(600_000))
                .file("ok", "")
                .bytes();
        assertThat(Files.exists(
                        root(new TarBuilder().raw(Arrays.copyOf(extended, extended.length - 1024)))
                                .resolve("ok"),
                        LinkOption.NOFOLLOW_LINKS))
                .as("a long extended header alone does no harm")
                .isTrue();
    }
}
