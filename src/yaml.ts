import type * as Yaml from 'yaml';

/** The one YAML writer. What it writes means the same to YAML 1.1 and 1.2 readers, so Kuma, kubectl and yaml agree. */

// Plain text that no reader takes for anything but a string: it starts with a letter and is made of harmless characters.
// An IPv4 address is safe too: no reader knows a number with three dots.
const PLAIN = /^([A-Za-z_/][A-Za-z0-9_./-]*|\d{1,3}(\.\d{1,3}){3})$/;
const SPECIAL_WORD = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
// A block keeps multi-line text (a PEM, a Corefile) readable; only for text that survives it without indicators.
const BLOCK = /^[!-~][\x20-\x7e]*(\n[\x20-\x7e]*)*\n$/;

function style(text: string, isKey: boolean): Yaml.Scalar.Type {
  if (PLAIN.test(text) && !SPECIAL_WORD.test(text)) return 'PLAIN';
  if (!isKey && text.includes('\n') && BLOCK.test(text) && !/[ ]\n|\n\n$/.test(text)) return 'BLOCK_LITERAL';
  return 'QUOTE_DOUBLE';
}

/** JSON leaves these raw inside quotes; some YAML readers refuse or fold them. */
const escapeRaw = (text: string): string =>
  text.replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** One document, two blanks deep, keys in the order given. */
export function toYaml(value: unknown): string {
  // Loaded with the first file that is written: whoever only checks should not wait for it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a writer cannot wait for import()
  const { Document, visit } = require('yaml') as typeof Yaml;
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (key, node) => {
      if (typeof node.value === 'string') node.type = style(node.value, key === 'key');
    },
  });
  return escapeRaw(document.toString({ lineWidth: 0, doubleQuotedAsJSON: true }));
}

/** Several documents, divided by `---`. */
export const toYamlDocuments = (values: readonly unknown[]): string => values.map(toYaml).join('---\n');

/** A file that is for people and neither Kuma's nor ours, as cdk8s.yaml. */
export function fromYaml(text: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when there is such a file
  return (require('yaml') as typeof Yaml).parse(text);
}
