import { RockpoolError } from '../../base/error.ts';
import type { Json } from '../../base/json.ts';

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
      const parsed = parseObject(reply.text);
      if (reply.status >= 200 && reply.status < 300 && parsed !== undefined) return parsed as T;
      throw refusal(origin, reply.status, parsed, token);
    },
  };
}

function originOf(url: string): string {
  const full = /^[a-z]+:\/\//i.test(url) ? url : `https://${url}`;
  if (URL.canParse(full) && /^https?:$/.test(new URL(full).protocol)) return new URL(full).origin;
  throw new RockpoolError('REQUEST_INVALID', `${JSON.stringify(url)} is no address of a Retool organisation.`, {
    hint: 'Write it like https://example.retool.com.',
  });
}

async function send(
  origin: string,
  address: string,
  init: RequestInit,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const reply = await fetch(address, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    return { status: reply.status, text: await reply.text() };
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

function refusal(
  origin: string,
  status: number,
  body: Readonly<Record<string, unknown>> | undefined,
  token: string,
): RockpoolError {
  // Some answers repeat what they were sent.
  const said = typeof body?.['message'] === 'string' ? `: ${body['message'].replaceAll(token, '…').slice(0, 300)}` : '';
  if (status === 401 || status === 403) {
    return new RockpoolError('RETOOL_REFUSED', `Retool at ${origin} does not accept the token (${status})${said}.`);
  }
  if (status === 429) {
    return new RockpoolError('RETOOL_REFUSED', `Retool at ${origin} has had too many calls (429)${said}.`, {
      hint: 'Wait a minute, and run the command again.',
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

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
