import { Problem } from './problem';
import { type Scanner, isBlank, isBreakOrEnd, isSpaceOrEnd, skipComment } from './scanner';

/** What stands before a node or a document: anchors, aliases, tags, directives. */

const NAME = /[0-9A-Za-z_-]+/y;
const AFTER_NAME = '?:,]}%@`';

/** The name behind `&` or `*`. */
export function scanName(s: Scanner): string {
  const start = s.at++;
  const name = take(s, NAME);
  const next = s.text.charAt(s.at);
  if (name === '' || !(isSpaceOrEnd(s.text.charCodeAt(s.at)) || AFTER_NAME.includes(next)))
    throw new Problem('the name of an anchor or alias has letters, digits, - and _ only', start);
  return name;
}

const URI = "[-0-9A-Za-z_;/?:@&=+$,.!~*'()[\\]%]";
const VERBATIM = new RegExp(`<${URI}+>`, 'y');
const NAMED = new RegExp(`${URI}*`, 'y');
const YAML_ORG = 'tag:yaml.org,2002:';

/** A tag in full: `!` alone, `!local`, or `tag:yaml.org,2002:str` for `!!str`. */
export function scanTag(s: Scanner): string {
  const start = s.at++;
  const verbatim = s.text.charAt(s.at) === '<';
  const name = take(s, verbatim ? VERBATIM : NAMED);
  if (name.includes('%')) throw new Problem('tags with % are not supported', start);
  if ((verbatim && name === '') || !isSpaceOrEnd(s.text.charCodeAt(s.at)))
    throw new Problem('a tag ends with a blank or its line', start);
  if (verbatim) return name.slice(1, -1);
  if (name === '!') throw new Problem('!! needs the name of a type', start);
  if (name.startsWith('!')) return YAML_ORG + name.slice(1);
  if (/^[-0-9A-Za-z_]+!/.test(name)) throw new Problem('no %TAG directive declares this tag', start);
  return `!${name}`;
}

/** A line that begins with `%`. */
export function scanDirective(s: Scanner): string {
  const start = s.at;
  const text = take(s, /%YAML[ \t]+[0-9]{1,2}\.[0-9]{1,2}/y);
  if (text === '') throw new Problem('of directives only %YAML is supported', start);
  while (isBlank(s.text.charCodeAt(s.at))) s.at++;
  if (s.text.charAt(s.at) === '#') skipComment(s);
  if (!isBreakOrEnd(s.text.charCodeAt(s.at))) throw new Problem('something follows the directive on its line', s.at);
  if (!/\s0*1\.0*1$/.test(text)) throw new Problem('Kuma reads YAML 1.1 only', start);
  return text;
}

function take(s: Scanner, pattern: RegExp): string {
  pattern.lastIndex = s.at;
  const [found = ''] = pattern.exec(s.text) ?? [];
  s.at += found.length;
  return found;
}
