import { hostnameInvalid, unknownField } from '../../src/diagnostics/catalog';
import { brief } from '../../src/diagnostics/finding';
import { kuma } from '../../src/diagnostics/kuma';
import { nearest } from '../../src/diagnostics/nearest';

/** However long a text of a document is, findings stay short and take no time. */

const LONG = 'x'.repeat(1_000_000);

test('a long text keeps its start and what is said of it', () => {
  expect(brief('x'.repeat(2_000))).toBe('x'.repeat(2_000));
  const { message } = hostnameInvalid({}, `${LONG}.a.b`, 'g', 'it has 1000004 characters, and DNS allows 253');
  expect(message.length).toBeLessThan(2_100);
  expect(message).toMatch(
    /^HostnameGenerator g gives "xxx.* \[\.\.\.\] x.*: it has 1000004 characters, and DNS allows 253\.$/,
  );
});

test('Kuma’s own text stays whole, and what was found is short', () => {
  const message = `"${LONG}" is wrong`;
  const found = kuma('match-type', {}, message, LONG);
  expect(found.message).toBe(message);
  expect(found.hint?.length).toBeLessThan(2_100);
});

test('two endless words are not compared letter by letter', () => {
  expect(nearest(`${LONG}y`, [LONG, 'port'])).toBe('Known: port, ' + LONG + '.');
  expect(unknownField({ field: `spec.${LONG}` }, [LONG]).hint?.length).toBeLessThan(2_100);
});

test('words that are close are found', () => {
  expect(nearest('prot', ['protocol', 'port', 'part'])).toBe('Did you mean "part"?');
  expect(nearest('endpoint', ['match', 'endpoints', 'tls'])).toBe('Did you mean "endpoints"?');
  expect(nearest('zzzzzz', ['a', 'b'])).toBe('Known: a, b.');
  expect(nearest('a', [])).toBe('There is none to name.');
});
