// SPDX-License-Identifier: Apache-2.0
package io.jfn.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A Python package {@code greet} as pip takes it, without building anything. */
final class PythonWheel {
    static final String NAME = "greet-1.0-py3-none-any.whl";

    private PythonWheel() {}

    static void write(Path file) throws IOException {
        String info = "greet-1.0.dist-info/";
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            entry(zip, "greet.py", "def greet(name):\n    return 'hello, ' + name\n");
            entry(zip, info + "METADATA", "Metadata-Version: 2.1\nName: greet\nVersion: 1.0\n");
            entry(zip, info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            entry(
                    zip,
                    info + "RECORD",
                    "greet.py,,\n" + info + "METADATA,,\n" + info + "WHEEL,,\n" + info + "RECORD,,\n");
        }
    }

    private static void entry(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
