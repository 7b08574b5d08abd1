// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what programs of the machine need at run time, as the dynamic linker would, and adds it to a plan. */
final class SharedLibraries {
    private static final String ARCH = ElfFile.hostMachine() == ElfFile.AARCH64 ? "aarch64" : "x86_64";
    private static final List<Path> USUAL = List.of(
            Path.of("/lib/" + ARCH + "-linux-gnu"),
            Path.of("/usr/lib/" + ARCH + "-linux-gnu"),
            Path.of("/usr/local/lib/" + ARCH + "-linux-gnu"),
            Path.of("/lib64"),
            Path.of("/usr/lib64"),
            Path.of("/lib"),
            Path.of("/usr/lib"),
            Path.of("/usr/local/lib"));

    private final CopyPlan plan;
    private final Path own;

    /**
     * Looks for libraries on behalf of a plan.
     *
     * @param own a folder whose libraries find each other and are copied by somebody else
     */
    SharedLibraries(CopyPlan plan, Path own) {
        this.plan = plan;
        this.own = own;
    }

    /** Adds all that a program or library needs; an {@link ImageException} names the first thing that is not there. */
    void addNeedsOf(Path file) throws IOException {
        Map<String, Path> found = new HashMap<>();
        collect(file, found);
        found.forEach(plan::copy);
    }

    /** Adds a library by its name, and what it needs; false when the machine does not have it. */
    boolean addIfPresent(String name) throws IOException {
        Optional<Path> library = find(name, List.of(), Path.of("/"));
        if (library.isEmpty()) {
            return false;
        }
        Map<String, Path> found = new HashMap<>();
        add(library.get(), found);
        found.forEach(plan::copy);
        return true;
    }

    private void collect(Path file, Map<String, Path> found) throws IOException {
        Path real = file.toRealPath();
        Optional<ElfFile> read = ElfFile.read(real);
        if (read.isEmpty()) {
            return;
        }
        ElfFile elf = read.get();
        if (!elf.interpreter().isEmpty()) {
            Path linker = Path.of(elf.interpreter());
            found.put(CopyPlan.place(linker), linker.toRealPath());
        }
        for (String name : elf.needed()) {
            Optional<Path> library = find(name, elf.searchPath(), real);
            if (library.isEmpty()) {
                throw new ImageException(
                        Fault.LIBRARY_MISSING,
                        "library " + name + ", which " + file + " needs, is not in " + USUAL + ": install it");
            }
            add(library.get(), found);
        }
    }

    private void add(Path library, Map<String, Path> found) throws IOException {
        if (library.startsWith(own)) {
            return;
        }
        String place = CopyPlan.place(library);
        if (!plan.has(place) && found.put(place, library.toRealPath()) == null) {
            collect(library, found);
        }
    }

    private Optional<Path> find(String name, List<String> searchPath, Path user) throws IOException {
        List<Path> folders = new ArrayList<>();
        String origin = String.valueOf(user.getParent());
        for (String folder : searchPath) {
            String expanded = folder.replace("${ORIGIN}", origin).replace("$ORIGIN", origin);
            if (expanded.startsWith("/")) {
                folders.add(Path.of(expanded).normalize());
            }
        }
        folders.addAll(USUAL);
        for (Path folder : folders) {
            Path candidate = folder.resolve(name);
            if (Files.isRegularFile(candidate)
                    && ElfFile.read(candidate.toRealPath())
                            .filter(elf -> elf.machine() == ElfFile.hostMachine())
                            .isPresent()) {
                return Optional.of(candidate);
            }
        }
        return inOwnFolder(name);
    }

    /** A runtime's launcher has loaded its main library already when others ask for it by name. */
    private Optional<Path> inOwnFolder(String name) throws IOException {
        if (!Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (var all = Files.walk(own)) {
            return all.filter(path -> path.endsWith(name)).findFirst();
        }
    }
}
