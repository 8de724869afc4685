import { describe, expect, it } from 'vitest';
import { isVisible, oldestVisible } from './retention.ts';

describe('retention', () => {
  it('keeps everything when none is declared', () => {
    expect(oldestVisible(undefined, 5n)).toBeUndefined();
    expect(isVisible(-(2n ** 62n), undefined)).toBe(true);
  });

  it('shows a document that is exactly as old as allowed, and none older', () => {
    const oldest = oldestVisible(1000, 5_000_000n);

    expect(oldest).toBe(4_000_000n);
    expect([3_999_999n, 4_000_000n, 9_000_000n].map((time) => isVisible(time, oldest))).toEqual([false, true, true]);
  });
});
