# SPDX-License-Identifier: Apache-2.0
"""Runs a Python handler under the AWS Lambda Runtime API: next, handler, response or error, again.

Only the standard library, and as little of it as possible: each import here is paid by every cold start. So the HTTP
client is the few lines that this API needs, on one connection that is kept open.
"""

import os
import sys
import time
from _socket import AF_INET, IPPROTO_TCP, SOCK_STREAM, TCP_NODELAY, socket

import json

API = "/2018-06-01/runtime/"


class Gone(Exception):
    """The Runtime API ended the connection: the platform does not want this instance any more."""


class RuntimeApi:
    """One kept-alive connection to the Runtime API."""

    def __init__(self, address):
        host, _, port = address.rpartition(":")
        self._socket = socket(AF_INET, SOCK_STREAM)
        self._socket.connect((host, int(port)))
        self._socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        self._address = address
        self._received = b""

    def next(self):
        """Waits for an invocation: its headers by lower-case name, and its event as bytes."""
        status, headers, body = self._exchange("GET", "invocation/next")
        if status != 200:
            raise Gone("invocation/next was answered %d: %s" % (status, body[:200]))
        return headers, body

    def respond(self, request_id, body):
        return self._exchange("POST", "invocation/%s/response" % request_id, body)

    def fail(self, request_id, error, category):
        return self._post_error("invocation/%s/error" % request_id, error, category)

    def fail_init(self, error, category):
        return self._post_error("init/error", error, category)

    def _post_error(self, path, error, category):
        body = json.dumps(error).encode()
        return self._exchange("POST", path, body, "Lambda-Runtime-Function-Error-Type: %s\r\n" % category)

    def _exchange(self, method, path, body=b"", extra=""):
        head = "%s %s%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n" % (
            method, API, path, self._address, len(body), extra)
        self._socket.sendall(head.encode("latin-1") + body)
        lines = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        if headers.get("transfer-encoding", "").lower() == "chunked":
            answer = self._chunks()
        else:
            answer = self._exactly(int(headers.get("content-length", "0")))
        return int(lines[0].split(" ", 2)[1]), headers, answer

    def _more(self):
        data = self._socket.recv(65536)
        if not data:
            raise Gone("the connection to the Runtime API at %s ended" % self._address)
        return data

    def _until(self, end):
        while end not in self._received:
            self._received += self._more()
        found, _, self._received = self._received.partition(end)
        return found

    def _exactly(self, length):
        parts, have = [self._received], len(self._received)
        while have < length:
            parts.append(self._more())
            have += len(parts[-1])
        whole = b"".join(parts)
        self._received = whole[length:]
        return whole[:length]

    def _chunks(self):
        parts = []
        while True:
            size = int(self._until(b"\r\n").split(b";")[0], 16)
            if size == 0:
                while self._until(b"\r\n"):
                    pass
                return b"".join(parts)
            parts.append(self._exactly(size))
            self._exactly(2)


class Context:
    """What a handler may know about its invocation; the attribute names are those of AWS Lambda."""

    def __init__(self, headers):
        self.aws_request_id = headers.get("lambda-runtime-aws-request-id", "")
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn", "")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        client = headers.get("lambda-runtime-client-context")
        self.client_context = json.loads(client) if client else None
        self.identity = None
        self._deadline_ms = int(headers.get("lambda-runtime-deadline-ms") or 0)

    def get_remaining_time_in_millis(self):
        """Milliseconds until the platform ends this invocation, never negative."""
        return max(0, self._deadline_ms - int(time.time() * 1000))


class Refused(Exception):
    """The handler could not be loaded; carries the Runtime API's name for why."""

    def __init__(self, category, message):
        super().__init__(message)
        self.category = category


def load(notation):
    """The function that 'module.function' names; the module may be in packages, by dots or slashes."""
    module_name, _, function_name = notation.rpartition(".")
    module_name = module_name.strip("/").replace("/", ".")
    if not module_name or not function_name:
        raise Refused("Runtime.MalformedHandlerName",
                      "handler '%s' is not valid: write it as module.function, for example app.handler" % notation)
    try:
        __import__(module_name)
    except SyntaxError as error:
        raise Refused("Runtime.UserCodeSyntaxError",
                      "module '%s' does not compile: %s" % (module_name, error)) from error
    except ImportError as error:
        raise Refused("Runtime.ImportModuleError",
                      "module '%s' can not be imported: %s" % (module_name, error)) from error
    function = getattr(sys.modules[module_name], function_name, None)
    if not callable(function):
        raise Refused("Runtime.HandlerNotFound",
                      "module '%s' has no function '%s'" % (module_name, function_name))
    return function


def describe(error):
    """The error document of an exception, and the exception's trace on stderr."""
    import traceback  # only here: a handler that works never pays for it

    traceback.print_exception(type(error), error, error.__traceback__)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "stackTrace": traceback.format_list(frames),
    }


def encode(value):
    """The reply as JSON; what JSON does not know is the handler's error."""
    return json.dumps(value, allow_nan=False).encode()


def serve(api, handler):
    """Answers invocations until the platform ends the connection."""
    while True:
        headers, event = api.next()
        context = Context(headers)
        trace = headers.get("lambda-runtime-trace-id")
        if trace:
            os.environ["_X_AMZN_TRACE_ID"] = trace
        category = "Runtime.UnmarshalError"
        try:
            argument = json.loads(event) if event else None
            category = None
            result = handler(argument, context)
            category = "Runtime.MarshalError"
            reply = encode(result)
        except Exception as error:  # whatever a handler raises is its invocation's outcome, not the loop's end
            document = describe(error)
            sys.stdout.flush()
            api.fail(context.aws_request_id, document, category or "Function." + document["errorType"])
            continue
        sys.stdout.flush()
        status, _, answer = api.respond(context.aws_request_id, reply)
        if status >= 300:
            print("jfn: the reply was refused (%d): %s" % (status, answer.decode("utf-8", "replace")), file=sys.stderr)


def main():
    sys.stdout.reconfigure(line_buffering=True)
    sys.path[0] = os.environ.get("LAMBDA_TASK_ROOT") or os.getcwd()
    notation = os.environ.get("_HANDLER", "")
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = load(notation)
    except Exception as error:  # a module may raise anything while it is imported
        document = describe(error.__cause__ or error)
        category = "Runtime.InitError"
        if isinstance(error, Refused):
            category = document["errorType"] = error.category
            document["errorMessage"] = str(error)
        print("jfn: the function did not start: %s" % document["errorMessage"], file=sys.stderr, flush=True)
        api.fail_init(document, category)
        return 1
    try:
        serve(api, handler)
    except (Gone, OSError) as error:
        print("jfn: %s" % error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
