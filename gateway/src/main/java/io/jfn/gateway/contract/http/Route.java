// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.contract.http;

import io.jfn.gateway.contract.ExitWatch;
import io.jfn.gateway.contract.InstanceFailures;
import io.jfn.gateway.instance.MainProcess;

/** What a call needs of the instance it goes to. */
record Route(MainProcess process, ConnectionPool pool, InstanceFailures failures, ExitWatch exits) {}
