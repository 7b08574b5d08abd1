// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import java.util.List;
import java.util.Locale;

/**
 * The target of an HTTP/1 request in the forms that RFC 9112 (3.2) has, read before anybody routes by it: what follows
 * sees {@code /path?query}, or {@code *} of an OPTIONS.
 */
sealed interface RequestTarget {
    /** What makes a path one that two readers may take for different ones. */
    List<String> ODD = List.of("//", "/./", "/../", ";", "\\", "#", "%2e", "%2f", "%5c", "%00");

    /** It stands there as it is used. */
    record Plain() implements RequestTarget {}

    /**
     * It names the authority too, which goes before the request's {@code Host}.
     *
     * @param path the target without scheme and authority, beginning with {@code /}
     */
    record Absolute(String authority, String path) implements RequestTarget {}

    /** It is in no form that is taken here; {@code reason} is fit to be shown. */
    record Flaw(String reason) implements RequestTarget {}

    /** Whether it is a function's, whose path is judged and passed on as it stands. */
    static boolean isFunctions(String target) {
        return target.startsWith("/function/");
    }

    /** A host with an optional port, and nothing else that an authority may have. */
    static boolean isAuthority(String host) {
        return !host.isEmpty()
                && host.charAt(0) != ':'
                && host.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || ".-_:[]".indexOf(c) >= 0));
    }

    static RequestTarget parse(String method, String target) {
        if (!target.isEmpty() && target.charAt(0) == '/') {
            return plain(target);
        }
        if (target.equals("*")) {
            return method.equals("OPTIONS") ? new Plain() : new Flaw("the target '*' is for OPTIONS");
        }
        if (method.equals("CONNECT")) {
            return new Flaw("this is no proxy: CONNECT is not taken");
        }
        int end = target.indexOf("://");
        String scheme = end < 0 ? "" : target.substring(0, end).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return new Flaw("the target must begin with '/', or with 'http://' and this host");
        }
        return absolute(target, end + 3);
    }

    private static RequestTarget plain(String target) {
        if (!isEncoded(target)) {
            return new Flaw("the path has a '%' that two hex digits do not follow");
        }
        return isFunctions(target) || isPlain(target)
                ? new Plain()
                : new Flaw("the path can be written more simply: without '//', ';', '\\', '#', dot segments, and"
                        + " encoded dots, slashes, backslashes or NUL");
    }

    /** Whether a path of the gateway's own has one reading only, whoever decodes or normalises it. */
    private static boolean isPlain(String target) {
        int query = target.indexOf('?');
        String path = (query < 0 ? target : target.substring(0, query)).toLowerCase(Locale.ROOT);
        for (String odd : ODD) {
            if (path.contains(odd)) {
                return false;
            }
        }
        return !path.endsWith("/.") && !path.endsWith("/..");
    }

    /** Whether every {@code %} of the path is that of an encoded byte (RFC 3986, 2.1); the query is the function's to read. */
    private static boolean isEncoded(String target) {
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        for (int at = target.indexOf('%'); at >= 0 && at < end; at = target.indexOf('%', at + 1)) {
            if (at + 2 >= end || !isHex(target.charAt(at + 1)) || !isHex(target.charAt(at + 2))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char digit) {
        return Character.digit(digit, 16) >= 0 && digit < 128;
    }

    private static RequestTarget absolute(String target, int from) {
        int end = from;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        String authority = target.substring(from, end);
        if (authority.isEmpty() || authority.indexOf('@') >= 0) {
            return new Flaw(
                    "the target's host must be a host name or address with an optional port, and nobody's name");
        }
        String rest = target.substring(end);
        String path = rest.startsWith("/") ? rest : "/" + rest;
        return plain(path) instanceof Flaw flaw ? flaw : new Absolute(authority, path);
    }
}
