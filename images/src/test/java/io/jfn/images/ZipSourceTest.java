// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.jfn.api.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ZipSourceTest extends StoreTest {
    private static byte[] zip(String... namesAndTexts) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private Digest add(byte[] zip) {
        return store.addSource(TENANT, new ByteArrayInputStream(zip));
    }

    /** Says in the first central header that Unix wrote the file, with a mode. */
    private static byte[] withMode(byte[] zip, int mode) {
        int central = indexOf(zip, 0x02014b50);
        zip[central + 5] = 3;
        zip[central + 40] = (byte) mode;
        zip[central + 41] = (byte) (mode >> 8);
        return zip;
    }

    private static int indexOf(byte[] zip, int signature) {
        for (int i = 0; i < zip.length; i++) {
            boolean here = true;
            for (int b = 0; b < 4; b++) {
                here &= zip[i + b] == (byte) (signature >> (8 * b));
            }
            if (here) {
                return i;
            }
        }
        throw new AssertionError("no such header");
    }

    @Test
    void a_folder_as_zip_is_taken() throws IOException {
        Digest source = add(zip("app.py", "x", "sub/", "", "sub/b.py", "y"));
        assertThat(layer(source).resolve("function/app.py")).hasContent("x");
        assertThat(layer(source).resolve("function/sub/b.py")).hasContent("y");
    }

    @Test
    void unix_modes_are_kept_without_what_gives_power() throws IOException {
        Digest source = add(withMode(zip("tool", "x"), 0104755));
        assertThat((int) Files.getAttribute(layer(source).resolve("function/tool"), "unix:mode") & 07777)
                .isEqualTo(0757);
        refused(Fault.SPECIAL_FILE, () -> add(withMode(zip("dev", "x"), 0020644)));
    }

    @Test
    void a_link_in_a_zip_is_text_too() throws IOException {
        Digest source = add(withMode(zip("link", "../../canary"), 0120777));
        assertThat(Files.readSymbolicLink(layer(source).resolve("function/link")))
                .hasToString("../../canary");
        refused(Fault.UNDER_A_NON_DIRECTORY, () -> add(withMode(zip("link", "../..", "link/canary", "dead"), 0120777)));
    }

    @Test
    void bad_zips_are_refused_by_name() {
        refused(Fault.NAME_DOT_DOT, () -> add(zip("../canary", "dead")));
        refused(Fault.NAME_ABSOLUTE, () -> add(zip("/canary", "dead")));
        refused(Fault.NAME_BACKSLASH, () -> add(zip("..\\canary", "dead")));
        refused(Fault.COMPRESSION_RATIO, () -> add(zip("bomb", "0".repeat(3 << 20))));
        refused(Fault.EMPTY_ARCHIVE, () -> add(zip()));
        byte[] good = zip("a", "some text that is long enough");
        refused(Fault.ZIP_MALFORMED, () -> add(Arrays.copyOf(good, good.length - 3)));
        byte[] encrypted = good.clone();
        encrypted[indexOf(good, 0x02014b50) + 8] |= 1;
        refused(Fault.ZIP_MALFORMED, () -> add(encrypted));
        byte[] wrongSum = good.clone();
        wrongSum[indexOf(good, 0x02014b50) + 16] ^= 1;
        refused(Fault.ZIP_MALFORMED, () -> add(wrongSum));
        byte[] wrongSize = good.clone();
        wrongSize[indexOf(good, 0x02014b50) + 24]++;
        refused(Fault.SIZE_MISMATCH, () -> add(wrongSize));
        byte[] damaged = good.clone();
        Arrays.fill(damaged, 31, 45, (byte) 0xff);
        refused(Fault.ZIP_MALFORMED, () -> add(damaged));
        byte[] elsewhere = good.clone();
        elsewhere[indexOf(good, 0x06054b50) + 16] = 0x7f;
        refused(Fault.ZIP_MALFORMED, () -> add(elsewhere));
    }
}
