// Calls of the operators' API. The session is a cookie that no script can read; a change by cookie
// carries a field that a foreign page cannot send unasked.
const BASE = '/api/v1';

/** An answer that is no success, in the words of its problem document (RFC 9457). */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `the gateway answered ${status}`);
    this.status = status;
    this.errors = body.errors || [];
  }
}

let whenLoggedOut = () => {};

/** Names what is to happen when the gateway no longer knows us. */
export function onLoggedOut(listener) {
  whenLoggedOut = listener;
}

async function call(method, path, body, headers = {}) {
  let response;
  try {
    response = await fetch(BASE + path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'X-Cutover-Console': '1' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, { detail: 'the gateway cannot be reached; what you see may be old' });
  }
  const kind = response.headers.get('Content-Type') || '';
  const answer = kind.includes('json') ? await response.json() : {};
  if (!response.ok) {
    if (response.status === 401 && path !== '/session') whenLoggedOut();
    throw new Problem(response.status, answer);
  }
  return { body: answer, etag: response.headers.get('ETag') };
}

export const get = async (path) => (await call('GET', path)).body;
export const post = async (path, body = {}) => (await call('POST', path, body)).body;
export const remove = async (path) => (await call('DELETE', path)).body;

/** Writes a resource as it was when `etag` was read; `null` writes to whatever it is now. */
export const put = async (path, body, etag) =>
  (await call('PUT', path, body, etag ? { 'If-Match': etag } : {})).body;

/** Reads a resource together with the tag that a later change of it names. */
export const read = (path) => call('GET', path);

export const seg = encodeURIComponent;
