import { deleteTagContract, getTagContract, listTagsContract, moveTagContract } from '../../api/tags.ts';
import { addRoute, type House } from '../add-route.ts';
import { tagBody } from '../lambda-bodies.ts';

export function tagRoutes(house: House): void {
  const { app } = house;
  const { keys, lambdas } = app;

  addRoute(house, listTagsContract, async ({ params: { workspace, lambda }, key }) => {
    keys.authorize(key, { action: 'read', workspace });
    return { data: (await lambdas.tags({ workspace, name: lambda })).map((tag) => tagBody(tag)) };
  });
  addRoute(house, moveTagContract, async ({ params: { workspace, lambda }, body, key }) => {
    keys.authorize(key, { action: 'deploy', workspace });
    const tag = await lambdas.moveTag({ workspace, name: lambda }, body.tag_name, body.version);
    return { data: tagBody(tag) };
  });
  addRoute(house, getTagContract, async ({ params: { workspace, lambda, tag }, key }) => {
    keys.authorize(key, { action: 'read', workspace });
    return { data: tagBody(await lambdas.tag({ workspace, name: lambda }, tag)) };
  });
  addRoute(house, deleteTagContract, async ({ params: { workspace, lambda, tag }, key }) => {
    keys.authorize(key, { action: 'deploy', workspace });
    return { data: tagBody(await lambdas.deleteTag({ workspace, name: lambda }, tag)) };
  });
}
