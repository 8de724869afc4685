import { Type, type TProperties, type TSchema } from 'typebox';

/** The value or null; Rockset sends nulls outside of execution replies, and clients send them back. */
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** An object that appears under its own name in the OpenAPI document. Members that are not listed are allowed. */
export const named = <P extends TProperties>(title: string, members: P, description?: string) =>
  Type.Object(members, description === undefined ? { title } : { title, description });

/** Rockset's envelope. */
export const dataOf = <T extends TSchema>(schema: T) => Type.Object({ data: schema });

export const anyJson = Type.Unknown({ description: 'Any JSON' });
export const optionalText = Type.Optional(nullable(Type.String()));
export const time = Type.String({ format: 'date-time' });
export const count = Type.Integer({ minimum: 0 });

export const workspaceParam = Type.String({ description: 'Workspace', examples: ['commons'] });
export const workspaceParams = Type.Object({ workspace: workspaceParam });
