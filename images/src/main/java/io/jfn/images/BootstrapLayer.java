// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** The small layer that runs handler functions: {@code /opt/jfn} with a bootstrap for each language. */
final class BootstrapLayer {
    private static final String PACKAGE = "io/jfn/bootstrap/";
    private static final String MAIN = PACKAGE + "Bootstrap";

    private BootstrapLayer() {}

    static void write(TreeWriter tree) throws IOException {
        file(tree, "opt/jfn/bootstrap.py", resource("/io/jfn/images/bootstrap/bootstrap.py"));
        file(tree, "opt/jfn/bootstrap.mjs", resource("/io/jfn/images/bootstrap/bootstrap.mjs"));
        for (Map.Entry<String, byte[]> type : classes().entrySet()) {
            file(tree, "opt/jfn/java/" + type.getKey() + ".class", type.getValue());
        }
    }

    /** The main class and all of its package that it refers to, by whatever class loader has them. */
    private static Map<String, byte[]> classes() throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        Deque<String> todo = new ArrayDeque<>();
        todo.add(MAIN);
        while (!todo.isEmpty()) {
            String name = todo.remove();
            if (!found.containsKey(name)) {
                byte[] bytes = resource("/" + name + ".class");
                found.put(name, bytes);
                for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
                    if (entry instanceof ClassEntry type) {
                        String text = type.asInternalName();
                        if (text.startsWith(PACKAGE)) {
                            todo.add(text);
                        }
                    }
                }
            }
        }
        return found;
    }

    private static void file(TreeWriter tree, String name, byte[] content) throws IOException {
        tree.file(new EntryName(name), 0644, 0, content.length, new ByteArrayInputStream(content));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = BootstrapLayer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new ImageException(
                        Fault.BASE_IMAGE_FAILED, "jfn's own resource " + name + " is missing: build jfn again");
            }
            return in.readAllBytes();
        }
    }
}
