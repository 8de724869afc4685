// One call of a lambda of the server.
import { authorization, lambdaPath } from '../http/rockpool.mjs';

/** Rows of the answer. */
export async function callLambda(port, lambda, args) {
  const answer = await fetch(`http://127.0.0.1:${port}${lambdaPath(lambda)}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ arguments: args }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${lambda}: ${answer.status} ${text}`);
  return JSON.parse(text).results;
}
