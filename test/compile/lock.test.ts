import { lockText } from '../../src/model/lock';
import { type Json, modelOf, service, together } from './documents';
import { FILE, named, runWith } from './locked';

describe('what the lock has', () => {
  const A = 'default/a: 242.9.9.9';

  test('stays', () => {
    const { lines, vips, codes } = runWith(modelOf(named('b', 'a')), [A]);
    expect(vips['default/a']).toEqual(['242.9.9.9']);
    expect(lines).toEqual([A, `default/b: ${vips['default/b'].join()}`]);
    expect(codes).toEqual([]);
  });

  test('and no service needs any more, stays too, with an info that shows the line', () => {
    const { lines, found, codes } = runWith(modelOf(named('b')), ['default/b: 242.1.1.1', A]);
    expect(lines).toEqual([A, 'default/b: 242.1.1.1']);
    expect(codes).toEqual(['info lock-entry-unknown']);
    expect(found[0].message).toContain(`\`${A}\` (${FILE}:2)`);
    expect(found[0].at.source).toEqual({ file: FILE, document: 1, line: 2, column: 1 });
  });

  test('holds in every zone', () => {
    const zones = ['east', 'west'].map((zone) => modelOf(named('a'), { zone }));
    const { lines, vips } = runWith(together(...zones), [A]);
    expect(vips).toEqual({ 'default.east/a': ['242.9.9.9'], 'default.west/a': ['242.9.9.9'] });
    expect(lines).toEqual([A]);
  });

  test('may be unsorted, written otherwise, and there twice', () => {
    const lines = ['"default/b" : 242.1.1.1 # ours', '# a comment', '', A, "'default/a': 242.9.9.9", A];
    expect(runWith(modelOf(named('a', 'b')), lines)).toMatchObject({
      lines: [A, 'default/b: 242.1.1.1'],
      codes: [],
    });
  });

  test('belongs to a mesh, a display name and an origin', () => {
    const labels = { 'kuma.io/display-name': 'shown' };
    const global = { 'kuma.io/origin': 'global' };
    const model = modelOf([
      service('a', {}, { labels }),
      service('b', {}, { labels: { ...labels, ...global } }),
      service('c', {}, { form: 'kubernetes', labels: global }),
      service('d', {}, { mesh: 'other' }),
    ]);
    const { lines, codes } = runWith(model);
    expect(lines.map((line) => line.replace(/: .*/, ''))).toEqual([
      'default/c@global',
      'default/shown',
      'default/shown@global',
      'other/d',
    ]);
    expect(codes).toEqual([]);
  });
});

test('a name can be anything that an annotation can be', () => {
  const names = ['a: b', ' #', '', 'x\n"y', '\u2028', 'ü', '@global', '-'];
  const documents = names.map((name, i) => {
    const one = service(`s${i}`, {}, { form: 'kubernetes' });
    return { ...one, metadata: { ...(one['metadata'] as Json), annotations: { 'kuma.io/display-name': name } } };
  });
  const first = runWith(modelOf(documents));
  expect(first.lines).toHaveLength(names.length);
  expect(runWith(modelOf(documents), first.lines)).toEqual({ ...first });
});

describe('two lines that contradict each other are an error that shows both', () => {
  test.each([
    ['one key with two addresses', ['default/a: 242.0.0.5', 'default/a: 242.0.0.6'], 'error lock-key-twice'],
    ['one address for two services', ['default/a: 242.0.0.5', 'default/b: 242.0.0.5'], 'error lock-address-twice'],
    [
      'one address, written in two ways, in two families',
      ['default/a: 242.0.0.5, fd00::5', 'default/b: 242.0.0.6, FD00:0::5'],
      'error lock-address-twice',
    ],
  ])('%s', (_title, lines, code) => {
    const { found, codes } = runWith(modelOf(named('a', 'b')), lines);
    expect(codes).toEqual([code]);
    expect(found[0].message).toContain(`\`${lines[0]}\` (${FILE}:1)`);
    expect(found[0].message).toContain(`${lines[1].slice(0, 10)}`);
    expect(found[0].message).toContain(`(${FILE}:2)`);
    expect(found[0].at.source?.line).toBe(2);
  });

  test('also when no service has one of them', () => {
    const { codes } = runWith(modelOf(named('a')), ['default/a: 242.0.0.5', 'default/b: 242.0.0.5']);
    expect(codes).toEqual(['error lock-address-twice', 'info lock-entry-unknown']);
  });

  test('a line that has an address more contradicts nothing', () => {
    const model = modelOf(named('a'), { vipCidrV6: 'fd00::/64' });
    const lines = ['default/a: 242.0.0.5', 'default/a: 242.0.0.5, fd00::5', 'default/a: fd00::5'];
    expect(runWith(model, lines)).toMatchObject({ lines: [lines[1]], codes: [] });
  });
});

describe('a line that is none', () => {
  test.each([
    '<<<<<<< HEAD',
    '=======',
    '>>>>>>> branch',
    'default/a',
    'default/a:242.0.0.1',
    'default/a: ',
    'default/a: nowhere',
    'default/a: 242.0.0.1, 242.0.0.2',
    'default/a: 242.0.0.1; fd00::1',
    'default/a: 010.0.0.1',
    'default/a: [242.0.0.1]',
    '"default/a: 242.0.0.1',
    '"default/\\q": 242.0.0.1',
    'a: 242.0.0.1',
    '\u0000',
  ])('is an error that names it: %j', (line) => {
    const { found, codes } = runWith(modelOf(named('a')), ['default/b: 242.0.0.7', line]);
    expect(codes.filter((code) => code.startsWith('error'))).toEqual(['error lock-invalid']);
    expect(found[0].message).toContain(`line 2 of ${FILE}`);
  });

  test('a file that is something else is not shown line by line', () => {
    const { codes } = runWith(modelOf(named('a')), Array<string>(1000).fill('word'));
    expect(codes.length).toBeLessThan(50);
  });
});

describe('a frozen lock', () => {
  const { lines } = runWith(modelOf(named('a', 'b')));
  const text = [...lockText([]).trim().split('\n'), ...lines];

  test('that would not change is fine', () => {
    expect(runWith(modelOf(named('b', 'a')), text, true).codes).toEqual([]);
    expect(runWith(modelOf([]), [], true).codes).toEqual([]);
  });

  test.each([
    ['a new service', ['a', 'b', 'c'], text, /`\+ default\/c: 242\.\d+\.\d+\.\d+`/],
    ['no file yet', ['a'], [], /`\+ default\/a: 242\.\d+\.\d+\.\d+`/],
    ['lines that are not in order', ['a', 'b'], [text[0], text[2], text[1]], /not in order/],
    [
      'a line that is written otherwise',
      ['a'],
      [text[0], `'default/a': 242.0.0.5`],
      /`- 'default\/a': 242\.0\.0\.5`, `\+ default\/a: 242\.0\.0\.5`/,
    ],
  ])('is an error that names the lines: %s', (_title, names, before, message) => {
    const { found, codes } = runWith(modelOf(named(...names)), before, true);
    expect(codes).toEqual(['error lock-frozen']);
    expect(found[0].message).toMatch(message);
  });
});
