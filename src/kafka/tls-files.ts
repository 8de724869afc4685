import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { RockpoolError } from '../base/error.ts';
import type { KafkaIntegration } from '../config/config.ts';

type TlsFiles = NonNullable<KafkaIntegration['ssl']>;

/**
 * The contents of the PEM files of an integration, each checked: `ca` may hold many certificates, `cert` ours and the chain above it.
 * Throws CONFIG_INVALID that names the file and says what it should hold.
 */
export function readTlsFiles(files: TlsFiles): SecureContextOptions {
  const { ca, cert, key } = files;
  if ((cert === undefined) !== (key === undefined)) {
    const [there, missing] = cert === undefined ? ['key', 'cert'] : ['cert', 'key'];
    throw new RockpoolError('CONFIG_INVALID', `ssl has a ${there} (${cert ?? key}), but no ${missing}.`, {
      hint: 'A client certificate is `cert` and `key` together.',
    });
  }
  const context = {
    ...(ca === undefined ? {} : { ca: readCertificates('ca', ca) }),
    ...(cert === undefined ? {} : { cert: readCertificates('cert', cert) }),
    ...(key === undefined ? {} : { key: readKey(key) }),
  };
  try {
    createSecureContext(context);
  } catch (error) {
    // Each file is good by itself, so the two do not belong together.
    throw broken('key', key!, `does not fit the certificate in ${cert}`, error);
  }
  return context;
}

function readCertificates(member: 'ca' | 'cert', file: string): string {
  const text = read(member, file);
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g);
  if (blocks === null) throw broken(member, file, `holds no certificate${inOtherForm(text)}`);
  for (const block of blocks) {
    try {
      new X509Certificate(block);
    } catch (error) {
      throw broken(member, file, 'holds a certificate that cannot be read', error);
    }
  }
  return text;
}

function readKey(file: string): string {
  const text = read('key', file);
  if (text.includes('ENCRYPTED')) throw broken('key', file, 'is locked with a passphrase, and there is nobody to ask');
  try {
    createPrivateKey(text);
  } catch (error) {
    throw broken('key', file, `holds no private key that can be read${inOtherForm(text)}`, error);
  }
  return text;
}

function read(member: keyof TlsFiles, file: string): string {
  try {
    // latin1 keeps the bytes of a Java key store recognizable.
    return readFileSync(file, 'latin1');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw broken(member, file, missing ? 'is not there' : `cannot be read: ${(error as Error).message}`, error);
  }
}

const inOtherForm = (text: string): string =>
  text.startsWith('\xfe\xed\xfe\xed') || text.startsWith('\x30\x82') ? ': it is a key store or DER' : '';

const broken = (member: keyof TlsFiles, file: string, what: string, cause?: unknown): RockpoolError =>
  new RockpoolError('CONFIG_INVALID', `The file of ssl.${member}, ${file}, ${what}.`, {
    hint: hints[member],
    cause,
  });

const pem = 'a text with -----BEGIN …----- lines';
const hints = {
  ca: `It is the certificate of the authority that signed the brokers’ certificates, as PEM: ${pem}. From a Java trust store: keytool -exportcert -rfc.`,
  cert: `It is the certificate that shows who we are, as PEM: ${pem}.`,
  key: `It is the private key of ssl.cert without a passphrase, as PEM: ${pem}. To unlock one: openssl pkey -in key.pem -out unlocked.pem.`,
};
