// SPDX-License-Identifier: Apache-2.0
package io.jfn.pool;

import java.util.List;

/**
 * What a worker tells a gateway about itself.
 *
 * @param node the node's id
 * @param cgroups v1, v2 or hybrid
 * @param lacks what this kernel cannot give a sandbox
 * @param gatewayUid the user besides root that may connect
 */
record NodeIdentity(String node, String cgroups, List<String> lacks, int gatewayUid) {}
