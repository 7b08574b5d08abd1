// SPDX-License-Identifier: Apache-2.0
// Says hello to whoever the query, or the event itself, names.

export const handler = async (event) => {
  const name = event?.queryStringParameters?.name ?? event?.name ?? 'world';
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: `hello, ${name}, from Node\n`,
  };
};
