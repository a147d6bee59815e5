/** What single objects of a bootstrap must not say: Envoy's validation lets it through, and then traffic fails. */

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function list(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = path.reduce<unknown>((one, key) => (isObject(one) ? one[key] : undefined), value);
  return Array.isArray(found) ? found : [];
}

/** Every object, at any depth. */
function objects(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objects);
  return isObject(value) ? [value, ...Object.values(value).flatMap(objects)] : [];
}

/** The faults, in words. */
export const objectProblems = (value: unknown): string[] => [
  ...new Set(objects(value).flatMap((one) => RULES.flatMap((rule) => rule(one)))),
];

const VERSIONS = ['TLSv1_0', 'TLSv1_1', 'TLSv1_2', 'TLSv1_3'];
const LEGACY = VERSIONS.slice(0, 2);

const RULES: readonly ((one: Json) => readonly string[])[] = [
  ({ validation_context: context }) => (isObject(context) ? contextProblems(context) : []),
  (one) => {
    const names = list(one, 'match_typed_subject_alt_names');
    return names.length > 0 && names.every(isEmptyName) ? ['a certificate must have an empty name, and none has'] : [];
  },
  (one) => {
    const [min, max] = [one['tls_minimum_protocol_version'], one['tls_maximum_protocol_version']].map(String);
    return VERSIONS.includes(max) && VERSIONS.indexOf(min) > VERSIONS.indexOf(max)
      ? [`the minimum TLS version ${min} is above the maximum ${max}, and every handshake fails`]
      : [];
  },
  (one) => {
    const max = String(one['tls_maximum_protocol_version']);
    return LEGACY.includes(max) && list(one, 'cipher_suites').length === 0
      ? [`${max} needs cipher_suites: Envoy offers it none of its own`]
      : [];
  },
  (one) =>
    list(one, 'lb_endpoints').some((endpoint) => portOf(endpoint) === 0)
      ? ['an endpoint has port 0, and no connection to it is made']
      : [],
  (one) =>
    one['type'] === 'STRICT_DNS' && JSON.stringify(one['load_assignment'] ?? null).includes('"pipe":')
      ? [`the cluster ${String(one['name'])} looks names up and has a unix socket, which it drops in silence`]
      : [],
  (one) =>
    one['http_filters'] !== undefined && !list(one, 'http_filters').some(isRouter)
      ? ['http_filters have no router, and every request hangs']
      : [],
];

function contextProblems(context: Json): string[] {
  if ('system_root_certs' in context) return ['system_root_certs verifies nothing; name a file in trusted_ca'];
  const hasNames = list(context, 'match_typed_subject_alt_names').length > 0;
  return hasNames && context['trusted_ca'] === undefined
    ? ['names are checked without trusted_ca, and Envoy does not start with that']
    : [];
}

/** Beside other names such a one does no harm: one that fits is enough. */
const isEmptyName = (name: unknown): boolean =>
  isObject(name) && isObject(name['matcher']) && name['matcher']['exact'] === '';

function portOf(endpoint: unknown): unknown {
  const address = ['endpoint', 'address', 'socket_address', 'port_value'];
  return address.reduce<unknown>((one, key) => (isObject(one) ? one[key] : undefined), endpoint);
}

const isRouter = (filter: unknown): boolean =>
  isObject(filter) && JSON.stringify(filter['typed_config'] ?? null).includes('filters.http.router');
