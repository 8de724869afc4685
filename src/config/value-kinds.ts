import Type from 'typebox';

/** Schemas of values that the files write as text with a unit. The titles appear in errors and in editors. */
export const durationSchema = Type.String({
  pattern: '^\\d+(\\.\\d+)?\\s*(ms|s|m|h|d|w)$',
  title: 'a duration such as 30s, 5m or 90d',
});

export const byteSizeSchema = Type.Union(
  [Type.Integer({ minimum: 1 }), Type.String({ pattern: '^\\d+(\\.\\d+)?\\s*(B|KiB|MiB|GiB|kB|MB|GB)?$' })],
  {
    title: 'a size such as 512MiB or 10MB',
  },
);

export const namePattern = '^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$';
