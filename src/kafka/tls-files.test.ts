import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RockpoolError } from '../base/error.ts';
import { readTlsFiles } from './tls-files.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const openssl = (...args: readonly string[]): void =>
  void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rockpool-tls-'));
  for (const name of ['one', 'two'])
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-subj',
      `/CN=${name}`,
    );
  openssl('pkey', '-in', 'one.key', '-aes256', '-passout', 'pass:x', '-out', 'locked.key');
  openssl('x509', '-in', 'one.pem', '-outform', 'der', '-out', 'one.der');
  openssl('pkcs12', '-export', '-in', 'one.pem', '-inkey', 'one.key', '-passout', 'pass:x', '-out', 'store.p12');
  writeFileSync(at('both.pem'), `# a comment\n${read('one.pem')}${read('two.pem')}`);
  writeFileSync(at('half.pem'), read('one.pem').slice(0, 300));
  writeFileSync(at('broken.pem'), `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`);
  writeFileSync(at('store.jks'), Buffer.from('feedfeed00000002', 'hex'));
  writeFileSync(at('empty'), '');
  writeFileSync(at('text.key'), 'the key');
});

afterAll(() => rmSync(folder, { recursive: true }));

const read = (name: string): string => readFileSync(at(name), 'latin1');

function failure(files: { ca?: string; cert?: string; key?: string }): { code: string; message: string; hint: string } {
  try {
    readTlsFiles(Object.fromEntries(Object.entries(files).map(([member, name]) => [member, at(name)])));
  } catch (error) {
    const { code, message, hint } = error as RockpoolError;
    return { code, message: message.replaceAll(`${folder}/`, ''), hint };
  }
  throw new Error('the files were read');
}

describe('the TLS files of a Kafka integration', () => {
  it('are read: nothing, authorities, a client certificate with its key', () => {
    expect(readTlsFiles({})).toEqual({});
    expect(readTlsFiles({ ca: at('both.pem') })).toEqual({ ca: read('both.pem') });
    expect(readTlsFiles({ ca: at('two.pem'), cert: at('one.pem'), key: at('one.key') })).toEqual({
      ca: read('two.pem'),
      cert: read('one.pem'),
      key: read('one.key'),
    });
  });

  it.each([
    [{ ca: 'missing.pem' }, 'The file of ssl.ca, missing.pem, is not there.'],
    [{ ca: 'empty' }, 'The file of ssl.ca, empty, holds no certificate.'],
    [{ ca: 'half.pem' }, 'The file of ssl.ca, half.pem, holds no certificate.'],
    [{ ca: 'broken.pem' }, 'The file of ssl.ca, broken.pem, holds a certificate that cannot be read.'],
    [{ ca: 'one.key' }, 'The file of ssl.ca, one.key, holds no certificate.'],
    [{ ca: 'one.der' }, 'The file of ssl.ca, one.der, holds no certificate: it is a key store or DER.'],
    [{ ca: 'store.p12' }, 'The file of ssl.ca, store.p12, holds no certificate: it is a key store or DER.'],
    [{ ca: 'store.jks' }, 'The file of ssl.ca, store.jks, holds no certificate: it is a key store or DER.'],
    [{ cert: 'missing.pem', key: 'one.key' }, 'The file of ssl.cert, missing.pem, is not there.'],
    [{ cert: 'one.pem', key: 'missing.key' }, 'The file of ssl.key, missing.key, is not there.'],
    [{ cert: 'one.pem', key: 'text.key' }, 'The file of ssl.key, text.key, holds no private key that can be read.'],
    [{ cert: 'one.pem', key: 'one.pem' }, 'The file of ssl.key, one.pem, holds no private key that can be read.'],
    [
      { cert: 'one.pem', key: 'locked.key' },
      'The file of ssl.key, locked.key, is locked with a passphrase, and there is nobody to ask.',
    ],
    [{ cert: 'one.pem', key: 'two.key' }, 'The file of ssl.key, two.key, does not fit the certificate in one.pem.'],
    [{ cert: 'one.pem' }, 'ssl has a cert (one.pem), but no key.'],
    [{ key: 'one.key' }, 'ssl has a key (one.key), but no cert.'],
  ])('%j: the file is named', (files, message) => {
    expect(failure(files)).toMatchObject({ code: 'CONFIG_INVALID', message });
  });

  it('come with a word about what each should hold', () => {
    expect(failure({ ca: 'empty' }).hint).toBe(
      'It is the certificate of the authority that signed the brokers’ certificates, as PEM: a text with -----BEGIN …----- lines. From a Java trust store: keytool -exportcert -rfc.',
    );
    expect(failure({ cert: 'one.pem' }).hint).toBe('A client certificate is `cert` and `key` together.');
  });

  it('that are a folder cannot be read', () => {
    expect(failure({ ca: '.' }).message).toContain('cannot be read: EISDIR');
  });
});
