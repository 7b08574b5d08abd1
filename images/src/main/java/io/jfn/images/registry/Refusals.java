// SPDX-License-Identifier: Apache-2.0
package io.jfn.images.registry;

import io.jfn.api.Printable;
import io.jfn.images.Fault;
import io.jfn.images.ImageException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What is said when a registry refuses or fails: who, why, and the way out. */
final class Refusals {
    private Refusals() {}

    static ImageException unauthorized(Place place, String where) {
        return place.refuse(
                Fault.REGISTRY_UNAUTHORIZED,
                "asks who is there and does not take the answer; tried: " + where + ". Log in (docker login "
                        + place.host().name() + "), or give credentials that may do this");
    }

    static ImageException denied(Place place, Ask ask, Answer answer, String where) {
        return place.refuse(
                Fault.REGISTRY_DENIED,
                "does not allow this (" + ask.method() + ", 403" + said(answer) + "); tried: " + where
                        + ". Ask its owner for the right, or look at the name");
    }

    static ImageException passing(Place place, Answer answer, Optional<Duration> asked) {
        if (answer.status() == 429) {
            return place.refuse(
                    Fault.REGISTRY_BUSY,
                    "has had too many requests (429" + said(answer) + ")"
                            + asked.map(wait -> " and asks to wait " + Operation.text(wait))
                                    .orElse("")
                            + ": try again then, log in for a higher limit, or use a mirror");
        }
        return place.refuse(Fault.REGISTRY_FAILED, "answered " + answer.status() + said(answer) + ": try again later");
    }

    static ImageException unexpected(Place place, String doing, Answer answer) {
        return place.refuse(
                Fault.REGISTRY_ANSWER,
                "answered " + answer.status() + said(answer) + " when asked to " + doing
                        + ": it may not be a registry of the distribution specification");
    }

    static ImageException noSuchImage(Place place, ImageName name) {
        String asked = name.digest() != null ? "manifest " + name.digest() : "tag '" + name.tag() + "'";
        return place.refuse(
                Fault.IMAGE_NOT_FOUND,
                "has no " + asked + " (404): look at the name and the " + (name.digest() != null ? "digest" : "tag"));
    }

    /** Whether another try would end the same way. */
    static boolean isLasting(IOException failure, Ask ask) {
        if (failure instanceof UnknownHostException
                || failure instanceof SSLException
                || (failure instanceof InterruptedIOException && !(failure instanceof HttpConnectTimeoutException))) {
            return true;
        }
        boolean nobody = failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
        return nobody && !ask.resumes();
    }

    static ImageException broken(Place place, IOException failure, RegistryTimes times) {
        return switch (failure) {
            case StalledException stalled ->
                place.refuse(
                        Fault.REGISTRY_TOO_SLOW,
                        stalled.getMessage() + " and was given up: try again later, or use a mirror",
                        failure);
            case HttpConnectTimeoutException _ ->
                place.refuse(
                        Fault.REGISTRY_UNREACHABLE,
                        "no connection within " + Operation.text(times.connect())
                                + ": look at the host's name, its port and the network",
                        failure);
            case InterruptedIOException _ -> place.refuse(Fault.READ_FAILED, "was given up", failure);
            case SSLException _ ->
                place.refuse(
                        Fault.REGISTRY_UNREACHABLE,
                        "no TLS with it (" + Printable.of(String.valueOf(failure.getMessage()))
                                + "): give the file of its certificate authority, or allow plain HTTP for the host by"
                                + " name if it speaks that",
                        failure);
            case UnknownHostException _ -> unknown(place, failure);
            case ConnectException _ ->
                failure.getCause() instanceof UnresolvedAddressException
                                || (failure.getCause() instanceof ConnectException inner
                                        && inner.getCause() instanceof UnresolvedAddressException)
                        ? unknown(place, failure)
                        : place.refuse(
                                Fault.REGISTRY_UNREACHABLE,
                                "takes no connection: look at the host's name and its port, and whether it runs",
                                failure);
            case EOFException _ -> place.refuse(Fault.SIZE_MISMATCH, String.valueOf(failure.getMessage()), failure);
            default ->
                place.refuse(
                        Fault.REGISTRY_FAILED,
                        "the connection broke (" + Printable.of(String.valueOf(failure.getMessage()))
                                + "): try again later",
                        failure);
        };
    }

    private static ImageException unknown(Place place, IOException failure) {
        return place.refuse(
                Fault.REGISTRY_UNREACHABLE,
                "no such host is known: look at the name, and at this machine's DNS",
                failure);
    }

    private static String said(Answer answer) {
        String reason = answer.reason();
        return reason.isEmpty() ? "" : ": " + reason;
    }
}
