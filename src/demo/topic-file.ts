import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { numberOf, type DemoTopic } from './demo-topic.ts';

/** A followed file: lines are only ever appended. */
export interface TopicFile extends DemoTopic {
  close(): Promise<void>;
}

/** Enough lines to look past corrections, which repeat an older number. */
const tailBytes = 1 << 18;

/**
 * Opens or makes the file, with its folder. Half a line at the end, left by a crash, is cut off: nobody who follows the file
 * has read it, since it has no line end.
 */
export async function openTopicFile(path: string): Promise<TopicFile> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a+');
  try {
    const lastNumber = await repairTail(file);
    let torn = false;
    return {
      written: async () => ({ complete: lastNumber, highest: lastNumber }),
      append: async (lines) => {
        if (lines.length === 0) return;
        const text = lines.map((line) => `${line.text}\n`).join('');
        // After a write that failed half-way the next line must not grow onto its rest.
        const whole = torn ? `\n${text}` : text;
        torn = true;
        await file.appendFile(whole);
        torn = false;
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function repairTail(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  const start = Math.max(0, size - tailBytes);
  const tail = Buffer.alloc(size - start);
  await file.read(tail, 0, tail.length, start);
  const end = tail.lastIndexOf(0x0a) + 1;
  if (end < tail.length) await file.truncate(start + end);
  return Math.max(
    0,
    ...tail
      .toString('latin1', 0, end)
      .split('\n')
      .map((line) => numberOf(line) ?? 0),
  );
}
