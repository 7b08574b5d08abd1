// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Packages that the real tools install with no network: a Python one that builds itself, and a Node one. */
final class LocalPackageSamples {
    private LocalPackageSamples() {}

    static void python(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("greet.py"), "def greet(name):\n    return 'hello, ' + name\n");
        Files.writeString(folder.resolve("pyproject.toml"), """
                [build-system]
                requires = []
                build-backend = "backend"
                backend-path = ["."]
                """);
        Files.writeString(folder.resolve("backend.py"), """
                import os, zipfile

                def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
                    name = "greet-1.0-py3-none-any.whl"
                    info = "greet-1.0.dist-info/"
                    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as wheel:
                        wheel.write("greet.py")
                        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: greet\\nVersion: 1.0\\n")
                        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
                        wheel.writestr(info + "RECORD", "".join(
                            file + ",,\\n" for file in ("greet.py", info + "METADATA", info + "WHEEL", info + "RECORD")))
                    return name
                """);
    }

    static void node(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("package.json"),
                "{\"name\": \"greet\", \"version\": \"1.0.0\", \"main\": \"index.js\"}");
        Files.writeString(folder.resolve("index.js"), "module.exports = (name) => 'hello, ' + name;\n");
    }
}
