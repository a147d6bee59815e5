import type { TargetRefSpec } from '../model/target-ref';
import { type DataplaneResource, type MeshDeclaration, type MeshPassthroughResource } from '../model/model';
import { carriersAmong, valueIn } from './carriers';
import { groupBy } from './order';

/** Which proxies a policy is for (Kuma's policies/core/matchers). */

/** Since 2.14 a policy may leave it out. */
export const targetOf = ({ spec }: MeshPassthroughResource): TargetRefSpec => spec.targetRef ?? { kind: 'Mesh' };

/** Finds the proxies that a policy is for. */
export function selectedAmong(
  dataplanes: readonly DataplaneResource[],
  mesh: MeshDeclaration,
): (policy: MeshPassthroughResource) => readonly DataplaneResource[] {
  const named = groupBy(dataplanes, ({ name }) => name);
  const inNamespace = groupBy(dataplanes, ({ namespace = '' }) => namespace);
  const byTags = carriersAmong(dataplanes, tagValues);
  const byLabels = carriersAmong(dataplanes, ({ labels }, key) => valueIn(labels, key));
  const candidates = (policy: MeshPassthroughResource): readonly DataplaneResource[] => {
    const { kind, name = '', labels = {}, tags = {} } = targetOf(policy);
    const { namespace = mesh.systemNamespace } = policy;
    // Since 2.14 a policy outside of Kuma's own namespace is for the proxies beside it only.
    if (mesh.kumaVersion !== '2.8' && namespace !== mesh.systemNamespace) return inNamespace.get(namespace) ?? [];
    if (kind === 'Dataplane') return name === '' ? byLabels(labels) : (named.get(name) ?? []);
    if (kind !== 'MeshSubset') return dataplanes;
    return byTags(Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ANY)));
  };
  return (policy) => candidates(policy).filter((one) => selects(targetOf(policy), one));
}

const ANY = '*';

/** All values of a tag, of which one inbound need not have more than one. */
const tagValues = ({ spec: { networking } }: DataplaneResource, key: string): string[] =>
  [...(networking?.inbound ?? []), ...(networking?.gateway === undefined ? [] : [networking.gateway])].flatMap(
    ({ tags = {} }) => valueIn(tags, key),
  );

function selects(ref: TargetRefSpec, dataplane: DataplaneResource): boolean {
  if (ref.kind === 'Dataplane') return isNamed(ref, dataplane);
  const { gateway, inbound = [] } = dataplane.spec.networking ?? {};
  const { proxyTypes = [] } = ref;
  if (proxyTypes.length > 0 && !proxyTypes.includes(gateway === undefined ? 'Sidecar' : 'Gateway')) return false;
  const tags = ref.kind === 'MeshSubset' ? (ref.tags ?? {}) : {};
  if (gateway !== undefined) return gateway.type !== 'BUILTIN' && carries(gateway.tags ?? {}, tags);
  return inbound.some((one) => one.state !== 'Ignored' && carries(one.tags ?? {}, tags));
}

const carries = (tags: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([key, value]) => Object.hasOwn(tags, key) && (value === ANY || tags[key] === value));

const isNamed = ({ name = '', labels }: TargetRefSpec, dataplane: DataplaneResource): boolean =>
  name !== ''
    ? name === dataplane.name
    : Object.entries(labels ?? {}).every(([key, value]) => dataplane.labels[key] === value);
