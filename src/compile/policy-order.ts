import { LABEL, displayName } from '../model/metadata';
import type { MeshDeclaration, Resource } from '../model/model';
import { byKey } from './order';

/** Which policies of one kind count, and how strong each is (Kuma's policies/core/matchers, SortByTargetRef). */

type Policy = Pick<Resource<unknown>, 'form' | 'name' | 'namespace' | 'annotations' | 'labels'>;
type Around = Pick<MeshDeclaration, 'kumaVersion' | 'systemNamespace'>;

/** One that is only tried out is for nobody. */
export const isInForce = ({ labels }: Pick<Policy, 'labels'>): boolean => labels['kuma.io/effect'] !== 'shadow';

/** The name by which policies are ordered, and by which a policy names a service; an empty one does not count there. */
export const nameInPolicies = (one: Policy): string => displayName(one) || one.name;

const ORIGINS = ['global', '', 'zone'];
const ROLES = ['system', 'producer'];

/** How strong a policy is among those for the same kind of target, before names are compared: by origin, then by role. */
export function strengthOf(policy: Policy, around: Around): string {
  // A zone's control plane says of what it is given that it is its own.
  const origin = ORIGINS.indexOf(policy.labels[LABEL.origin] ?? 'zone');
  const role = ROLES.indexOf(roleOf(policy, around));
  return `${origin} ${role === -1 ? ROLES.length : role}`;
}

/** On Kubernetes a policy outside of Kuma's own namespace is its owner's; 2.14 asks nobody what the label should say. */
function roleOf({ form, namespace, labels }: Policy, { kumaVersion, systemNamespace }: Around): string {
  const own = form === 'kubernetes' && namespace !== systemNamespace ? 'workload-owner' : 'system';
  const isComputed = form === 'kubernetes' && kumaVersion !== '2.8' && labels[LABEL.origin] !== 'global';
  return isComputed ? own : labels['kuma.io/policy-role'] || own;
}

/** The weakest first; of equally strong ones the first name wins, so it comes last. */
export const byStrength = <P extends Policy>(policies: readonly P[], strength: (policy: P) => string): P[] =>
  [...policies]
    .sort(byKey((one) => `${nameInPolicies(one)} ${one.name}`))
    .reverse()
    .sort(byKey(strength));
