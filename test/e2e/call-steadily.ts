import { Agent, request } from 'node:http';

export interface SteadyCalls {
  /** Stops calling and waits for the answers that are still to come. */
  end(): Promise<{
    /** Calls that were answered with 200, by address. */
    readonly answered: ReadonlyMap<string, number>;
    readonly failed: readonly { readonly address: string; readonly why: string }[];
    /** Calls that a server had not answered when it was seen to go, by address. */
    readonly inFlight: ReadonlyMap<string, number>;
  }>;
}

/**
 * Calls servers in turn over kept connections, and never again what failed. As a load balancer does, it calls a server no longer once one of its
 * connections ends, it says `connection: close`, or it cannot be reached.
 */
export function callSteadily({
  addresses,
  path,
  key,
  perSecond,
}: {
  readonly addresses: readonly string[];
  readonly path: string;
  readonly key: string;
  readonly perSecond: number;
}): SteadyCalls {
  const agent = new Agent({ keepAlive: true });
  const answered = new Map(addresses.map((address) => [address, 0]));
  const open = new Map(addresses.map((address) => [address, 0]));
  const inFlight = new Map<string, number>();
  const failed: { address: string; why: string }[] = [];
  const calls: Promise<void>[] = [];
  let turn = 0;

  const leave = (address: string): void => {
    if (!inFlight.has(address)) inFlight.set(address, open.get(address)!);
  };
  const call = (address: string): Promise<void> =>
    new Promise((resolve) => {
      open.set(address, open.get(address)! + 1);
      const ended = (why?: string): void => {
        if (why === undefined) answered.set(address, answered.get(address)! + 1);
        else {
          failed.push({ address, why });
          leave(address);
        }
        open.set(address, open.get(address)! - 1);
        resolve();
      };
      const asked = request(new URL(path, address), { agent, headers: { authorization: `ApiKey ${key}` } }, (reply) => {
        if (reply.headers.connection === 'close') leave(address);
        let text = '';
        reply.on('data', (part: Buffer) => (text += part.toString()));
        reply.once('end', () => ended(reply.statusCode === 200 ? undefined : `${reply.statusCode} ${text}`));
        reply.once('error', (error) => ended(error.message));
      });
      asked.once('socket', (socket) => {
        if (socket.listenerCount('close', leaveIt(address)) === 0) socket.once('close', leaveIt(address));
      });
      asked.once('error', (error) => ended(error.message));
      asked.end();
    });
  const leavers = new Map(addresses.map((address) => [address, () => leave(address)]));
  const leaveIt = (address: string): (() => void) => leavers.get(address)!;

  const timer = setInterval(() => {
    const there = addresses.filter((address) => !inFlight.has(address));
    const address = there[(turn += 1) % there.length];
    if (address !== undefined) calls.push(call(address));
  }, 1000 / perSecond);

  return {
    async end() {
      clearInterval(timer);
      await Promise.all(calls);
      agent.destroy();
      return { answered, failed, inFlight };
    },
  };
}
