# SPDX-License-Identifier: Apache-2.0
"""Speaks HTTP by the byte: says what came in, and answers with the bytes that it is told to.

/log        the first lines of all other requests since the last time it was asked
/say/HEX    answers with these bytes and nothing else
/again/HEX  answers with these bytes for as long as anybody takes them
/deaf       reads no body and does not answer
otherwise   answers with the head and the body that came in
"""

import os
import socket
import threading

seen = []
lock = threading.Lock()


def read_request(connection, rest):
    while b"\r\n\r\n" not in rest:
        piece = connection.recv(65536)
        if not piece:
            return None
        rest += piece
    head, rest = rest.split(b"\r\n\r\n", 1)
    first = head.split(b"\r\n", 1)[0]
    if b" /log " not in first:
        with lock:
            seen.append(first)
    return head, rest


def read_body(connection, head, rest):
    """The body as it came, chunks and all, and what came behind it."""
    fields = head.lower()
    if b"\r\ntransfer-encoding: chunked" in fields:
        while b"\r\n0\r\n\r\n" not in b"\r\n" + rest:
            piece = connection.recv(65536)
            if not piece:
                return None
            rest += piece
        end = (b"\r\n" + rest).index(b"\r\n0\r\n\r\n") + 5
        return rest[:end], rest[end:]
    length = 0
    if b"\r\ncontent-length: " in fields:
        length = int(fields.split(b"\r\ncontent-length: ")[1].split(b"\r\n")[0])
    while len(rest) < length:
        piece = connection.recv(65536)
        if not piece:
            return None
        rest += piece
    return rest[:length], rest[length:]


def serve(connection):
    rest = b""
    while True:
        request = read_request(connection, rest)
        if not request:
            return
        head, rest = request
        path = head.split(b" ")[1]
        if path == b"/deaf":
            threading.Event().wait()
        body = read_body(connection, head, rest)
        if body is None:
            return
        content, rest = body
        if path.startswith(b"/say/"):
            connection.sendall(bytes.fromhex(path[5:].decode()))
            continue
        while path.startswith(b"/again/"):
            connection.sendall(bytes.fromhex(path[7:].decode()))
        if path == b"/log":
            with lock:
                text = b"\n".join(seen)
                seen.clear()
        else:
            text = head + b"\n\n" + content
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text))


def guarded(connection):
    with connection:
        try:
            serve(connection)
        except OSError:
            pass  # the gateway went away


server = socket.create_server(("0.0.0.0", int(os.environ["PORT"])), backlog=64)
while True:
    accepted, _ = server.accept()
    threading.Thread(target=guarded, args=(accepted,), daemon=True).start()
