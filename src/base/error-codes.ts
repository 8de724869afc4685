/**
 * Every error that leaves Rockpool, in one table. `type` is the word old Rockset clients validate; `exit` is the exit
 * code of the command line by kind of error: 2 wrong input, 3 not allowed, 4 not found, 5 conflict, 6 limit or time, 7 not available,
 * 70 our own bug. `hint` says what to do when the place that throws knows nothing better.
 * The table is documented in docs/errors.md; a test keeps both equal.
 */
export interface ErrorCode {
  readonly status: number;
  readonly type: string;
  readonly exit: number;
  readonly hint: string;
}

const row = (status: number, type: string, exit: number, hint: string): ErrorCode => ({ status, type, exit, hint });

export const errorCodes = {
  // Files and configuration
  CONFIG_INVALID: row(
    400,
    'INVALIDINPUT',
    2,
    'Correct the lines named above; `rockpool schema` prints what each file may contain.',
  ),
  CONFIG_VARIABLE_MISSING: row(
    400,
    'INVALIDINPUT',
    2,
    'Set the environment variable, or write a default: ${NAME:-default}.',
  ),
  PROJECT_NOT_FOUND: row(
    404,
    'NOTFOUND',
    4,
    'Run the command in a folder with a rockpool.yaml, or make one with `rockpool init`.',
  ),
  PROJECT_EXISTS: row(409, 'ALREADYEXISTS', 5, 'Choose an empty folder.'),

  // Generated files
  RETOOL_APP_INVALID: row(400, 'INVALIDINPUT', 2, 'Export the app from Retool again: ••• → Export → JSON.'),
  RETOOL_APP_MISFIT: row(
    409,
    'CONFLICT',
    5,
    'Correct the named widgets and queries in Retool, or deploy what they call.',
  ),
  RETOOL_UNREACHABLE: row(502, 'BADGATEWAY', 7, 'Check the address: https://<organisation>.retool.com.'),
  RETOOL_REFUSED: row(
    403,
    'FORBIDDEN',
    3,
    'Make a token in Retool under Settings → API with the scope Resources > Write.',
  ),
  FILES_DRIFTED: row(409, 'CONFLICT', 5, 'Run the command that makes the files again, and commit what it writes.'),
  CONTRACT_BROKEN: row(409, 'CONFLICT', 5, 'Keep what clients use, or add a lambda beside the old one.'),

  // SQL
  SQL_SYNTAX: row(400, 'QUERY_ERROR', 2, 'Rockpool speaks the SQL of DuckDB.'),
  SQL_BIND: row(400, 'QUERY_ERROR', 2, 'Check the names of columns and functions.'),
  SQL_NOT_ALLOWED: row(400, 'QUERY_ERROR', 2, 'A statement is one SELECT over collections with pure functions.'),
  SQL_STATEMENT_COUNT: row(400, 'QUERY_ERROR', 2, 'Write exactly one SELECT statement.'),
  SQL_COLUMNS: row(
    400,
    'QUERY_ERROR',
    2,
    'Give each column of the result its own name with AS, and a type that JSON can carry.',
  ),
  SQL_EXECUTION: row(400, 'QUERY_ERROR', 2, 'The statement is valid, but fails on a value; TRY_CAST and CASE help.'),

  // Calls
  ARGUMENT_MISSING: row(400, 'INVALIDINPUT', 2, 'Give the parameter a value, or declare a default for it.'),
  ARGUMENT_INVALID: row(400, 'INVALIDINPUT', 2, 'Give a value of the declared type, within its limits.'),
  ARGUMENT_UNKNOWN: row(400, 'INVALIDINPUT', 2, 'Remove the argument, or declare it as a parameter.'),
  REQUEST_INVALID: row(400, 'INVALIDINPUT', 2, '/docs shows what the request may contain.'),
  REQUEST_NOT_JSON: row(400, 'INVALIDINPUT', 2, 'Send a JSON object as the body, or none.'),
  REQUEST_TOO_LARGE: row(413, 'CONTENTTOOLARGE', 2, 'Send the documents in several requests.'),
  METHOD_NOT_ALLOWED: row(405, 'METHODNOTALLOWED', 2, '/docs lists the methods of each path.'),
  NOT_ACCEPTABLE: row(406, 'NOTACCEPTABLE', 2, 'Ask for application/json, application/x-ndjson or text/csv.'),
  NOT_IMPLEMENTED: row(501, 'NOTIMPLEMENTEDYET', 2, 'Rockpool answers the paths listed at /docs.'),

  // Who may what
  KEY_MISSING: row(
    401,
    'AUTHEXCEPTION',
    3,
    'Send the header `Authorization: ApiKey <key>`; `rockpool keys create` makes a key.',
  ),
  KEY_INVALID: row(401, 'AUTHEXCEPTION', 3, 'Check the key; `rockpool keys list` shows the names of those that exist.'),
  KEY_EXPIRED: row(401, 'AUTHEXCEPTION', 3, 'Make a new key with `rockpool keys create`.'),
  ACCESS_DENIED: row(403, 'FORBIDDEN', 3, 'Use a key whose scopes cover this; `rockpool keys list` shows them.'),

  // Things by name
  NAME_INVALID: row(
    400,
    'INVALIDINPUT',
    2,
    'Names start with a letter or digit and continue with letters, digits, _ and -, at most 100.',
  ),
  WORKSPACE_NOT_FOUND: row(404, 'NOTFOUND', 4, 'GET /v1/orgs/self/ws lists the workspaces.'),
  WORKSPACE_EXISTS: row(409, 'ALREADYEXISTS', 5, 'Choose another name.'),
  WORKSPACE_NOT_EMPTY: row(409, 'DEPENDENTRESOURCES', 5, 'Delete its lambdas and collections first.'),
  COLLECTION_NOT_FOUND: row(404, 'NOTFOUND', 4, 'GET /v1/orgs/self/collections lists the collections.'),
  COLLECTION_INCOMPATIBLE: row(409, 'CONFLICT', 5, 'Give the changed field a new name, or rebuild the collection.'),
  COLLECTION_READ_ONLY: row(
    409,
    'CONFLICT',
    5,
    'Its documents are written by somebody else; declare `sources:` instead of `index:`.',
  ),
  SOURCE_NOT_FOUND: row(404, 'NOTFOUND', 4, 'GET …/sources lists the sources of the collection.'),
  LAMBDA_NOT_FOUND: row(404, 'NOTFOUND', 4, 'GET /v1/orgs/self/lambdas lists the lambdas.'),
  LAMBDA_EXISTS: row(400, 'ALREADYEXISTS', 5, 'Add a version to it instead.'),
  LAMBDA_INVALID: row(400, 'QUERY_ERROR', 2, 'The stored SQL no longer fits the collections; deploy a new version.'),
  VERSION_NOT_FOUND: row(404, 'NOTFOUND', 4, '`rockpool versions <lambda>` lists the versions.'),
  VERSION_COLLISION: row(409, 'CONFLICT', 5, 'Change the description: other content already has this version id.'),
  VERSION_IN_USE: row(409, 'DEPENDENTRESOURCES', 5, 'Move or delete its tags first.'),
  TAG_NOT_FOUND: row(404, 'NOTFOUND', 4, '`rockpool versions <lambda>` lists the tags.'),
  TAG_PROTECTED: row(400, 'INVALIDINPUT', 2, '`latest` always exists; delete the lambda instead.'),
  KEY_NOT_FOUND: row(404, 'NOTFOUND', 4, '`rockpool keys list` shows the names.'),
  KEY_EXISTS: row(409, 'ALREADYEXISTS', 5, 'Choose another name, or revoke the key first.'),
  QUERY_NOT_FOUND: row(404, 'NOTFOUND', 4, 'Results are kept for a limited time; run the query again.'),
  QUERY_ELSEWHERE: row(
    410,
    'NOTFOUND',
    4,
    'Results belong to the server that made them; ask that server, or run the query again.',
  ),
  ROUTE_NOT_FOUND: row(404, 'NOTFOUND', 4, '/docs lists the paths.'),
  DEAD_LETTER_NOT_FOUND: row(404, 'NOTFOUND', 4, '`rockpool dead-letters list` shows the ids.'),

  // Deploying
  DEPLOY_INVALID: row(400, 'INVALIDINPUT', 2, 'Correct the files named above; nothing was deployed.'),
  DEPLOY_CONFLICT: row(409, 'CONFLICT', 5, 'Somebody else moved it at the same moment; try again.'),
  LAMBDA_TEST_FAILED: row(422, 'QUERY_ERROR', 2, '`rockpool test --update` rewrites the expectations.'),

  // Limits and time
  LIMIT_ROWS: row(400, 'RESOURCEEXCEEDED', 6, 'Ask for fewer rows with LIMIT, or raise `limits.rows`.'),
  LIMIT_MEMORY: row(400, 'RESOURCEEXCEEDED', 6, 'Filter earlier, or group into fewer rows.'),
  LIMIT_SCAN: row(
    400,
    'RESOURCEEXCEEDED',
    6,
    'Filter by a field that the engine can search, or raise `limits.scan_rows` or `limits.scan_bytes`; `rockpool explain` shows what is read.',
  ),
  QUERY_TIMEOUT: row(408, 'QUERY_TIMEOUT', 6, 'Filter earlier, or raise `limits.timeout`.'),
  QUERY_CANCELLED: row(400, 'QUERY_CANCELLED', 6, 'Run it again.'),
  BUSY: row(429, 'RESOURCEEXCEEDED', 6, 'Try again after the seconds named in Retry-After.'),
  RATE_LIMIT: row(429, 'RATELIMITEXCEEDED', 6, 'Try again after the seconds named in Retry-After.'),

  // Records coming in
  RECORD_NOT_JSON: row(400, 'INVALIDINPUT', 2, 'Each record is one JSON object.'),
  RECORD_TOO_LARGE: row(413, 'CONTENTTOOLARGE', 2, 'Split the record, or raise `max_record_bytes`.'),
  RECORD_FIELD_TYPE: row(400, 'INVALIDINPUT', 2, 'Correct the record, or the type declared under `input:`.'),
  RECORD_MALFORMED: row(400, 'INVALIDINPUT', 2, 'Correct the object, or the format declared for the source.'),
  RECORD_TRANSFORMATION: row(400, 'INVALIDINPUT', 2, 'TRY_CAST and CASE keep a transformation from failing.'),
  RECORD_ID_INVALID: row(400, 'INVALIDINPUT', 2, 'An _id is a text of 1 to 512 bytes.'),
  RECORD_OPERATION_INVALID: row(
    400,
    'INVALIDINPUT',
    2,
    '_op is REPSERT, REPLACE, INSERT or DELETE; with `write: merge` UPSERT and UPDATE too.',
  ),
  SOURCE_UNREADABLE: row(502, 'CONNECTION_ERROR', 7, 'Check that it exists and that it may be read.'),

  // What runs beneath
  STORE_LOCKED: row(
    503,
    'SERVICEUNAVAILABLE',
    7,
    'Another process has this store open: talk to it with --server, or stop it.',
  ),
  STORE_UNAVAILABLE: row(503, 'SERVICEUNAVAILABLE', 7, 'Check disk space and permissions of the store folder.'),
  STORE_FAILED: row(
    502,
    'CONNECTION_ERROR',
    7,
    'The engine that holds the documents gave no complete answer; its own log says why. Nothing was returned.',
  ),
  STORE_TIMEOUT: row(504, 'QUERY_TIMEOUT', 6, 'The engine that holds the documents took too long; filter earlier.'),
  ADDRESS_IN_USE: row(503, 'SERVICEUNAVAILABLE', 7, 'Choose another port with --port, or stop what listens there.'),
  SERVER_UNREACHABLE: row(
    503,
    'CONNECTION_ERROR',
    7,
    'Start it with `rockpool start`, or give its address with --server.',
  ),
  SERVER_STOPPING: row(503, 'SERVICEUNAVAILABLE', 7, 'The server is shutting down; try again in a moment.'),
  INTERNAL: row(500, 'INTERNALERROR', 70, 'This is a mistake of ours; please report it with the trace id.'),
} as const satisfies Record<string, ErrorCode>;

export type ErrorCodeName = keyof typeof errorCodes;
