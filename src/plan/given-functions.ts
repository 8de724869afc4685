/**
 * Functions that mean the same when they are printed by name with the arguments of the bound plan, and give one value for one call of the
 * statement. DuckDB takes arguments out of some others while it binds (`list_sort`, `strftime`, lambdas), some want a
 * constant where a bound value stands (`round(x, 2)`), and chance is not one value.
 */
export const givenFunctions: ReadonlySet<string> = new Set(
  `+ - * / // % || ~~ !~~ ~~* !~~* ^@ abs array_contains array_extract array_has array_length bool_and ceil ceiling
  concat concat_ws contains date_add date_diff date_sub date_trunc datediff datesub datetrunc day
  dayofmonth dayofweek dayofyear decade ends_with epoch epoch_ms epoch_us epoch_ns floor fdiv fmod greatest hour isfinite
  isinf isnan isodow last_day lcase least left len length list_concat list_contains list_distinct list_element list_extract
  list_has list_has_all list_has_any list_value lower ltrim make_date make_time make_timestamp make_timestamptz md5 millisecond
  minute mod month position prefix quarter regexp_replace replace reverse right rtrim second sign split split_part
  starts_with string_split strlen strpos str_split substr substring suffix to_centuries to_days to_decades
  to_hours to_microseconds to_milliseconds to_millennia to_minutes to_months to_quarters to_seconds to_timestamp to_weeks
  to_years trim ucase upper week weekday year`.split(/\s+/),
);

/** Of these, the ones that fail for no value that is not beyond all bounds. */
export const safeFunctions: ReadonlySet<string> = new Set(
  `+ - * / // % || ~~ !~~ ~~* !~~* ^@ abs array_contains array_has array_length ceil ceiling concat contains ends_with floor
  greatest isfinite isinf isnan last_day lcase least left len length list_concat list_contains list_distinct list_has
  list_has_all list_has_any list_value lower ltrim md5 prefix replace reverse right rtrim sign split starts_with string_split
  strlen strpos str_split substr substring suffix to_centuries to_days to_decades to_hours to_microseconds to_milliseconds
  to_millennia to_minutes to_months to_quarters to_seconds to_timestamp to_weeks to_years trim ucase upper`.split(
    /\s+/,
  ),
);
