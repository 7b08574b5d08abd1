// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

/**
 * A revision and when it was deployed.
 *
 * @param deployedAtMillis wall clock of its deploy
 */
public record DeployedRevision(Revision revision, long deployedAtMillis) {}
