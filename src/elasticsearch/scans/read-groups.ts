import type { ScanReply } from '../../query/scan-engine.ts';
import type { Answer } from './answer.ts';
import type { GroupRequest } from './group-body.ts';
import type { Searching } from './read-rows.ts';
export async function readGroups(
  _request: GroupRequest,
  _answer: Answer | undefined,
  _bytes: number,
  _searching: Searching,
): Promise<ScanReply | undefined> {
  return undefined;
}
