/** Whether Go's url.ParseRequestURI takes the text: an absolute URI, or a path that begins with a slash. */
export function isRequestUri(text: string): boolean {
  if (text === '*') return true;
  if (text === '' || hasControl(text)) return false;
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.exec(text)?.[0] ?? '';
  const rest = text.slice(scheme.length).split('?')[0];
  if (!rest.startsWith('/')) return scheme !== '' && !text.startsWith(':');
  const [, authority = '', path = rest] = scheme === '' ? [] : (/^\/\/([^/]*)(.*)$/s.exec(rest) ?? []);
  return isEscaped(path) && isAuthority(authority);
}

const hasControl = (text: string): boolean => [...text].some((one) => one < ' ' || one === '\x7f');

/** Every percent sign begins an escape. */
const isEscaped = (text: string): boolean => !/%(?![0-9a-fA-F]{2})/.test(text);

/** `user@host:port`, without what no host holds. */
const isAuthority = (text: string): boolean => !/[\s<>"\\^`{|}%]/.test(text) && /^[^:]*(:\d*)?$|\]/.test(text);
