import { type Json, isObject } from './check-objects';

/** A configuration that is spread over files, put together to one bootstrap: what Envoy does not read when it validates. */

export interface Whole {
  readonly bootstrap: Json;
  /** What is wrong with the files, in words. */
  readonly problems: readonly string[];
}

const child = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);

/** `fileAt` gives the content of the file that a path of the configuration means, or a sentence on why there is none. */
export function wholeBootstrap(bootstrap: Json, fileAt: (path: string) => Json | string): Whole {
  const problems: string[] = [];
  const { dynamic_resources: dynamic, ...fixed } = bootstrap;
  const resources = (config: unknown, type: string): Json[] => {
    const path = child(child(config, 'path_config_source'), 'path');
    if (typeof path !== 'string') return [];
    const file = fileAt(path);
    const found = typeof file === 'string' ? file : file['resources'];
    if (Array.isArray(found)) return found.flatMap((one) => resource(one, type, path, problems));
    problems.push(typeof found === 'string' ? found : `${path} has no list of resources`);
    return [];
  };
  const given = isObject(fixed['static_resources']) ? fixed['static_resources'] : {};
  const inPlace =
    dynamic === undefined
      ? given
      : {
          ...given,
          listeners: resources(child(dynamic, 'lds_config'), 'config.listener.v3.Listener'),
          clusters: resources(child(dynamic, 'cds_config'), 'config.cluster.v3.Cluster'),
        };
  if (dynamic !== undefined && [child(fixed['node'], 'id'), child(fixed['node'], 'cluster')].some((one) => !one))
    problems.push('node needs an id and a cluster, or Envoy ends at once when it reads files');
  const secrets = new Map<string, Json>();
  const settled = withoutSds(inPlace, (name, config) => {
    const found = resources(config, 'extensions.transport_sockets.tls.v3.Secret');
    const secret = found.find((one) => one['name'] === name);
    if (secret !== undefined) secrets.set(name, secret);
    else if (found.length > 0) problems.push(`the file for the secret ${name} holds others only`);
  }) as Json;
  return {
    bootstrap: {
      ...fixed,
      static_resources: secrets.size === 0 ? settled : { ...settled, secrets: [...secrets.values()] },
    },
    problems: [...new Set(problems)],
  };
}

function resource(value: unknown, type: string, path: string, problems: string[]): Json[] {
  if (isObject(value) && value['@type'] === `type.googleapis.com/envoy.${type}`) {
    return [Object.fromEntries(Object.entries(value).filter(([key]) => key !== '@type'))];
  }
  problems.push(`${path} holds what is no ${type}`);
  return [];
}

/** The same, with secrets looked up among those of the bootstrap; each that was to be asked for is named to `found`. */
function withoutSds(value: unknown, found: (name: string, config: unknown) => void): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutSds(one, found));
  if (!isObject(value)) return value;
  const { sds_config: config, ...others } = value;
  if (config !== undefined && typeof others['name'] === 'string') found(others['name'], config);
  const rest = config === undefined ? value : others;
  return Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, withoutSds(one, found)]));
}
