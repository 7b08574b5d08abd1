// SPDX-License-Identifier: Apache-2.0
// Runs a Node handler under the AWS Lambda Runtime API: next, handler, response or error, again.
// Only the standard library, and as little of it as possible: each module is paid by every cold start. So the HTTP
// client is the few lines that this API needs, on one connection that is kept open.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const API = '/2018-06-01/runtime/';
const NOTHING = Buffer.alloc(0);

/** One kept-alive connection to the Runtime API; one exchange at a time. */
class RuntimeApi {
  constructor(address) {
    const colon = address.lastIndexOf(':');
    this.address = address;
    this.received = NOTHING;
    this.waiting = null;
    this.ended = null;
    this.socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)), noDelay: true });
    this.socket.on('data', (data) => {
      this.received = this.received.length === 0 ? data : Buffer.concat([this.received, data]);
      this.wake();
    });
    this.socket.on('error', (error) => this.end(error));
    this.socket.on('close', () => this.end(new Error(`the connection to the Runtime API at ${address} ended`)));
  }

  /** Waits for an invocation: its headers by lower-case name, and its event as bytes. */
  async next() {
    this.socket.ref();
    const { status, headers, body } = await this.exchange('GET', 'invocation/next', NOTHING, '');
    if (status !== 200) throw new Error(`invocation/next was answered ${status}: ${body.toString('utf8', 0, 200)}`);
    this.socket.unref(); // while the handler works, only its own doings keep the event loop alive
    return { headers, body };
  }

  respond(id, body) {
    return this.exchange('POST', `invocation/${id}/response`, body, '');
  }

  fail(id, error, category) {
    return this.postError(`invocation/${id}/error`, error, category);
  }

  failInit(error, category) {
    return this.postError('init/error', error, category);
  }

  postError(path, error, category) {
    const type = `Lambda-Runtime-Function-Error-Type: ${category.replace(/[^A-Za-z0-9_.]/g, '_')}\r\n`;
    return this.exchange('POST', path, Buffer.from(JSON.stringify(error)), type);
  }

  async exchange(method, path, body, extra) {
    this.socket.ref();
    const head = `${method} ${API}${path} HTTP/1.1\r\nHost: ${this.address}\r\nContent-Type: application/json\r\n`
      + `Content-Length: ${body.length}\r\n${extra}\r\n`;
    this.socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
    const lines = (await this.until('\r\n\r\n')).toString('latin1').split('\r\n');
    const headers = {};
    for (const line of lines.slice(1)) {
      const colon = line.indexOf(':');
      headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    }
    const chunked = (headers['transfer-encoding'] ?? '').toLowerCase() === 'chunked';
    const answer = chunked ? await this.chunks() : await this.exactly(Number(headers['content-length'] ?? 0));
    return { status: Number(lines[0].split(' ', 2)[1]), headers, body: answer };
  }

  async until(end) {
    let at;
    while ((at = this.received.indexOf(end)) < 0) await this.more();
    const found = this.received.subarray(0, at);
    this.received = this.received.subarray(at + end.length);
    return found;
  }

  async exactly(length) {
    while (this.received.length < length) await this.more();
    const found = this.received.subarray(0, length);
    this.received = this.received.subarray(length);
    return found;
  }

  async chunks() {
    const parts = [];
    for (;;) {
      const size = parseInt((await this.until('\r\n')).toString('latin1'), 16);
      if (size === 0) {
        while ((await this.until('\r\n')).length > 0) { /* a trailer */ }
        return Buffer.concat(parts);
      }
      parts.push(await this.exactly(size));
      await this.exactly(2);
    }
  }

  more() {
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => { this.waiting = { resolve, reject }; });
  }

  wake() {
    const waiting = this.waiting;
    this.waiting = null;
    waiting?.resolve();
  }

  end(error) {
    this.ended ??= error;
    const waiting = this.waiting;
    this.waiting = null;
    waiting?.reject(this.ended);
  }
}

/** The handler could not be loaded; `name` is the Runtime API's word for why. */
function refused(name, message, cause) {
  const error = new Error(message, { cause });
  error.name = name;
  return error;
}

