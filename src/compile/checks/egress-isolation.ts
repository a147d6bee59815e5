import type { GatewaySettings } from '../../model/delivery';
import { item } from '../../model/field-path';
import { parseCidr } from '../../model/ip';
import { labelErrors } from '../../model/kubernetes-names';
import { DEFAULT_NAMESPACE } from '../gateway';
import type { Problem } from './problem';

/** A field, what is wrong with it, and what to do. */

/** Whose name servers every namespace needs, and whose pods ask others. */
const KUBE_SYSTEM = 'kube-system';

/** What stands in the way of letting namespaces out through a gateway alone. */
export function isolationProblems({ egressIsolation, allowedNamespaces, namespace }: GatewaySettings): Problem[] {
  if (egressIsolation === undefined) return [];
  const { namespaces, cidrs = [] } = egressIsolation;
  const field = 'egressIsolation.namespaces';
  return [
    ...when(namespaces.length === 0, field, 'the list is empty.', 'Name namespaces, or remove egressIsolation.'),
    ...namespaces.flatMap((one, i) =>
      ofNamespace(one, item(field, i), namespace ?? DEFAULT_NAMESPACE, allowedNamespaces ?? [one]),
    ),
    ...cidrs.flatMap((one, i) => ofRange(one, item('egressIsolation.cidrs', i))),
  ];
}

const when = (isSo: boolean, ...problem: Problem): Problem[] => (isSo ? [problem] : []);

/** Why a name can be that of no namespace. */
export const nameProblems = (name: string, field: string): Problem[] =>
  when(
    labelErrors(name).length > 0,
    field,
    `${JSON.stringify(name)} is no name of a namespace.`,
    'Write its name, of lower case letters, digits and -.',
  );

const ofNamespace = (name: string, field: string, home: string, allowed: readonly string[]): Problem[] => [
  ...nameProblems(name, field),
  ...when(name === home, field, `the gateway itself runs in ${name}.`, 'Remove it: a policy of its own governs it.'),
  ...when(
    name === KUBE_SYSTEM,
    field,
    `${name} has what all others need: its name servers would get no answer from outside any more.`,
    'Remove it.',
  ),
  ...when(
    !allowed.includes(name),
    field,
    `allowedNamespaces does not let ${name} in, so its pods would get nowhere.`,
    'Name it in allowedNamespaces as well.',
  ),
];

function ofRange(text: string, field: string): Problem[] {
  const range = parseCidr(text);
  const A_RANGE = 'Write a range of the cluster as address/length, 10.244.0.0/16 for instance.';
  return [
    ...when(range === undefined, field, `${JSON.stringify(text)} is no range.`, A_RANGE),
    ...when(range?.prefix === 0, field, `${text} is every address, so nothing would be kept in.`, A_RANGE),
  ];
}
