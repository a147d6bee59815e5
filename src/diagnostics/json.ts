import type { Diagnostic } from './diagnostic';

/** A finding as the command prints it in JSON; `null` stands for what does not apply. */
export function diagnosticJson({ code, severity, authority, at, message, hint }: Diagnostic): object {
  const { kind = null, mesh = null, name = null, field = null, source = null } = at;
  return { code, severity, authority, kind, mesh, name, field, message, hint: hint ?? null, source };
}
