import { privateKeyInline } from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { bodyField } from '../../model/dataplane';
import { item, member } from '../../model/field-path';
import { type MeshDeclaration, at } from '../../model/model';

/** Keys of authorities that stand in the Mesh itself, and so in every manifest of it. */
export function checkAuthorities({ resource }: MeshDeclaration): Diagnostic[] {
  if (resource === undefined) return [];
  const backends = member(bodyField(resource), 'mtls.backends');
  return (resource.spec.mtls?.backends ?? []).flatMap(({ conf }, i) => {
    const { key } = (conf ?? {}) as { readonly key?: unknown };
    const isInline = typeof key === 'object' && key !== null && ('inline' in key || 'inlineString' in key);
    return isInline ? [privateKeyInline(at(resource, `${item(backends, i)}.conf.key`))] : [];
  });
}
