// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.instance;

/** Signals that end processes, as people know them. */
public final class SignalName {
    private SignalName() {}

    /** For example {@code SIGSEGV}; the number where it has no common name. */
    public static String of(int signal) {
        return switch (signal) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL";
            case 5 -> "SIGTRAP";
            case 6 -> "SIGABRT";
            case 7 -> "SIGBUS";
            case 8 -> "SIGFPE";
            case 9 -> "SIGKILL";
            case 10 -> "SIGUSR1";
            case 11 -> "SIGSEGV";
            case 12 -> "SIGUSR2";
            case 13 -> "SIGPIPE";
            case 14 -> "SIGALRM";
            case 15 -> "SIGTERM";
            case 24 -> "SIGXCPU";
            case 25 -> "SIGXFSZ";
            case 31 -> "SIGSYS (a system call that the sandbox does not allow)";
            default -> "signal " + signal;
        };
    }
}
