/** Whether Retool has a way to print the value in a format of its tables and key-value lists; what is missing is an empty cell. */
export function fitsFormat(format: string, value: unknown): boolean {
  if (value === null || value === undefined) return true;
  switch (format) {
    case 'json':
      return true;
    case 'decimal':
    case 'percent':
    case 'currency':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
    case 'dateTime':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value));
    case 'tags':
      return Array.isArray(value) && value.every(isScalar);
    case 'string':
    case 'multilineString':
    case 'tag':
    case 'link':
      return isScalar(value);
    default:
      return false;
  }
}

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;
