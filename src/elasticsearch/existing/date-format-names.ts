/** `F`: a point or comma and one to nine digits of a second. `OOOOOOOOO`: any way to write an offset. Both stand here only. */
const zone = 'OOOOOOOOO';
const optionalTime = `yyyy[-MM[-dd['T'[HH[:mm[:ss[F]]]][${zone}]]]]`;
const looseTime = `y[-M[-d['T'[H[:m[:s[F]]]][${zone}]]]]`;

const day = 'yyyy-MM-dd';
const looseDay = 'y-M-d';

/**
 * The formats that have names, as patterns; those with weeks, days of the year or without a date are not among them. By
 * https://www.elastic.co/docs/reference/elasticsearch/mapping-reference/mapping-date-format
 */
export const namedFormats: Readonly<Record<string, string>> = {
  strict_date_optional_time: optionalTime,
  strict_date_optional_time_nanos: optionalTime,
  date_optional_time: looseTime,
  basic_date: 'yyyyMMdd',
  basic_date_time: `yyyyMMdd'T'HHmmssF${zone}`,
  basic_date_time_no_millis: `yyyyMMdd'T'HHmmss${zone}`,
  strict_date: day,
  date: looseDay,
  strict_year_month_day: day,
  year_month_day: looseDay,
  strict_year_month: 'yyyy-MM',
  year_month: 'y-M',
  strict_year: 'yyyy',
  year: 'y',
  strict_date_hour: `${day}'T'HH`,
  date_hour: `${looseDay}'T'H`,
  strict_date_hour_minute: `${day}'T'HH:mm`,
  date_hour_minute: `${looseDay}'T'H:m`,
  strict_date_hour_minute_second: `${day}'T'HH:mm:ss`,
  date_hour_minute_second: `${looseDay}'T'H:m:s`,
  strict_date_hour_minute_second_millis: `${day}'T'HH:mm:ssF`,
  date_hour_minute_second_millis: `${looseDay}'T'H:m:sF`,
  strict_date_hour_minute_second_fraction: `${day}'T'HH:mm:ssF`,
  date_hour_minute_second_fraction: `${looseDay}'T'H:m:sF`,
  strict_date_time: `${day}'T'HH:mm:ssF${zone}`,
  date_time: `${looseDay}'T'H:m:sF${zone}`,
  strict_date_time_no_millis: `${day}'T'HH:mm:ss${zone}`,
  date_time_no_millis: `${looseDay}'T'H:m:s${zone}`,
};
