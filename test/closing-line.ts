import type { Reporter, TestModule } from 'vitest/node';

/** The last line of a run: `N passed, N failed`, skipped ones with their count; before it why each was skipped, so that none goes unseen. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0;
    let failed = 0;
    let skipped = 0;
    const reasons: string[] = [];
    for (const module of modules) {
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) failed += 1;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed += 1;
        else if (result.state === 'failed') failed += 1;
        else {
          skipped += 1;
          const why = result.state === 'skipped' ? result.note : undefined;
          reasons.push(`${module.relativeModuleId} > ${test.fullName}: ${why ?? 'no reason given'}`);
        }
      }
    }
    for (const reason of reasons) process.stdout.write(`\nskipped: ${reason}`);
    process.stdout.write(`\n${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}\n`);
  }
}
