import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readInputs } from '../../src/cli/inputs';
import { MAX_FILE } from '../../src/cli/read-input';
import { renderText } from '../../src/diagnostics/render';
import { COMMAND, put, service, workFolder } from './meshext';

const folder = workFolder();
const at = (path: string): string => join(folder.path, path);

/** What is read below the folder, and why the rest is not. */
const read = (...paths: readonly string[]): readonly string[] =>
  readInputs(paths.length === 0 ? [folder.path] : paths.map(at)).map(({ file, text, refused }) =>
    `${file.replace(`${folder.path}/`, '')}: ${refused === undefined ? text : `${refused.code}: ${refused.message}`}`.replaceAll(
      folder.path,
      '',
    ),
  );

test('a folder gives its YAML and JSON, in order, at any depth', () => {
  put(folder.path, {
    'b.yml': 'b',
    'a.yaml': 'a',
    'C.YAML': 'c',
    'sub/d.json': 'd',
    'sub/x/e.yaml': 'e',
    'no.txt': 'x',
    yaml: 'x',
  });
  put(folder.path, {
    '.hidden.yaml': 'x',
    '.git/x.yaml': 'x',
    'node_modules/x.yaml': 'x',
    '.meshext/l.yaml': 'x',
  });
  put(folder.path, { 'meshext.yaml': 'x', 'meshext.lock.yaml': 'x', 'sub/meshext.lock.yaml': 'x' });
  expect(read()).toEqual(['C.YAML: c', 'a.yaml: a', 'b.yml: b', 'sub/d.json: d', 'sub/x/e.yaml: e']);
});

test('what meshext wrote is not read, and what stands beside it is', () => {
  const hash = `sha256:${'0'.repeat(64)}`;
  const journal = { put: { 'sub/new.yaml': '0' }, remove: [] };
  put(folder.path, {
    'dist/.meshext/files.json': `${JSON.stringify({ files: { 'x.yaml': hash, 'sub/y.yaml': hash } }, null, 2)}\n`,
    'dist/.meshext/journal.json': JSON.stringify(journal), // of a run that was interrupted before it wrote the list
    'dist/x.yaml': 'x',
    'dist/sub/y.yaml': 'y',
    'dist/sub/new.yaml': 'new',
    'dist/sub/mine.yaml': 'mine',
  });
  expect(read()).toEqual(['dist/sub/mine.yaml: mine']);
  expect(read('dist')).toEqual(['dist/sub/mine.yaml: mine']);
  expect(read('dist/x.yaml')).toEqual(['dist/x.yaml: x']);
});

test('a file or folder that is named twice, or linked, is read once', () => {
  put(folder.path, { 'a.yaml': 'a', 'sub/b.yaml': 'b' });
  symlinkSync(at('a.yaml'), at('z.yaml'));
  symlinkSync(at('sub'), at('link'));
  symlinkSync('..', at('sub/up'));
  expect(read('a.yaml', 'sub', '.', 'a.yaml')).toEqual(['a.yaml: a', 'sub/b.yaml: b']);
});

test('links that lead nowhere or in a circle are told, and hide nothing', () => {
  put(folder.path, { 'a.yaml': 'a' });
  symlinkSync('nowhere', at('b.yaml'));
  symlinkSync('c.yaml', at('c.yaml'));
  symlinkSync('circle', at('circle')); // nothing says that it would be a manifest
  symlinkSync('gone', at('other'));
  const unreadable = (code: string, path: string) =>
    expect.stringMatching(`${path}: file-unreadable: it cannot be read: ${code}`) as string;
  expect(read()).toEqual([
    'a.yaml: a',
    unreadable('ENOENT', 'b.yaml'),
    unreadable('ELOOP', 'c.yaml'),
    unreadable('ELOOP', 'circle'),
  ]);
  expect(() => read('b.yaml')).toThrow(/ENOENT/);
  expect(() => read('c.yaml')).toThrow(/ELOOP/);
});

