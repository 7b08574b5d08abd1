// SPDX-License-Identifier: Apache-2.0
package io.jfn.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether a port can be listened on, and who does already. */
final class NodePort {
    private static final String LISTENING = "0A";

    private final Path proc;

    NodePort(Path proc) {
        this.proc = proc;
    }

    /** One that nobody listens on at this moment. */
    static int free() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "no port is free: " + e.getMessage(), e);
        }
    }

    /** Why the gateway could not listen there, and what to do; empty when it can. */
    Optional<String> obstacle(String host, int port) {
        if (port < firstForAll()) {
            return Optional.of("port " + port + " is for root alone, and the gateway is not: choose one from "
                    + firstForAll() + " with --port, or set the sysctl net.ipv4.ip_unprivileged_port_start");
        }
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(holder(port)
                    .map(who -> "port " + port + " is in use by " + who + ": stop it, or choose another with --port")
                    .orElse("cannot listen on " + host + " port " + port + " (" + e.getMessage()
                            + "): choose another with --host or --port"));
        }
    }

    /** Who listens on a port, as far as this user may see. */
    Optional<String> holder(int port) {
        Set<String> sockets = listening(port);
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        try (var processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    String name =
                            Files.readString(process.resolve("comm")).strip().replaceAll("\\p{Cntrl}", "?");
                    return Optional.of(name + " (pid " + process.getFileName() + ")");
                }
            }
        } catch (IOException e) {
            // it ended meanwhile, or is not ours to see
        }
        return Optional.of("another process");
    }

    private int firstForAll() {
        try {
            return Integer.parseInt(Files.readString(proc.resolve("sys/net/ipv4/ip_unprivileged_port_start"))
                    .strip());
        } catch (IOException | NumberFormatException e) {
            return 1024;
        }
    }

    private Set<String> listening(int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        var inodes = new HashSet<String>();
        for (String table : new String[] {"net/tcp", "net/tcp6"}) {
            try (var lines = Files.lines(proc.resolve(table))) {
                lines.map(line -> line.strip().split("\\s+", -1))
                        .filter(fields ->
                                fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTENING))
                        .forEach(fields -> inodes.add("socket:[" + fields[9] + "]"));
            } catch (IOException e) {
                // no IPv6 here
            }
        }
        return inodes;
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (var descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException e) {
            // it ended meanwhile, or is not ours to see
        }
        return false;
    }
}
