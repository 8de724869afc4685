/** Work that is done for some items before they are asked for. */
interface AheadOptions<Item, Done> {
  readonly work: (item: Item) => Promise<Done>;
  readonly bytesOf: (item: Item) => number;
  /** Items at once, and their bytes together; the next item is begun however large it is. */
  readonly most: number;
  readonly mostBytes: number;
}

/** The items in their order with what was made of them; a few are worked on at once. An error of one is thrown in its turn. */
export async function* readAhead<Item, Done>(
  items: readonly Item[],
  { work, bytesOf, most, mostBytes }: AheadOptions<Item, Done>,
): AsyncGenerator<readonly [Item, Done]> {
  const ahead: Promise<Done>[] = [];
  let begun = 0;
  let bytes = 0;
  const begin = (): void => {
    const item = items[begun]!;
    const done = work(item);
    // It is thrown when its turn comes, not as an unhandled rejection.
    done.catch(() => undefined);
    ahead.push(done);
    bytes += bytesOf(item);
    begun += 1;
  };
  for (const item of items) {
    if (ahead.length === 0) begin();
    while (begun < items.length && ahead.length < most && bytes + bytesOf(items[begun]!) <= mostBytes) begin();
    yield [item, await ahead.shift()!];
    bytes -= bytesOf(item);
  }
}
