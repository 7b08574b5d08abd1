// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How many connections there are, of all callers and of each; beyond a limit none is added. Any thread. */
final class ConnectionCounts implements MeterBinder {
    private final int most;
    private final int mostOfOne;
    private final AtomicInteger all = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final ConcurrentHashMap<InetAddress, Integer> each = new ConcurrentHashMap<>();

    ConnectionCounts(int most, int mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("jfn.connections", all, AtomicInteger::get)
                .description("Connections of callers")
                .register(meters);
        FunctionCounter.builder("jfn.connections.refused", refused, LongAdder::sum)
                .description("Connections that were one too many, of all or of their address")
                .register(meters);
    }

    /** One more; false when it is one too many, which is then not to be removed. */
    boolean add(@Nullable SocketAddress caller) {
        boolean fits = fits(caller);
        if (!fits) {
            refused.increment();
        }
        return fits;
    }

    private boolean fits(@Nullable SocketAddress caller) {
        if (all.incrementAndGet() > most) {
            all.decrementAndGet();
            return false;
        }
        InetAddress who = who(caller);
        if (who == null) {
            return true;
        }
        boolean[] fits = new boolean[1];
        each.compute(who, (_, now) -> {
            fits[0] = now == null || now < mostOfOne;
            return now == null ? 1 : fits[0] ? now + 1 : now;
        });
        if (!fits[0]) {
            all.decrementAndGet();
        }
        return fits[0];
    }

    void remove(@Nullable SocketAddress caller) {
        all.decrementAndGet();
        InetAddress who = who(caller);
        if (who != null) {
            each.computeIfPresent(who, (_, now) -> now == 1 ? null : now - 1);
        }
    }

    /** Whose connection it is: an address, of IPv6 the network, whose addresses its owner chooses freely. */
    private static @Nullable InetAddress who(@Nullable SocketAddress caller) {
        if (!(caller instanceof InetSocketAddress internet)) {
            return null;
        }
        InetAddress address = internet.getAddress();
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, 8, 16, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IPv6 address of " + bytes.length + " bytes", e);
        }
    }
}
