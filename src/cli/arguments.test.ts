import { expect, it } from 'vitest';
import { RockpoolError } from '../base/error.ts';
import { argumentsJson, parametersJson, parseArguments, textsByName } from './arguments.ts';

it('reads a value to its end, equals signs included', () =>
  expect(parseArguments(['q=a=b', 'limit:int=5', 'empty='])).toEqual([
    { name: 'q', text: 'a=b' },
    { name: 'limit', type: 'int', text: '5' },
    { name: 'empty', text: '' },
  ]));

it.each(['userid', '=5', '', ':int=5', ' '])('refuses %j with what to write instead', (text) => {
  try {
    parseArguments([text]);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(RockpoolError);
    expect((error as RockpoolError).code).toBe('ARGUMENT_INVALID');
    expect((error as RockpoolError).hint).toBe('Write name=value, for example userid=u-17.');
  }
});

it('makes a list of a name that is given twice', () =>
  expect(textsByName(parseArguments(['a=1', 'b=2', 'a=3', 'a=4']))).toEqual({ a: ['1', '3', '4'], b: '2' }));

it('sends what reads as JSON as such, with all digits, and the rest as text', () =>
  expect(
    argumentsJson(
      parseArguments(['n=9007199254740993', 'd=12.50', 'b=true', 'l=[1,2]', 's=u-17', 'z=007', 'q=say "x"']),
    ),
  ).toBe('{"n":9007199254740993,"d":12.50,"b":true,"l":[1,2],"s":"u-17","z":"007","q":"say \\"x\\""}'));

it('keeps a number a text when its type says so', () =>
  expect(parametersJson(parseArguments(['id:string=7', 'n=7']))).toBe(
    '[{"name":"id","type":"string","value":"7"},{"name":"n","value":7}]',
  ));

it('never lets a name or a value out of its quotes', () => {
  const text = argumentsJson(parseArguments(['a"},{"x=1', "b='; DROP TABLE users; --"]));

  expect(JSON.parse(text)).toEqual({ 'a"},{"x': 1, b: "'; DROP TABLE users; --" });
});
