// Gets an HTTP call as an event; what it returns is the answer.
export const handler = async (event) => {
  const name = event.queryStringParameters?.name ?? 'world';
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: `hello, ${name}\n`,
  };
};
