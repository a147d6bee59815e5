import { App } from 'cdk8s';
import { MeshOutput } from '../../src';
import { backends } from '../../src/backends';
import { LONGEST_TEXT, whole, wholeFiles } from '../../src/backends/backend';

const LONG = { path: 'long', pieces: () => Array<string>(513).fill('x'.repeat(1 << 20)) };
const file = (...pieces: readonly string[]) => ({ path: 'file', pieces: () => pieces });

test('a text is whole as long as a string can hold it', () => {
  expect(whole(file('one', 'two'))).toBe('onetwo');
  expect([whole(file('one', 'two'), 6), whole(file('one', 'two'), 5)]).toEqual(['onetwo', undefined]);
  expect(() => 'x'.repeat(LONGEST_TEXT + 1)).toThrow(RangeError);
  expect('x'.repeat(LONGEST_TEXT)).toHaveLength(LONGEST_TEXT);
});

test('a file that no string can hold is none, and neither are the files that it is one of', () => {
  expect(whole(LONG)).toBeUndefined();
  expect(wholeFiles([file('one'), file('two')])).toEqual([
    { path: 'file', text: 'one' },
    { path: 'file', text: 'two' },
  ]);
  expect(wholeFiles([file('one'), LONG])).toBeUndefined();
});

test('such a file is refused where the files of an app are read', () => {
  const emitted = jest.spyOn(backends[0], 'emit').mockReturnValue([LONG]);
  expect(() => MeshOutput.of(new App()).files).toThrow(
    'long has more than 536870888 characters, and no string can hold it. Write the files, and read that one in parts.',
  );
  emitted.mockRestore();
});
