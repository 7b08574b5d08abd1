# SPDX-License-Identifier: Apache-2.0
"""Streams events: GET /?events=3&every=0.5 sends three, half a second apart."""

import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Events(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        events = min(int(query.get("events", ["3"])[0]), 1000)
        every = min(float(query.get("every", ["0.5"])[0]), 10.0)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number in range(1, events + 1):
            if number > 1:
                time.sleep(every)
            self.chunk(b"id: %d\ndata: %d of %d\n\n" % (number, number, events))
        self.chunk(b"")

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def log_message(self, template, *arguments):
        print(template % arguments)


ThreadingHTTPServer(("0.0.0.0", int(os.environ.get("PORT", "8080"))), Events).serve_forever()
