// SPDX-License-Identifier: Apache-2.0
package io.jfn.loadtests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The function without jfn, by Unix socket and by TCP, and Debian's nginx in front of each. */
record ProxiedFunction(Path socket, int tcpPort, int nginxOverUnix, int nginxOverTcp, List<ProcessHandle> started) {

    static ProxiedFunction start(Path binary, Workspace workspace) {
        var socket = workspace.file("function.sock");
        int tcp = Ports.free();
        int overUnix = Ports.free();
        int overTcp = Ports.free();
        var unixFunction = start("function-unix", binary, Map.of("UNIX_PATH", socket.toString()), workspace);
        var tcpFunction = start("function-tcp", binary, Map.of("PORT", String.valueOf(tcp)), workspace);
        var folder = workspace.folder("nginx");
        try {
            Files.writeString(folder.resolve("nginx.conf"), configuration(folder, socket, tcp, overUnix, overTcp));
        } catch (IOException e) {
            throw new BenchmarkException("cannot write nginx.conf: " + e.getMessage(), e);
        }
        var nginx = workspace.start(
                "nginx", new ProcessBuilder("/usr/sbin/nginx", "-p", folder.toString(), "-c", folder + "/nginx.conf"));
        for (int port : List.of(tcp, overUnix, overTcp)) {
            await(port, workspace);
        }
        Command.of("chmod", "0777", socket.toString());
        return new ProxiedFunction(
                socket,
                tcp,
                overUnix,
                overTcp,
                List.of(unixFunction.toHandle(), tcpFunction.toHandle(), nginx.toHandle()));
    }

    /** The functions, nginx's master and its worker. */
    List<ProcessHandle> processes() {
        return started.stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
    }

    private static Process start(String name, Path binary, Map<String, String> environment, Workspace workspace) {
        var builder = new ProcessBuilder(binary.toString());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return workspace.start(name, builder);
    }

    private static String configuration(Path folder, Path socket, int tcp, int overUnix, int overTcp) {
        return """
                daemon off;
                worker_processes 1;
                pid FOLDER/nginx.pid;
                error_log stderr;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    client_body_temp_path FOLDER/body;
                    proxy_temp_path FOLDER/proxy;
                    fastcgi_temp_path FOLDER/fastcgi;
                    uwsgi_temp_path FOLDER/uwsgi;
                    scgi_temp_path FOLDER/scgi;
                    keepalive_requests 1000000000;
                    upstream unix_function { server unix:SOCKET; keepalive 64; keepalive_requests 1000000000; }
                    upstream tcp_function { server 127.0.0.1:TCP_PORT; keepalive 64; keepalive_requests 1000000000; }
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    server { listen 127.0.0.1:OVER_UNIX; location / { proxy_pass http://unix_function; } }
                    server { listen 127.0.0.1:OVER_TCP; location / { proxy_pass http://tcp_function; } }
                }
                """.replace("FOLDER", folder.toString())
                .replace("SOCKET", socket.toString())
                .replace("OVER_UNIX", String.valueOf(overUnix))
                .replace("OVER_TCP", String.valueOf(overTcp))
                .replace("TCP_PORT", String.valueOf(tcp));
    }

    private static void await(int port, Workspace workspace) {
        for (int i = 0; i < 100; i++) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return;
            } catch (IOException e) {
                Pause.millis(50);
            }
        }
        throw new BenchmarkException("nothing listens on port " + port + ":\n" + workspace.tail("nginx"));
    }
}
