// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.build;

/**
 * What times the entries of a layer's archive have.
 *
 * @param fixed seconds since 1970, the time of all folders and links
 * @param own whether files keep their own time. Those of a base image must: compiled Python names the time of its source, a
 *     JVM's class archive that of its modules, and both are useless when it differs
 */
record LayerTimes(long fixed, boolean own) {
    long of(long seconds) {
        return own ? seconds : fixed;
    }
}
