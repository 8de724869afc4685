import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exists, renameUnlessThere, state } from './folders.ts';

const run = promisify(execFile);

const folder = join(state, 'certificates');
const at = (name: string): string => join(folder, name);

/** PEM files, there after `makeCertificates()`. */
export const certificates = {
  /** The authority that signed the others. */
  ca: at('ca.pem'),
  /** Key and certificate of every broker, for 127.0.0.1 and localhost. */
  broker: at('broker.pem'),
  /** A client that the authority vouches for. */
  client: { cert: at('client.crt'), key: at('client.key') },
};

/** Makes an authority of our own and what it signs, once. Throws when there is no openssl. */
export async function makeCertificates(): Promise<void> {
  if (await exists(folder)) return;
  await mkdir(state, { recursive: true });
  const draft = await mkdtemp(`${folder}-draft-`);
  try {
    const authority = ['-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Rockpool tests'];
    await openssl(draft, ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650', ...authority]);
    await sign(draft, 'broker', 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
    await sign(draft, 'client', 'extendedKeyUsage=clientAuth\n');
    const texts = await Promise.all(['broker.key', 'broker.crt'].map((name) => readFile(join(draft, name), 'utf8')));
    await writeFile(join(draft, 'broker.pem'), texts.join(''));
    await renameUnlessThere(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function sign(folder: string, name: string, extensions: string): Promise<void> {
  await writeFile(join(folder, `${name}.ext`), extensions);
  const [key, request, certificate] = [`${name}.key`, `${name}.csr`, `${name}.crt`];
  const subject = `/CN=Rockpool test ${name}`;
  await openssl(folder, ['req', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', request, '-subj', subject]);
  const authority = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.ext`];
  await openssl(folder, ['x509', '-req', '-in', request, '-out', certificate, '-days', '3650', ...authority]);
}

async function openssl(cwd: string, args: readonly string[]): Promise<void> {
  try {
    await run('openssl', args, { cwd });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('The tests make certificates with openssl, which is not installed.', { cause: error });
  }
}