/** The function that 'module.function' names: an ES module or a CommonJS one, below the task's root. */
async function load(root, notation) {
  const dot = notation.lastIndexOf('.');
  const moduleName = notation.slice(0, Math.max(dot, 0));
  const functionName = notation.slice(dot + 1);
  if (!moduleName || !functionName) {
    throw refused('Runtime.MalformedHandlerName',
      `handler '${notation}' is not valid: write it as module.function, for example app.handler`);
  }
  const file = ['.js', '.mjs', '.cjs'].map((end) => join(root, moduleName + end)).find((path) => existsSync(path));
  if (!file) {
    throw refused('Runtime.ImportModuleError', `there is no ${moduleName}.js, .mjs or .cjs in ${root}`);
  }
  const loaded = await loadFile(file);
  const handler = loaded[functionName] ?? loaded.default?.[functionName];
  if (typeof handler !== 'function') {
    throw refused('Runtime.HandlerNotFound', `${file} exports no function '${functionName}'`);
  }
  return handler;
}

async function loadFile(file) {
  try {
    if (!file.endsWith('.mjs')) {
      try {
        return createRequire(import.meta.url)(file);
      } catch (error) {
        if (error.code !== 'ERR_REQUIRE_ESM' && error.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
      }
    }
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw refused('Runtime.UserCodeSyntaxError', `${file} does not compile: ${error.message}`, error);
    }
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND') {
      throw refused('Runtime.ImportModuleError', `${file} can not be imported: ${error.message}`, error);
    }
    throw error;
  }
}

/** What a handler may know about its invocation; the names are those of AWS Lambda. */
function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms'] ?? 0);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'] ?? '',
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'] ?? '',
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: headers['lambda-runtime-client-context'] ? JSON.parse(headers['lambda-runtime-client-context']) : undefined,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** The error document of whatever was thrown. */
function describe(error) {
  const isError = error instanceof Error;
  return {
    errorMessage: isError ? error.message : String(error),
    errorType: isError ? error.name : typeof error,
    stackTrace: isError && error.stack ? error.stack.split('\n').slice(1).map((line) => line.trim()) : [],
  };
}

/** Calls the handler, whichever style it has: a promise, a plain value, or a callback as third parameter. */
function call(handler, event, context, givenUp) {
  return new Promise((resolve, reject) => {
    givenUp(reject);
    const result = handler(event, context, (error, value) => (error ? reject(error) : resolve(value)));
    if (typeof result?.then === 'function') result.then(resolve, reject);
    else if (handler.length < 3) resolve(result);
  });
}

/** Answers invocations until the platform ends the connection. */
async function serve(api, handler) {
  let giveUp = null;
  let current = null;
  process.on('beforeExit', () => giveUp?.(refused('Runtime.NodeJsExit',
    'the handler neither answered nor left anything to wait for: did it forget to call back?')));
  const fatal = async (error) => {
    console.error(error);
    if (current) await api.fail(current, describe(error), 'Runtime.UnhandledError').catch(() => {});
    process.exit(1);
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);

  for (;;) {
    const { headers, body } = await api.next();
    const context = contextOf(headers);
    current = context.awsRequestId;
    if (headers['lambda-runtime-trace-id']) process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
    let category = 'Runtime.UnmarshalError';
    let reply;
    try {
      const event = body.length > 0 ? JSON.parse(body.toString('utf8')) : null;
      category = null;
      const result = await call(handler, event, context, (reject) => { giveUp = reject; });
      category = 'Runtime.MarshalError';
      reply = Buffer.from(JSON.stringify(result === undefined ? null : result) ?? 'null');
    } catch (error) {
      giveUp = null;
      console.error(error);
      const document = describe(error);
      const name = document.errorType;
      await api.fail(current, document, category ?? (name.startsWith('Runtime.') ? name : `Function.${name}`));
      current = null;
      continue;
    }
    giveUp = null;
    const { status, body: answer } = await api.respond(current, reply);
    current = null;
    if (status >= 300) console.error(`jfn: the reply was refused (${status}): ${answer}`);
  }
}

async function main() {
  const api = new RuntimeApi(process.env.AWS_LAMBDA_RUNTIME_API);
  let handler;
  try {
    handler = await load(process.env.LAMBDA_TASK_ROOT || process.cwd(), process.env._HANDLER ?? '');
  } catch (error) {
    const document = describe(error);
    const category = document.errorType.startsWith('Runtime.') ? document.errorType : 'Runtime.InitError';
    console.error(error?.cause ?? error);
    console.error(`jfn: the function did not start: ${document.errorMessage}`);
    await api.failInit(document, category).catch(() => {});
    process.exit(1);
  }
  try {
    await serve(api, handler);
  } catch (error) {
    console.error(`jfn: ${error.message}`);
    process.exit(1);
  }
}

main();
