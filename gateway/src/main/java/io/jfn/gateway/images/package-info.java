// SPDX-License-Identifier: Apache-2.0
/** Images by name: in this node's own registry, or in others, from where they are brought as the tenant's rules allow. */
@NullMarked
package io.jfn.gateway.images;

import org.jspecify.annotations.NullMarked;
