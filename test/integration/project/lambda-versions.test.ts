import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LambdaService } from '../../../src/lambda/lambda-service.ts';
import { content, openUsers, refusal, x } from './open-users.ts';
import type { Stage } from './stage.ts';

let stage: Stage;
let lambdas: LambdaService;
beforeEach(async () => {
  stage = await openUsers();
  lambdas = stage.lambdas;
});
afterEach(() => stage.close());

describe('versions and tags', () => {
  const open = { mode: 'open', by: 'me' } as const;

  it('have one version for the same content', async () => {
    const first = await lambdas.save(content('SELECT 1'), open);
    const second = await lambdas.save(content('SELECT 1'), open);

    expect([first.outcome, second.outcome]).toEqual(['created', 'unchanged']);
    expect(second.version).toEqual(first.version);
  });

  it('refuse other content with the same id', async () => {
    await lambdas.save(content('SELECT 1'), open);

    expect(await refusal(lambdas.save(content('SELECT 1', { description: 'null' }), open))).toMatch(
      /^VERSION_COLLISION Other content of commons.x/,
    );
  });

  it('keep the rules of creating', async () => {
    expect(await refusal(lambdas.save(content('SELECT 1'), { ...open, mustExist: true }))).toContain(
      'LAMBDA_NOT_FOUND',
    );
    await lambdas.save(content('SELECT 1'), { ...open, mustBeNew: true });
    expect(await refusal(lambdas.save(content('SELECT 2'), { ...open, mustBeNew: true }))).toBe(
      'LAMBDA_EXISTS The lambda commons.x exists already.',
    );
    expect(await refusal(lambdas.save({ ...content('SELECT 1'), name: 'a b' }, open))).toContain('NAME_INVALID');
    expect(await refusal(lambdas.save({ ...content('SELECT 1'), workspace: 'a b' }, open))).toContain('NAME_INVALID');
    expect(await refusal(lambdas.save(content('SELECT 1'), { ...open, tag: '*' }))).toContain('NAME_INVALID');
  });

  it('move tags to any version, and protect what is in use', async () => {
    const first = (await lambdas.save(content('SELECT 1'), open)).version.version;
    const second = (await lambdas.save(content('SELECT 2'), { ...open, tag: 'prod' })).version.version;
    await lambdas.moveTag(x, 'prod', first);

    expect((await lambdas.tags(x)).map(({ tag, version }) => [tag, version.version])).toEqual([
      ['latest', second],
      ['prod', first],
    ]);
    expect(await refusal(lambdas.moveTag(x, 'prod', 'nope'))).toContain('VERSION_NOT_FOUND');
    expect(await refusal(lambdas.deleteTag(x, 'latest'))).toBe('TAG_PROTECTED The tag "latest" cannot be deleted.');
    expect(await refusal(lambdas.deleteVersion(x, first))).toBe(
      `VERSION_IN_USE The version ${first} of commons.x carries the tag "prod".`,
    );
    await lambdas.deleteTag(x, 'prod');
    expect((await lambdas.deleteVersion(x, first)).version).toBe(first);
    expect((await (await stage.restartLambdas()).versions(x)).map((version) => version.version)).toEqual([second]);
  });

  it('see a tag that another server moved', async () => {
    await lambdas.save(content('SELECT 1'), open);
    const other = await stage.restartLambdas();
    await other.save(content('SELECT 2'), open);
    const third = await lambdas.save(content('SELECT 3'), open);

    expect((await (await stage.restartLambdas()).tag(x, 'latest')).version.version).toBe(third.version.version);
  });

  it('are gone with their lambda', async () => {
    await lambdas.save(content('SELECT 1'), { ...open, tag: 'prod' });

    expect((await lambdas.delete(x)).versionCount).toBe(1);
    expect(await refusal(lambdas.versions(x))).toContain('LAMBDA_NOT_FOUND');
    expect(await (await stage.restartLambdas()).list()).toEqual([]);
    expect((await lambdas.save(content('SELECT 1'), { ...open, mustBeNew: true })).outcome).toBe('created');
  });
});
