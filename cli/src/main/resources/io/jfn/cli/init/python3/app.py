def handler(event, context):
    """Gets an HTTP call as an event; what it returns is the answer."""
    query = event.get("queryStringParameters") or {}
    name = query.get("name", "world")
    return {
        "statusCode": 200,
        "headers": {"content-type": "text/plain; charset=utf-8"},
        "body": "hello, %s\n" % name,
    }
