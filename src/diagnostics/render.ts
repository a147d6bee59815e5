import type { Diagnostic, Place } from './diagnostic';

/** `severity[code] field: message`, the line that every rendering begins with. */
function headline({ severity, code, at, message }: Diagnostic): string {
  return `${severity}[${code}] ${at.field === undefined ? '' : `${at.field}: `}${message}`;
}

/** `MeshExternalService default/mes-http`, as far as the place knows. */
export function resourceOf({ kind, mesh, name }: Place): string {
  const id = [mesh, name].filter((part) => part !== undefined).join('/');
  return [kind, id].filter((part) => part !== undefined && part !== '').join(' ');
}

function where(at: Place): string | undefined {
  const resource = resourceOf(at);
  const source = at.source && `${at.source.file}:${at.source.line}:${at.source.column}`;
  const position = source ?? at.construct;
  if (position === undefined) return resource === '' ? undefined : resource;
  return resource === '' ? position : `${position} (${resource})`;
}

/** Several lines for people: what, where, what to do. */
export function renderText(diagnostic: Diagnostic): string {
  const place = where(diagnostic.at);
  return [
    headline(diagnostic),
    ...(place === undefined ? [] : [`  at ${place}`]),
    ...(diagnostic.hint === undefined ? [] : [`  hint: ${diagnostic.hint}`]),
  ].join('\n');
}

/** For cdk8s's validation, which prefixes the construct path itself: no `at` line, and a deeper hint. */
export function renderForConstruct(diagnostic: Diagnostic): string {
  return headline(diagnostic) + (diagnostic.hint === undefined ? '' : `\n    hint: ${diagnostic.hint}`);
}
