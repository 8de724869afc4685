import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

describe('a TCP proxy', () => {
  let echo: Server;
  let proxy: TcpProxy;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket).on('error', () => socket.destroy()));
    await once(echo.listen(0, '127.0.0.1'), 'listening');
    proxy = await startTcpProxy(`127.0.0.1:${(echo.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await proxy.close();
    echo.close();
  });

  const dial = async (): Promise<Socket> => {
    const socket = connect({ port: Number(proxy.address.split(':')[1]), host: '127.0.0.1' }).setEncoding('utf8');
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  const reply = async (socket: Socket, text: string): Promise<unknown> => {
    const data = once(socket, 'data');
    socket.write(text);
    return (await data)[0];
  };
  const closed = (socket: Socket): Promise<unknown> =>
    once(
      socket.on('error', () => undefined),
      'close',
    );

  it('passes on both directions, large texts and the end', async () => {
    const socket = await dial();
    const received: string[] = [];
    socket.on('data', (text: string) => received.push(text));
    socket.end('x'.repeat(1_000_000));
    await once(socket, 'end');

    expect(received.join('')).toBe('x'.repeat(1_000_000));
  });

  it('breaks connections and serves new ones', async () => {
    const socket = await dial();
    expect(await reply(socket, 'a')).toBe('a');

    const broken = closed(socket);
    proxy.cut();
    await broken;

    expect(await reply(await dial(), 'b')).toBe('b');
  });

  it('refuses until it is open again', async () => {
    const socket = await dial();
    const broken = closed(socket);
    await proxy.refuse();
    await broken;

    await expect(dial()).rejects.toThrow('ECONNREFUSED');
    await proxy.open();
    expect(await reply(await dial(), 'c')).toBe('c');
  });

  it('holds what is said, on old and new connections, until it is open again', async () => {
    const old = await dial();
    expect(await reply(old, 'a')).toBe('a');
    proxy.hold();
    const young = await dial();
    const replies = Promise.all([reply(old, 'b'), reply(young, 'c')]);
    const first = await Promise.race([replies, new Promise((resolve) => setTimeout(resolve, 200, 'nothing'))]);
    await proxy.open();

    expect(first).toBe('nothing');
    expect(await replies).toEqual(['b', 'c']);
  });

  it('sends nothing twice when it is opened twice', async () => {
    const socket = await dial();
    expect(await reply(socket, 'a')).toBe('a');
    await proxy.open();

    expect(await reply(socket, 'b')).toBe('b');
  });

  it('breaks the connection when nothing listens behind it', async () => {
    proxy.forwardTo('127.0.0.1:1');
    const socket = await dial();

    await closed(socket);
  });
});
