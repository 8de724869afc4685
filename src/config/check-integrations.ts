import { parseDuration } from '../base/duration.ts';
import type { Problem } from '../base/error.ts';
import { suggest } from '../base/suggest.ts';
import type { PlaceSource } from './check-value.ts';
import { filled, membersOf, needEachOther, type Members } from './need-each-other.ts';
import { reportTo, type Report } from './report.ts';

const leastSession = '1s';
const mostSession = '30m';

/** What the schema cannot say of integrations: members that need each other, and ranges. Only of what is of the right type. */
export function checkIntegrations(integrations: unknown, places: PlaceSource): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [name, one] of Object.entries(membersOf(integrations))) {
    const members = membersOf(one);
    const at = ['integrations', name];
    const report: Report = (path, message, hint) =>
      reportTo(problems, places)([...at, ...path], `"${[...at, ...path].join('.')}" ${message}`, hint);
    if (members['kind'] === 'kafka') checkKafka(members, report);
    if (members['kind'] === 's3') checkS3(members, report);
  }
  return problems;
}

function checkKafka(members: Members, report: Report): void {
  needEachOther(membersOf(members['ssl']), ['cert', 'key'], ['ssl'], report);
  needEachOther(membersOf(members['schema_registry']), ['username', 'password'], ['schema_registry'], report);
  const session = members['session_timeout'];
  const ms = typeof session === 'string' ? parseDuration(session) : undefined;
  if (ms !== undefined && (ms < parseDuration(leastSession)! || ms > parseDuration(mostSession)!)) {
    report(
      ['session_timeout'],
      `must be from ${leastSession} to ${mostSession}.`,
      'Brokers allow 6s to 30m unless they are configured otherwise; 30s suits most.',
    );
  }
}

/** Amazon’s own names: a continent or country, a direction, a number. */
const amazonRegion =
  /^[a-z]{2}(-gov|-iso[a-z]?)?-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d$/;

/** For suggestions only: new regions appear, and are not refused. */
const wellKnownRegions = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1', 'af-south-1', 'me-south-1'],
  ...['eu-central-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1', 'eu-south-1', 'cn-north-1', 'il-central-1'],
  ...['ap-south-1', 'ap-east-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'ap-northeast-2'],
];

function checkS3(members: Members, report: Report): void {
  needEachOther(members, ['access_key_id', 'secret_access_key'], [], report);
  if (filled(members['session_token']) && !filled(members['access_key_id']) && !filled(members['secret_access_key']))
    report(['session_token'], 'needs "access_key_id" and "secret_access_key" beside it.');
  const { region } = members;
  if (typeof region !== 'string' || !/^[a-z0-9-]{2,40}$/.test(region) || filled(members['endpoint'])) return;
  if (amazonRegion.test(region)) return;
  const near = suggest(region, wellKnownRegions);
  report(
    ['region'],
    `is not a region of Amazon’s.${near === undefined ? '' : ` Did you mean "${near}"?`}`,
    'It is written as in us-west-2. A store of somebody else needs an `endpoint`.',
  );
}
