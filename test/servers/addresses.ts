/** Where the servers of the tests answer. Reading a member whose variable is missing throws a sentence that says what to do. */
export interface ServerAddresses {
  /** Plain listener: no TLS, no login. `host:port` each. */
  readonly kafka: readonly string[];
  /** Login without TLS; one user, known to PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 alike. */
  readonly kafkaSasl: KafkaLogin;
  /** TLS without login. `ca` is the path of the PEM file of the authority that signed the broker's certificate. */
  readonly kafkaTls: { readonly brokers: readonly string[]; readonly ca: string };
  /** Login over TLS. */
  readonly kafkaSaslTls: KafkaLogin & { readonly ca: string };
  /** TLS that refuses clients without a certificate; `cert` and `key` are the PEM files of one that it takes. */
  readonly kafkaMutualTls: {
    readonly brokers: readonly string[];
    readonly ca: string;
    readonly cert: string;
    readonly key: string;
  };
  /** Endpoint URL, path style; any credentials are accepted. */
  readonly s3: string;
  /** Base URL, without a slash at its end. */
  readonly elasticsearch: string;
}

interface KafkaLogin {
  readonly brokers: readonly string[];
  readonly username: string;
  readonly password: string;
}

/** Addresses of the servers that `npm test` or `npm run servers` started, or that the environment names. */
export const serverAddresses = (): ServerAddresses => addressesIn(process.env);

/** The same from variables that stand elsewhere: those of a private server. */
export function addressesIn(variables: Readonly<Record<string, string | undefined>>): ServerAddresses {
  const variable = (name: string): string => {
    const value = variables[name];
    if (value === undefined || value === '')
      throw new Error(
        `${name} is not set: run the tests through \`npm test\` or vitest, which start the servers, or set it to the address of your own.`,
      );
    return value;
  };
  const brokers = (name: string): readonly string[] => variable(name).split(',');
  const login = (): { username: string; password: string } => ({
    username: variable('KAFKA_SASL_USERNAME'),
    password: variable('KAFKA_SASL_PASSWORD'),
  });
  return {
    get kafka() {
      return brokers('KAFKA_BROKERS');
    },
    get kafkaSasl() {
      return { brokers: brokers('KAFKA_SASL_BROKERS'), ...login() };
    },
    get kafkaTls() {
      return { brokers: brokers('KAFKA_TLS_BROKERS'), ca: variable('KAFKA_TLS_CA') };
    },
    get kafkaSaslTls() {
      return { brokers: brokers('KAFKA_SASL_TLS_BROKERS'), ca: variable('KAFKA_TLS_CA'), ...login() };
    },
    get kafkaMutualTls() {
      const files = { cert: variable('KAFKA_MUTUAL_TLS_CERT'), key: variable('KAFKA_MUTUAL_TLS_KEY') };
      return { brokers: brokers('KAFKA_MUTUAL_TLS_BROKERS'), ca: variable('KAFKA_TLS_CA'), ...files };
    },
    get s3() {
      return variable('S3_ENDPOINT');
    },
    get elasticsearch() {
      return variable('ELASTICSEARCH_URL');
    },
  };
}
