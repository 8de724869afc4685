import { describe, expect, it } from 'vitest';
import { replaceInYaml } from './replace-in-yaml.ts';

const rows = [
  { product_name: 'Milk', times: 3 },
  { product_name: 'no', times: null },
];

describe('replacing a value in a YAML text', () => {
  it('keeps everything else, comments and quotes included', () => {
    const text = `# head
sql: |   # the query
  SELECT 1
tests:
  - name: 'first'   # one
    expect:
      - { a: 1 }
      - a: 2
    # about arguments
    arguments: { x: "y" }
  - name: second
    expect: []

limits: { rows: 5 }
`;

    expect(replaceInYaml(text, ['tests', 0, 'expect'], rows)).toBe(`# head
sql: |   # the query
  SELECT 1
tests:
  - name: 'first'   # one
    expect:
      - { product_name: Milk, times: 3 }
      - { product_name: no, times: null }
    # about arguments
    arguments: { x: "y" }
  - name: second
    expect: []

limits: { rows: 5 }
`);
    expect(replaceInYaml(text, ['tests', 1, 'expect'], [{ a: 1 }])).toBe(
      text.replace('expect: []', 'expect:\n      - { a: 1 }'),
    );
  });

  it('replaces a list in brackets', () => {
    expect(
      replaceInYaml(
        'tests:\n  - expect: [ { a: 1 },\n     { a: 2 } ]  # rows\n    name: x\n',
        ['tests', 0, 'expect'],
        [{ a: 3 }],
      ),
    ).toBe('tests:\n  - expect:\n      - { a: 3 }  # rows\n    name: x\n');
  });

  it('empties a list', () => {
    expect(replaceInYaml('tests:\n  - name: x\n    expect:\n      - a: 1\n', ['tests', 0, 'expect'], [])).toBe(
      'tests:\n  - name: x\n    expect: []\n',
    );
  });

  it('adds a key that is not there, also to a test in braces', () => {
    expect(replaceInYaml('tests:\n  - name: x\n', ['tests', 0, 'expect'], [{ a: 1 }])).toBe(
      'tests:\n  - name: x\n    expect:\n      - { a: 1 }\n',
    );
    expect(replaceInYaml('tests:\n  - { name: x }\n', ['tests', 0, 'expect'], [{ a: 1 }])).toBe(
      'tests:\n  - { name: x, expect: [ { a: 1 } ] }\n',
    );
  });

  it('keeps the line ends of Windows', () => {
    expect(replaceInYaml('tests:\r\n  - expect: []\r\n    name: x\r\n', ['tests', 0, 'expect'], [{ a: 1 }])).toBe(
      'tests:\r\n  - expect:\r\n      - { a: 1 }\r\n    name: x\r\n',
    );
  });

  it('quotes texts that YAML would read as something else', () => {
    expect(replaceInYaml('expect: []\n', ['expect'], [{ a: '1', b: 'true', c: 'x: y', d: [1, 'z'] }])).toBe(
      'expect:\n  - { a: "1", b: "true", c: "x: y", d: [ 1, z ] }\n',
    );
  });
});
