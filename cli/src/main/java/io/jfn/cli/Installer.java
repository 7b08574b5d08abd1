// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;

/** How the packages that a function's folder names are installed: by the ordinary tool of its language. */
interface Installer {
    /** The file that names the packages, as people call it. */
    String manifest();

    /** The program that is run. */
    String program();

    /** What to install where the program is missing, and how to do without it. */
    String wayOut();

    /** Takes up all that decides what will be installed. */
    void decide(DependencyKey key) throws IOException;

    /** Packages that lie in the folder itself and are installed from there, by their paths in it. */
    List<String> localPackages();

    /** Whether this runs at each deploy, as it makes the function's own code too. */
    default boolean buildsSource() {
        return false;
    }

    /**
     * Installs in a copy of the folder.
     *
     * @param known whether the layer is there already, so that only what is needed beside it is done
     * @return the layer's content below the function's folder: paths and the files that they come from
     */
    NavigableMap<String, Path> install(Path copy, boolean known, Run run) throws IOException;

    /** Makes of the folder's own entries what is sent as the function's source. */
    void changeSource(NavigableMap<String, Path> entries, Path copy) throws IOException;

    /** Runs the program in the copy; does not return when it fails. */
    @FunctionalInterface
    interface Run {
        void with(List<String> arguments);
    }
}
