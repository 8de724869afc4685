/**
 * Functions of single values that may stand around groups and aggregates: the same arguments give the same value. Not here is whatever
 * aggregates, unnests, or asks the clock or chance; a test asks DuckDB.
 */
export const scalarFunctions: ReadonlySet<string> = new Set(
  `+ - * / // % ^ || ~~ !~~ ~~* !~~* abs ceil ceiling floor round trunc sign sqrt ln log log2 log10 exp pow power mod
  greatest least nullif ifnull if length len lower upper lcase ucase trim ltrim rtrim left right substring substr
  replace concat concat_ws starts_with prefix suffix contains strpos split_part md5 reverse
  date_part date_trunc date_diff datediff strftime year quarter month week day hour minute dayofweek isodow dayname monthname
  last_day epoch to_days to_hours to_minutes to_seconds to_months to_years to_weeks struct_pack list_value row`.split(
    /\s+/,
  ),
);
