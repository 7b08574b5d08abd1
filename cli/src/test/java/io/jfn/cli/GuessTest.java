// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuessTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            app.py       | def handler(event, context):                       | runtime python3, handler app.handler
            main.py      | async def handler(event):                          | runtime python3, handler main.handler
            app.mjs      | export const handler = async (e) => e;             | runtime node, handler app.handler
            index.js     | exports.handler = function (e) {};                 | runtime node, handler index.handler
            other.cjs    | module.exports.handler = f                         | runtime node, handler other.handler
            fn.js        | export async function handler(e) {}                | runtime node, handler fn.handler
            Fn.java      | 'class Fn {\n  static String handle(String s) {'   | runtime java, handler Fn::handle
            Fn.java      | 'package a.b;\nclass Fn {\n  public String handle(String s) {' | handler a.b.Fn::handle
            Web.java     | 'class Web {\n  public static void main(String[] a) {' | command java -cp /function:/function/* Web
            """)
    void a_folder_is_known_by_what_lies_in_it(String file, String content, String because) throws IOException {
        Files.writeString(folder.resolve(file), content.replace("\\n", "\n"));

        assertThat(Guess.of(folder).because())
                .contains(file)
                .endsWith(because.contains("command") ? because + ", contract http" : because);
    }

    @Test
    void the_main_of_a_package_is_a_server() throws IOException {
        Files.writeString(folder.resolve("package.json"), "{\"main\": \"server.js\"}");
        Files.writeString(folder.resolve("server.js"), "listen()");

        assertThat(Guess.of(folder).because())
                .isEqualTo("package.json names server.js: runtime node, command node server.js, contract http");
    }

    @Test
    void a_project_of_maven_is_known_by_its_sources() throws IOException {
        Path source = folder.resolve("src/main/java/com/example/Fn.java");
        Files.createDirectories(source.resolveSibling("."));
        Files.writeString(source, "package com.example;\nclass Fn {\n  public String handle(String s) {");
        assertThatThrownBy(() -> Guess.of(folder)).isInstanceOf(CliException.class);

        Files.writeString(folder.resolve("pom.xml"), "<project/>");

        assertThat(Guess.of(folder).because())
                .isEqualTo("Fn.java has a method 'handle': runtime java, handler com.example.Fn::handle");
    }

    @Test
    void a_static_executable_is_native_and_a_dynamic_one_is_not() throws IOException {
        Path program = Files.write(folder.resolve("server"), elf(1));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(Guess.of(folder).because()).startsWith("server is a static executable: runtime native");

        Files.write(program, elf(3));
        assertThatThrownBy(() -> Guess.of(folder)).isInstanceOf(CliException.class);
    }

    @Test
    void what_is_nothing_known_is_refused_with_what_was_looked_for() throws IOException {
        Files.writeString(folder.resolve("app.py"), "print('no function')");

        assertThatThrownBy(() -> Guess.of(folder))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("looked for 'def handler' in app.py");
    }

    @ParameterizedTest
    @CsvSource({"hello,hello", "My Function_2,my-function-2", "2024-report,report", "a--b-,a-b", "ÄÖ,''"})
    void the_folder_names_the_function(String given, String name) {
        assertThat(Guess.name(Path.of("/tmp").resolve(given))).isEqualTo(name);
    }

    /** A 64-bit ELF header with one program header of this type. */
    private static byte[] elf(int programHeader) {
        return ByteBuffer.allocate(200)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1})
                .putShort(16, (short) 2)
                .putLong(32, 64)
                .putShort(54, (short) 56)
                .putShort(56, (short) 1)
                .putInt(64, programHeader)
                .array();
    }
}
