import { parseDuration } from '../base/duration.ts';
import type { Problem } from '../base/error.ts';
import type { PlaceSource } from './check-value.ts';
import { nameOf } from './expected-words.ts';
import { isMap } from './is-map.ts';
import { nodesOf } from './make-store.ts';
import { filled, needEachOther, type Members } from './need-each-other.ts';
import { reportTo, type Report } from './report.ts';

const leastTimeout = '1s';
const mostTimeout = '10m';

/** What the schema cannot say of a store: members that need or exclude each other, and what URLs are made of. Only of what is of the right type. */
export function checkStore(store: unknown, places: PlaceSource): readonly Problem[] {
  if (!isMap(store) || store['engine'] !== 'elasticsearch') return [];
  const problems: Problem[] = [];
  const report: Report = (path, message, hint) =>
    reportTo(problems, places)(['store', ...path], `${nameOf(['store', ...path])} ${message}`, hint);
  checkNodes(store, report);
  needEachOther(store, ['username', 'password'], [], report);
  if (filled(store['api_key']) && (filled(store['username']) || filled(store['password'])))
    report(['api_key'], 'excludes "username" and "password".', 'Keep one of them; the other may be empty.');
  const timeout = store['request_timeout'];
  const ms = typeof timeout === 'string' ? parseDuration(timeout) : undefined;
  if (ms !== undefined && (ms < parseDuration(leastTimeout)! || ms > parseDuration(mostTimeout)!))
    report(['request_timeout'], `must be from ${leastTimeout} to ${mostTimeout}.`);
  return problems;
}

function checkNodes(store: Members, report: Report): void {
  const node: unknown = store['node'];
  const places = Array.isArray(node)
    ? node.map((text: unknown, at) => ({ path: ['node', at], text }))
    : [{ path: ['node'], text: node }];
  const urls: URL[] = [];
  for (const { path, text } of places) {
    if (typeof text !== 'string') continue;
    const written = nodesOf(text);
    if (/:\/\/[^/\s,]*@/.test(text)) {
      const hint = 'Write `username` and `password`, or `api_key`, beside it: URLs are shown in errors and logs.';
      report(path, 'has a user or password inside.', hint);
    } else if (written.every((one) => URL.canParse(one))) urls.push(...written.map((one) => new URL(one)));
    // What is no URL at first sight is told by the schema.
    else if (written.every((one) => /^https?:\/\/[^\s/?#]+$/.test(one)))
      report(path, 'has a host or port that is none.', 'Ports are from 1 to 65535.');
  }
  checkSafety(store, urls, report);
}

/** Whoever listens on the way would have the key; what never leaves this machine has no way. */
function checkSafety(store: Members, urls: readonly URL[], report: Report): void {
  const plain = urls.filter((url) => url.protocol === 'http:');
  const secret = ['api_key', 'password'].find((name) => filled(store[name]));
  const open = plain.find((url) => !isLoopback(url.hostname));
  if (secret !== undefined && open !== undefined)
    report([secret], `would go to ${open.host} over http, where others can read it.`, 'Write https in "store.node".');
  if (filled(store['ca']) && urls.length > 0 && plain.length === urls.length)
    report(['ca'], 'is for https, and "store.node" has http.', 'Write https in "store.node".');
}

const isLoopback = (host: string): boolean => /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host);
