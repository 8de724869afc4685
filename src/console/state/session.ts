const name = 'rockpool.key';

/** The key of this tab: kept until it is closed, and never written to the disk of other sessions. */
export function readKey(): string | undefined {
  return takeKeyFromAddress() ?? sessionStorage.getItem(name) ?? undefined;
}

export function keepKey(key: string): void {
  sessionStorage.setItem(name, key);
}

export function forgetKey(): void {
  sessionStorage.removeItem(name);
}

/** `#key=…`, as `rockpool start` prints it, is kept and at once taken out of the address bar and the history. A fragment is never sent to a server. */
function takeKeyFromAddress(): string | undefined {
  const match = /^#key=([^&]+)$/.exec(location.hash);
  if (match === null) return undefined;
  history.replaceState(null, '', location.pathname);
  const key = decodeURIComponent(match[1]!);
  keepKey(key);
  return key;
}
