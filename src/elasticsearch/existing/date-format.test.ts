import { describe, expect, it } from 'vitest';
import { parseTimestamptz, printTimestamptz } from '../../schema/date-time.ts';
import { parseDateFormat } from './date-format.ts';

const read = (format: string, text: string): string | undefined => {
  const micros = parseDateFormat(format)?.read(text);
  return micros === undefined ? undefined : printTimestamptz(micros);
};

describe('the date format of a mapping', () => {
  it.each([
    ['strict_date_optional_time||epoch_millis', '2026-08-17T21:19:57.558577Z', '2026-08-17T21:19:57.558577Z'],
    ['strict_date_optional_time||epoch_millis', '2026-08-17', '2026-08-17T00:00:00.000000Z'],
    ['strict_date_optional_time||epoch_millis', '2026-08', '2026-08-01T00:00:00.000000Z'],
    ['strict_date_optional_time||epoch_millis', '2026-08-17T21:19+02:00', '2026-08-17T19:19:00.000000Z'],
    ['strict_date_optional_time||epoch_millis', '1767225600000', '2026-01-01T00:00:00.000000Z'],
    ['strict_date_optional_time_nanos', '2026-08-17T21:19:57.123456789Z', '2026-08-17T21:19:57.123456Z'],
    ['strict_date_optional_time', '2026-8-7', undefined],
    ['date_optional_time', '2026-8-7T1:2:3', '2026-08-07T01:02:03.000000Z'],
    ['epoch_millis', '1767225600000.123', '2026-01-01T00:00:00.000123Z'],
    ['epoch_millis', '-1', '1969-12-31T23:59:59.999000Z'],
    ['epoch_second', '1767225600.5', '2026-01-01T00:00:00.500000Z'],
    ['yyyy-MM-dd HH:mm:ss', '2026-08-17 21:19:57', '2026-08-17T21:19:57.000000Z'],
    ['yyyy-MM-dd HH:mm:ss', '2026-08-17T21:19:57', undefined],
    ['dd/MMM/yyyy:HH:mm:ss Z', '17/Aug/2026:21:19:57 +0200', '2026-08-17T19:19:57.000000Z'],
    ["yyyyMMdd'T'HHmmss.SSSX", '20260817T211957.558Z', '2026-08-17T21:19:57.558000Z'],
    ['basic_date_time_no_millis', '20260817T211957-0130', '2026-08-17T22:49:57.000000Z'],
    ['uuuu-MM-dd[ HH:mm]', '2026-08-17', '2026-08-17T00:00:00.000000Z'],
    ['yyyy-MM-dd', '2026-02-30', undefined],
    ['yyyy-MM-dd', '', undefined],
  ])('%s reads %j as %j', (format, text, moment) => {
    expect(read(format, text)).toBe(moment);
  });

  it.each([
    'weekyear_week_day',
    "YYYY-'W'ww",
    'HH:mm:ss',
    'yy-MM-dd',
    'yyyy-MM-dd h:mm a',
    'yyyy-MM-dd VV',
    'yyyy yyyy',
    "yyyy'T",
    'yyyy[-MM',
    '',
    'strict_date||ordinal_date',
  ])('%j is not understood, and is not guessed', (format) => {
    expect(parseDateFormat(format)).toBeUndefined();
  });

  it('knows which formats are days', () => {
    const formats = ['yyyy-MM-dd', 'strict_date||basic_date', 'epoch_millis', 'yyyy-MM-dd||epoch_second', 'date_hour'];
    expect(formats.filter((format) => parseDateFormat(format)!.daysOnly)).toEqual([
      'yyyy-MM-dd',
      'strict_date||basic_date',
    ]);
  });

  it('agrees with our own reading of ISO texts', () => {
    for (const text of ['2026-08-17T21:19:57Z', '0001-01-01T00:00:00Z', '1969-12-31T23:59:59.999999Z'])
      expect(parseDateFormat('strict_date_optional_time')!.read(text)).toBe(parseTimestamptz(text));
  });
});
