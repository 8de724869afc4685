// JavaScript functions as text, for use inside `{{ }}`: what replies and failures say to people.

/** Milliseconds in the unit that a person would use. */
export const printAge = `((ms) => ms < 60000 ? (ms / 1000).toFixed(1) + ' s' : ms < 3600000 ? Math.round(ms / 60000) + ' min'
  : ms < 172800000 ? Math.round(ms / 3600000) + ' h' : Math.round(ms / 86400000) + ' days')`;

/** Message and hint of a failed query. How Retool holds them is not documented: text, JSON as text, and objects are read. */
export const reasonOf = `((error) => {
  let body = error;
  if (typeof body === 'string' && body.trim().startsWith('{')) {
    try { body = JSON.parse(body); } catch { body = { message: error }; }
  }
  if (typeof body !== 'object') body = { message: String(body) };
  if (body.data?.message) body = body.data;
  const message = body.message ?? JSON.stringify(body);
  const unreachable = /ECONN|ENOTFOUND|EAI_AGAIN|fetch failed|socket|network|timed? ?out/i.test(message);
  const sentence = /[.!?]$/.test(message) ? message : message + '.';
  const hint = body.hint ?? (unreachable ? 'Is Rockpool running, and may Retool reach it?' : '');
  return [sentence, hint].filter(Boolean).join(' ');
})`;
