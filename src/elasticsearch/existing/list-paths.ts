/** Paths with dots of the members that hold a list in one of the documents; of lists of lists, and inside of lists, the path is the same. */
export function listPaths(documents: readonly unknown[]): ReadonlySet<string> {
  const paths = new Set<string>();
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      if (path !== '') paths.add(path);
      value.forEach((element) => visit(element, path));
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) visit(member, path === '' ? name : `${path}.${name}`);
    }
  };
  documents.forEach((document) => visit(document, ''));
  return paths;
}
