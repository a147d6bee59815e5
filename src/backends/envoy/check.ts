import { DESTINATION, NOWHERE } from './by-address';
import { leadsOf } from './leads';
import { isObject, list, objectProblems } from './check-objects';
import { placeName } from './types';

/** What Envoy would refuse, or worse accept in silence, in a bootstrap that somebody patched. */

/** The faults of a bootstrap, in words. Empty for everything that we write ourselves. */
export function bootstrapProblems(value: unknown): string[] {
  const resources = child(value, 'static_resources');
  if (!isObject(resources)) return ['static_resources is gone'];
  const listeners = list(resources, 'listeners');
  const clusters = list(resources, 'clusters');
  const names = new Set(clusters.map((one) => text(one, 'name')));
  return [
    ...repeated(listeners.flatMap(listensOn)).map((address) => `two listeners are on ${address}`),
    ...repeated(listeners.map((one) => text(one, 'name'))).map(
      (name) => `two listeners are called ${name}, and Envoy would drop the second in silence`,
    ),
    ...repeated(clusters.map((one) => text(one, 'name'))).map((name) => `two clusters are called ${name}`),
    ...[...named(listeners, 'cluster'), ...weighted(listeners), ...listeners.flatMap(destinations)]
      .filter((name) => !names.has(name) && name !== NOWHERE)
      .map((name) => `a listener leads to the cluster ${name}, which does not exist`),
    ...objectProblems(resources),
  ];
}

const child = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);
const text = (value: unknown, key: string): string => {
  const found = child(value, key);
  return typeof found === 'string' ? found : '';
};

function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(names.filter((name) => seen.size === seen.add(name).size))];
}

const listensOn = (listener: unknown): string[] => {
  const address = child(child(listener, 'address'), 'socket_address');
  return isObject(address) ? [`${text(address, 'address')}, port ${String(address['port_value'])}`] : [];
};

/** Every string under a key of that name, at any depth. */
function named(value: unknown, key: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => named(one, key));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    name === key && typeof one === 'string' ? [one] : named(one, key),
  );
}

/** The clusters that are chosen among by weight. */
function weighted(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(weighted);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    name === 'weighted_clusters' ? list(one, 'clusters').map((cluster) => text(cluster, 'name')) : weighted(one),
  );
}

/** The clusters that are called by where connections were sent to, of chains that several services share. */
function destinations(listener: unknown): string[] {
  const shared = list(listener, 'filter_chains').filter((chain) => JSON.stringify(chain).includes(DESTINATION));
  const names = new Set(shared.map((chain) => text(chain, 'name')));
  return leadsOf(child(listener, 'filter_chain_matcher')).flatMap(({ vip, port, chain }) =>
    names.has(chain) ? [port === undefined ? vip : placeName(vip, port)] : [],
  );
}
