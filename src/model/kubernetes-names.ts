import type { KumaVersion } from './model';

/** Kubernetes' rules for names and labels, in the words of the release's own library (k8s.io/apimachinery, util/validation). */

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const DNS_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const LABEL_MAX = 63;
const SUBDOMAIN_MAX = 253;

const ALPHANUMERIC =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

const COMPILED = new Map([LABEL, SUBDOMAIN, QUALIFIED, DNS_1035].map((one) => [one, new RegExp(`^(${one})$`)]));

const matches = (pattern: string, text: string): boolean => COMPILED.get(pattern)?.test(text) ?? false;

const regexError = (text: string, pattern: string, ...examples: readonly string[]): string =>
  `${text} (e.g. ${examples.map((one) => `'${one}'`).join(',  or ')}, regex used for validation is '${pattern}')`;

const tooLong = (limit: number, unit = 'characters'): string => `must be no more than ${limit} ${unit}`;

/** What the release's library counts in labels. Names are always told in characters. All are bytes. */
const unitOf = (release: KumaVersion): string => (release === '2.8' ? 'characters' : 'bytes');

const isLonger = (text: string, limit: number): boolean => Buffer.byteLength(text) > limit;

/** What keeps the text from being a lower-case DNS name (RFC 1123); nothing when it is one. */
export const subdomainErrors = (text: string, unit?: string): string[] => [
  ...(isLonger(text, SUBDOMAIN_MAX) ? [tooLong(SUBDOMAIN_MAX, unit)] : []),
  ...(matches(SUBDOMAIN, text)
    ? []
    : [
        regexError(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
          SUBDOMAIN,
          'example.com',
        ),
      ]),
];

/** A short key with a prefix of words, or none: most are, and then there is no more to ask. */
const COMMON_KEY =
  /^([a-z][a-z0-9]{0,30}(\.[a-z][a-z0-9]{0,30}){0,5}\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,60}[A-Za-z0-9])?$/;

/** What keeps the text from being the key of a label or an annotation. */
export function qualifiedNameErrors(text: string, release: KumaVersion): string[] {
  if (COMMON_KEY.test(text)) return [];
  const parts = text.split('/');
  const examples = ['MyName', 'my.name', '123-abc'];
  if (parts.length > 2) {
    const subject = release === '2.8' ? 'a qualified name' : 'a valid label key';
    const words = regexError(`${subject} ${ALPHANUMERIC}`, QUALIFIED, ...examples);
    return [`${words} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const [name, prefix] = [...parts].reverse() as [string, string | undefined];
  return [
    ...(prefix === undefined ? [] : prefixErrors(prefix, release)),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...(isLonger(name, LABEL_MAX) ? [`name part ${tooLong(LABEL_MAX, unitOf(release))}`] : []),
    ...(matches(QUALIFIED, name) ? [] : [`name part ${regexError(ALPHANUMERIC, QUALIFIED, ...examples)}`]),
  ];
}

const prefixErrors = (prefix: string, release: KumaVersion): string[] =>
  prefix === ''
    ? ['prefix part must be non-empty']
    : subdomainErrors(prefix, unitOf(release)).map((error) => `prefix part ${error}`);

/** What keeps the text from being the value of a label. */
export const labelValueErrors = (text: string, release: KumaVersion): string[] =>
  isLabelValue(text)
    ? []
    : [
        ...(isLonger(text, LABEL_MAX) ? [tooLong(LABEL_MAX, unitOf(release))] : []),
        ...(text === '' || matches(QUALIFIED, text)
          ? []
          : [
              regexError(
                `a valid label must be an empty string or ${ALPHANUMERIC.slice('must '.length)}`,
                `(${QUALIFIED})?`,
                'MyValue',
                'my_value',
                '12345',
              ),
            ]),
      ];

const isLabelValue = (text: string): boolean => text.length <= LABEL_MAX && (text === '' || matches(QUALIFIED, text));

/** Whether nothing speaks against a label, as of most; of the others it has to be asked what does. */
export const isCommonLabel = (key: string, value: string): boolean => COMMON_KEY.test(key) && isLabelValue(value);

/** What keeps the text from being the name of a namespace: a DNS label (RFC 1123). */
export const labelErrors = (text: string): string[] => [
  ...(isLonger(text, LABEL_MAX) ? [tooLong(LABEL_MAX)] : []),
  ...(matches(LABEL, text)
    ? []
    : [
        regexError(
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
          LABEL,
          'my-name',
          '123-abc',
        ),
      ]),
];

/** What keeps the text from being a DNS label that starts with a letter (RFC 1035). */
export const dns1035Errors = (text: string): string[] => [
  ...(isLonger(text, LABEL_MAX) ? [tooLong(LABEL_MAX)] : []),
  ...(matches(DNS_1035, text)
    ? []
    : [
        regexError(
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
          DNS_1035,
          'my-name',
          'abc-123',
        ),
      ]),
];
