/** What Envoy would refuse, or worse accept in silence, in a bootstrap that somebody patched. */

/** The faults of a bootstrap, in words. Empty for everything that we write ourselves. */
export function bootstrapProblems(value: unknown): string[] {
  const listeners = list(value, 'static_resources', 'listeners');
  const clusters = list(value, 'static_resources', 'clusters');
  const names = new Set(clusters.map((one) => text(one, 'name')));
  if (!isObject(child(value, 'static_resources'))) return ['static_resources is gone'];
  return [
    ...repeated(listeners.flatMap(listensOn)).map((address) => `two listeners are on ${address}`),
    ...repeated(listeners.map((one) => text(one, 'name'))).map(
      (name) => `two listeners are called ${name}, and Envoy would drop the second in silence`,
    ),
    ...repeated(clusters.map((one) => text(one, 'name'))).map((name) => `two clusters are called ${name}`),
    ...[...named(listeners, 'cluster'), ...weighted(listeners)]
      .filter((name) => !names.has(name))
      .map((name) => `a listener leads to the cluster ${name}, which does not exist`),
    ...contexts(clusters).flatMap(contextProblems),
  ];
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const child = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);
const text = (value: unknown, key: string): string => {
  const found = child(value, key);
  return typeof found === 'string' ? found : '';
};

function list(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = path.reduce(child, value);
  return Array.isArray(found) ? found : [];
}

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
];

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

/** Every validation context, at any depth. */
function contexts(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(contexts);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, one]) => [
    ...(name === 'validation_context' && isObject(one) ? [one] : []),
    ...contexts(one),
  ]);
}

function contextProblems(context: Json): string[] {
  if ('system_root_certs' in context) return ['system_root_certs verifies nothing; name a file in trusted_ca'];
  const hasNames = list(context, 'match_typed_subject_alt_names').length > 0;
  return hasNames && context['trusted_ca'] === undefined
    ? ['names are checked without trusted_ca, and Envoy does not start with that']
    : [];
}
