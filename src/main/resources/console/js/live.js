// What happens, as it happens: server-sent events into rings that the charts draw.
import { get } from '/js/api.js';

const SECONDS = 300;
const listeners = new Set();

/** By route: the last samples, oldest first, each `{ at, ...sample }`. */
export const samples = new Map();

/** `connecting`, `live` or `lost`, and since when. */
export const link = { state: 'connecting', since: Date.now() };

/** Changes since the page was opened, newest first. */
export const changes = [];

let source = null;
let pending = false;

function tell() {
  if (pending) return;
  pending = true;
  // One drawing for all that came together.
  requestAnimationFrame(() => {
    pending = false;
    listeners.forEach((listener) => listener());
  });
}

function linkIs(state) {
  if (link.state !== state) {
    link.state = state;
    link.since = Date.now();
    tell();
  }
}

function sampled(event) {
  const sample = JSON.parse(event.data);
  const ring = samples.get(sample.route) || [];
  ring.push({ at: Math.floor(Date.now() / 1000), ...sample });
  while (ring.length > SECONDS) ring.shift();
  samples.set(sample.route, ring);
  tell();
}

function changed(event) {
  changes.unshift(JSON.parse(event.data));
  changes.length = Math.min(changes.length, 50);
  tell();
}

/** Opens the stream; the browser opens it again by itself when it breaks. */
export function open() {
  close();
  source = new EventSource('/api/v1/events');
  source.addEventListener('open', () => linkIs('live'));
  source.addEventListener('sample', sampled);
  source.addEventListener('change', changed);
  source.addEventListener('error', () => {
    linkIs('lost');
    if (source.readyState === EventSource.CLOSED) {
      // The browser gives up on an answer that is no stream: ask who we are, then try again.
      setTimeout(() => get('/session').then(open, () => source && setTimeout(open, 2000)), 2000);
    }
  });
}

export function close() {
  if (source) source.close();
  source = null;
}

/** Has `listener` called after each change; returns what ends it. */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Returns the newest sample of a route, or undefined. */
export const latest = (route) => samples.get(route)?.at(-1);