test('pipes, sockets and devices in a folder are told and not waited for', async () => {
  put(folder.path, { 'a.yaml': 'a' });
  spawnSync('mkfifo', [at('pipe.yaml')]);
  symlinkSync('/dev/zero', at('zero.yaml'));
  const server = createServer();
  await new Promise<void>((done) => server.listen(at('socket.yaml'), done));
  try {
    const special = 'file-unreadable: it is a pipe, a socket or a device.';
    expect(read()).toEqual(['a.yaml: a', `pipe.yaml: ${special}`, `socket.yaml: ${special}`, `zero.yaml: ${special}`]);
  } finally {
    server.close();
  }
});

test('what the system does not let us read is told, and hides nothing', () => {
  put(folder.path, { 'a.yaml': 'a', 'z.yaml': 'z' });
  symlinkSync('/proc/self/mem', at('m.yaml')); // opens, and fails when it is read, for root too
  expect(read()).toEqual([
    'a.yaml: a',
    expect.stringMatching(/^m\.yaml: file-unreadable: it cannot be read: EIO/),
    'z.yaml: z',
  ]);
});

test('a path that is named is read to its end, whatever it is', () => {
  const shell = `"$0" ${JSON.stringify(COMMAND)} list --format json /dev/fd/3 3<<END\n${service('piped')}END`;
  const here = spawnSync('sh', ['-c', shell, process.execPath], { cwd: folder.path, encoding: 'utf8' });
  expect(here.stdout).toContain('"piped"');
});

describe('too much', () => {
  test.each(['/dev/zero', 'big.yaml'])('%s is refused with the limit', (name) => {
    if (name === 'big.yaml') {
      writeFileSync(at(name), '');
      truncateSync(at(name), MAX_FILE + 1); // a file with a hole: nothing is written
    }
    const [{ refused, text }] = readInputs([name === 'big.yaml' ? at(name) : name]);
    expect(text).toBe('');
    expect(refused && renderText(refused).replaceAll(at(name), name)).toBe(
      `error[file-unreadable] it is larger than 64 MiB.\n  at ${name}:1:1\n  hint: Divide it, and run meshext once for each mesh or folder.`,
    );
  });

  test('together is refused from the file on that is one too many', () => {
    put(folder.path, { 'd.yaml': 'd' });
    for (const name of ['a.yaml', 'b.yaml', 'c.yaml']) {
      writeFileSync(at(name), '');
      truncateSync(at(name), MAX_FILE);
    }
    const found = readInputs([folder.path]).map(({ refused }) => refused?.message);
    const why = 'with it the files are larger than 128 MiB together.';
    expect(found).toEqual([undefined, undefined, why, why]);
  });
});

describe('what is not UTF-8', () => {
  test.each([
    [
      'Latin-1',
      Buffer.from('a: 1\nb: caf\xe9\n', 'latin1'),
      2,
      7,
      'the byte 0xe9 is not UTF-8; is this a binary file?',
    ],
    [
      'a picture',
      Buffer.from('89504e470d0a1a0a0000', 'hex'),
      1,
      1,
      'the byte 0x89 is not UTF-8; is this a binary file?',
    ],
    ['a broken end', Buffer.from([0x61, 0xe2, 0x82]), 1, 2, 'the byte 0xe2 is not UTF-8; is this a binary file?'],
    [
      'after what looks the same',
      Buffer.concat([Buffer.from('é\ufffd\r\n'), Buffer.from([0x20, 0xff])]),
      2,
      2,
      'the byte 0xff is not UTF-8; is this a binary file?',
    ],
    ['UTF-16', Buffer.from('\ufeffa: é', 'utf16le'), 1, 1, 'the file is UTF-16; save it as UTF-8'],
  ])('%s is refused at the place', (_, bytes, line, column, message) => {
    writeFileSync(at('a.yaml'), bytes);
    const [{ refused, text }] = readInputs([folder.path]);
    expect(text).toBe('');
    expect(refused).toMatchObject({
      code: 'yaml-invalid',
      message,
      at: { source: { file: at('a.yaml'), document: 1, line, column } },
    });
  });
});

test('an empty folder and an empty file give nothing', () => {
  mkdirSync(at('empty'));
  expect(read('empty')).toEqual([]);
  put(folder.path, { 'a.yaml': '' });
  expect(read()).toEqual(['a.yaml: ']);
});
