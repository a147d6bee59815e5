import type { Diagnostic, Place, Severity } from './diagnostic';
import { visible } from './visible';

/** How a severity looks; plain unless a terminal shows colours. */
export type Paint = (severity: Severity, text: string) => string;

/** `severity[code] field: message`, the line that every rendering begins with. */
function headline({ severity, code, at, message }: Diagnostic, paint: Paint): string {
  const field = at.field === undefined || at.field === '' ? '' : `${at.field}: `;
  return `${paint(severity, `${severity}[${code}]`)} ${visible(field + message)}`;
}

const plain: Paint = (_, text) => text;

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
export const renderText = (diagnostic: Diagnostic): string => renderPainted(diagnostic, plain);

/** The same in colours. */
export function renderPainted(diagnostic: Diagnostic, paint: Paint): string {
  const place = where(diagnostic.at);
  return [
    headline(diagnostic, paint),
    ...(place === undefined ? [] : [visible(`  at ${place}`).replaceAll('\n', '\\n')]),
    ...(diagnostic.hint === undefined ? [] : [visible(`  hint: ${diagnostic.hint}`)]),
  ].join('\n');
}

/** For cdk8s's validation, which prefixes the construct path itself: no `at` line, and a deeper hint. */
export function renderForConstruct(diagnostic: Diagnostic): string {
  return headline(diagnostic, plain) + (diagnostic.hint === undefined ? '' : `\n    hint: ${diagnostic.hint}`);
}
