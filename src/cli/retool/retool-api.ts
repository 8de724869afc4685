import { RockpoolError } from '../../base/error.ts';
import type { Json } from '../../base/json.ts';
import { showAddress } from '../show-address.ts';

/** Calls Retool's public API (`/api/v2`). The token appears in no error. */
export interface RetoolApi {
  /** The body of a success. Throws RETOOL_UNREACHABLE, RETOOL_REFUSED. */
  call<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: Json): Promise<T>;
}

export interface RetoolAccount {
  /** `https://example.retool.com` */
  readonly url: string;
  readonly token: string;
}

const timeoutMs = 30_000;

export function makeRetoolApi({ url, token }: RetoolAccount): RetoolApi {
  const origin = originOf(url);
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new RockpoolError(
      'RETOOL_REFUSED',
      'The token of Retool holds a space, a line break or a letter that no token has.',
      {
        hint: 'Copy it again from Retool, Settings → API, and set RETOOL_TOKEN.',
      },
    );
  }
  return {
    async call<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: Json): Promise<T> {
      const reply = await send(origin, `${origin}/api/v2${path}`, {
        method,
        // A redirect goes to a log-in page, and would carry the token away.
        redirect: 'manual',
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (reply.status === 204) return {} as T;
      const parsed = parseObject(reply.text);
      if (reply.status >= 200 && reply.status < 300 && parsed !== undefined) return parsed as T;
      if (reply.status >= 300 && reply.status < 400) throw redirected(origin, reply);
      throw refusal(origin, reply.status, parsed, token);
    },
  };
}

function originOf(url: string): string {
  const full = /^[a-z]+:\/\//i.test(url) ? url : `https://${url}`;
  if (URL.canParse(full) && /^https?:$/.test(new URL(full).protocol)) return new URL(full).origin;
  throw new RockpoolError('REQUEST_INVALID', `${showAddress(url)} is no address of a Retool organisation.`, {
    hint: 'Write it like https://example.retool.com.',
  });
}

interface Reply {
  readonly status: number;
  readonly text: string;
  /** Where a redirect leads; empty for anything else. */
  readonly location: string;
}

async function send(origin: string, address: string, init: RequestInit): Promise<Reply> {
  try {
    const reply = await fetch(address, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    return { status: reply.status, text: await reply.text(), location: reply.headers.get('location') ?? '' };
  } catch (cause) {
    throw new RockpoolError('RETOOL_UNREACHABLE', `No Retool answers at ${origin}${whyNot(cause)}.`, { cause });
  }
}

/** ` (ENOTFOUND)`, ` (DEPTH_ZERO_SELF_SIGNED_CERT)`, ` within 30 seconds`; empty where nothing is known. */
function whyNot(cause: unknown): string {
  const { name, cause: inner } = cause as { readonly name?: string; readonly cause?: { readonly code?: unknown } };
  if (name === 'TimeoutError') return ` within ${timeoutMs / 1000} seconds`;
  return typeof inner?.code === 'string' ? ` (${inner.code})` : '';
}

/** Only the origin is told: what stands behind it may repeat what was sent. */
function redirected(origin: string, { status, location }: Reply): RockpoolError {
  const to = URL.canParse(location, origin) ? new URL(location, origin).origin : origin;
  if (to === origin || to === 'null') {
    return new RockpoolError(
      'RETOOL_UNREACHABLE',
      `What answers at ${origin} with status ${status} is no API of Retool.`,
      { hint: 'It redirects, as to a page to log in at. Check the address: https://<organisation>.retool.com.' },
    );
  }
  return new RockpoolError('RETOOL_UNREACHABLE', `${origin} sends on to ${to} (${status}).`, {
    hint: `Write --url ${to} if that is your Retool. The token was not sent there.`,
  });
}

function refusal(
  origin: string,
  status: number,
  body: Readonly<Record<string, unknown>> | undefined,
  token: string,
): RockpoolError {
  // Some answers repeat what they were sent.
  const message = typeof body?.['message'] === 'string' ? body['message'] : '';
  const said = message === '' ? '' : `: ${onOneLine(message.replaceAll(token, '…')).slice(0, 300)}`;
  if (status === 401 || status === 403) {
    return new RockpoolError('RETOOL_REFUSED', `Retool at ${origin} does not accept the token (${status})${said}.`);
  }
  if (status === 429) {
    return new RockpoolError('RETOOL_REFUSED', `Retool at ${origin} has had too many calls (429)${said}.`, {
      hint: 'Wait a minute, and run the command again.',
    });
  }
  if (status >= 500 && body !== undefined) {
    return new RockpoolError('RETOOL_UNREACHABLE', `Retool at ${origin} has failed (${status})${said}.`, {
      hint: 'Run the command again in a while: it goes on with what is there.',
    });
  }
  if (body === undefined) {
    return new RockpoolError(
      'RETOOL_UNREACHABLE',
      `What answers at ${origin} with status ${status} is no API of Retool.`,
    );
  }
  return new RockpoolError('RETOOL_REFUSED', `Retool at ${origin} refuses (${status})${said}.`, {
    hint: 'Resources are made by the API from Retool 3.72 on, on plans that have it; by hand it always works.',
  });
}

/** Characters that steer a terminal are left out. */
const onOneLine = (text: string): string => text.replace(/[\s\p{C}]+/gu, ' ').trim();

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
