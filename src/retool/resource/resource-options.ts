/** Retool puts the value of this configuration variable in; no file of ours holds a key. */
export const keyVariable = 'ROCKPOOL_API_KEY';

export const resourceName = 'Rockpool';

/** Where the queries of the apps begin: they go on with `ws/<workspace>/lambdas/…`. */
export const resourceUrl = (address: string): string => `${address}/v1/orgs/self`;

/** `authorization` is the whole value of the header. */
export const resourceHeaders = (authorization: string): readonly (readonly [string, string])[] => [
  ['Authorization', authorization],
  ['Accept', 'application/json'],
  ['Content-Type', 'application/json'],
];

/** As Retool reads it in the fields of a resource. */
export const keyPlaceholder = `ApiKey {{ environment.variables.${keyVariable} }}`;
