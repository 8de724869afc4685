/** Edit distance with transpositions, cut off at `most`. */
function distance(left: string, right: string, most: number): number {
  if (Math.abs(left.length - right.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1;
      let best = Math.min(last[j]! + 1, next[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1])
        best = Math.min(best, before[j - 2]! + 1);
      next.push(best);
    }
    before = last;
    last = next;
  }
  return last[right.length]!;
}

/** The known name nearest to a wrong one, or undefined when none is near enough to be a slip. */
export function suggest(wrong: string, known: Iterable<string>): string | undefined {
  const most = Math.max(1, Math.floor(wrong.length / 3));
  let best: { name: string; far: number } | undefined;
  for (const name of known) {
    const far = distance(wrong.toLowerCase(), name.toLowerCase(), most);
    if (far <= most && (best === undefined || far < best.far)) best = { name, far };
  }
  return best?.name;
}

/** ` Did you mean "x"?`, or nothing. */
export function didYouMean(wrong: string, known: Iterable<string>): string {
  const name = suggest(wrong, known);
  return name === undefined ? '' : ` Did you mean ${JSON.stringify(name)}?`;
}
