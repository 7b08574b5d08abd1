# SPDX-License-Identifier: Apache-2.0
"""Says hello to whoever the query, or the event itself, names."""


def handler(event, context):
    event = event or {}
    query = event.get("queryStringParameters") or {}
    name = query.get("name") or event.get("name") or "world"
    return {
        "statusCode": 200,
        "headers": {"content-type": "text/plain; charset=utf-8"},
        "body": "hello, %s, from Python\n" % name,
    }
