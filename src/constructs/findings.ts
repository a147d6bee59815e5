import type { IConstruct } from 'constructs';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { renderForConstruct } from '../diagnostics/render';

/** Findings by the construct that they speak of; what belongs to none that was declared is said at the root. */
export function findingsOf(
  found: readonly Diagnostic[],
  root: IConstruct,
  declared: ReadonlySet<IConstruct>,
): ReadonlyMap<IConstruct, readonly Diagnostic[]> {
  const findings = new Map<IConstruct, Diagnostic[]>();
  for (const one of found) {
    const construct = constructAt(one.at.construct ?? '', root);
    const owner = construct !== undefined && declared.has(construct) ? construct : root;
    const own = findings.get(owner);
    if (own === undefined) findings.set(owner, [one]);
    else own.push(one);
  }
  return findings;
}

/** What cdk8s says at a construct, behind its path; the path of another one, which declares nothing, is said too. */
export function renderFound(found: Diagnostic, construct: IConstruct): string {
  const { path } = construct.node;
  const { construct: spokenOf = path } = found.at;
  return `${spokenOf === path ? '' : `${spokenOf}: `}${renderForConstruct(found)}`;
}

/** Found from above: constructs put their paths together each time they are asked. */
function constructAt(path: string, root: IConstruct): IConstruct | undefined {
  const { id } = root.node;
  const below = id === '' ? path : path.slice(id.length + 1);
  const child = (above: IConstruct | undefined, name: string): IConstruct | undefined => above?.node.tryFindChild(name);
  return below.split('/').reduce<IConstruct | undefined>(child, root);
}
