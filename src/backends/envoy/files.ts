import type { Proxy, Runtime, Service, ZoneEgress } from '../../ir/ir';
import type { Artifact } from '../backend';
import { hashOfPieces } from '../content-hash';
import { bootstrap, reached } from './bootstrap';
import { captureFiles } from './capture-files';
import { jsonPieces } from './json';
import { egressSecrets, identitySecrets } from './mesh-tls';
import { type SdsSecret, authoritySecret, clientSecret, pathSource, sdsFile } from './secrets';
import type { Runner } from './tls';
import { type Bootstrap, type Cluster, type Listener, any } from './types';
import { egressBootstrap } from './zone-egress';

/** The folder of a proxy, below the root of the output. */
const folderOf = (mesh: string, proxy: string): string => `envoy/${mesh}/${proxy}`;

/** Where its bootstrap stands. */
export const bootstrapPath = (mesh: string, proxy: string): string => `${folderOf(mesh, proxy)}/bootstrap.json`;

/** All files of a proxy; `mesh` is the key of its mesh. */
export const proxyFiles = (proxy: Proxy, mesh: string): Artifact[] => [
  ...configuration(proxy, mesh, () => bootstrap(proxy)),
  ...secretFiles(secretsOf(proxy), proxy, folderOf(mesh, proxy.name)),
  ...captureFiles(proxy, folderOf(mesh, proxy.name)),
];

/** All files of a zone egress. */
export const egressFiles = (egress: ZoneEgress): Artifact[] => [
  ...configuration(egress, egress.key, () => egressBootstrap(egress)),
  ...secretFiles(secretsOfEgress(egress), egress, folderOf(egress.key, egress.name)),
];

/** The same files as they stand in the folder of the proxy. */
export function filesInFolder(proxy: Proxy, mesh: string): Artifact[] {
  const folder = `${folderOf(mesh, proxy.name)}/`;
  return proxyFiles(proxy, mesh).map(({ path, pieces }) => ({ path: path.slice(folder.length), pieces }));
}

/** What Envoy, or who sets the capture rules, reads once: it changes when a proxy has to be started again to take notice. */
export function startHash(proxy: Proxy, mesh: string): string {
  const isReadOnce = (path: string): boolean =>
    !proxy.filesystemXds || path === 'bootstrap.json' || path.startsWith('capture.');
  const once = filesInFolder(proxy, mesh).filter(({ path }) => isReadOnce(path));
  return hashOfPieces(listPieces(once, textPieces));
}

/** A file with its text, as JSON has it. */
function* textPieces({ path, pieces }: Artifact): Generator<string> {
  yield `{"path":${JSON.stringify(path)},"text":"`;
  for (const piece of pieces()) yield JSON.stringify(piece).slice(1, -1);
  yield '"}';
}

/** The services whose endpoints and TLS are a proxy's own business. */
const endsAt = (proxy: Proxy): readonly Service[] => (proxy.through === undefined ? reached(proxy) : []);

/** The names of the secrets that a proxy reads from files, sorted. */
export const secretNames = (proxy: Proxy): string[] => credentialNames(endsAt(proxy));

/** The names of the secrets of services, sorted. */
export function credentialNames(services: readonly Service[]): string[] {
  const credentials = services.flatMap(({ upstream }) => {
    const { authority, client } = upstream?.tls ?? {};
    return [authority, client?.certificate, client?.key];
  });
  return [...new Set(credentials.flatMap((one) => (one?.kind === 'secret' ? [one.name] : [])))].sort();
}

/** A bootstrap as it is written: whole, or without what Envoy reads again when it changes. It is made for each file anew. */
export function configuration(
  proxy: Runtime & { readonly name: string },
  mesh: string,
  made: () => Bootstrap,
): Artifact[] {
  const path = bootstrapPath(mesh, proxy.name);
  if (!proxy.filesystemXds) return [{ path, pieces: () => jsonPieces(made()) }];
  const folder = folderOf(mesh, proxy.name);
  const resources = (): Bootstrap['static_resources'] => made().static_resources;
  return [
    { path, pieces: () => jsonPieces(readOnce(made(), proxy)) },
    resourceFile(`${folder}/lds.json`, () => (resources().listeners ?? []).map(anyListener)),
    resourceFile(`${folder}/cds.json`, () => (resources().clusters ?? []).map(anyCluster)),
  ];
}

/** What Envoy does not read again, and where the rest is. A patch may have added to it, or taken from it. */
function readOnce({ static_resources: resources, ...fixed }: Bootstrap, proxy: Runtime): object {
  const others = Object.entries(resources).filter(([key]) => key !== 'listeners' && key !== 'clusters');
  return {
    ...fixed,
    ...(others.length === 0 ? {} : { static_resources: Object.fromEntries(others) }),
    dynamic_resources: { lds_config: pathSource('lds.json', proxy), cds_config: pathSource('cds.json', proxy) },
  };
}

const anyListener = (listener: Listener): object =>
  any('config.listener.v3.Listener', withoutClusterValidation(listener) as Listener);

/** A cluster that is made when it is written stays one. */
const anyCluster = (cluster: Cluster): object => ({
  toJSON: () => any('config.cluster.v3.Cluster', cluster.toJSON?.() ?? cluster),
});

/**
 * Of files that change together Envoy reads the listeners first. It would refuse a route to a cluster that comes a moment later,
 * so it is told not to look; that each cluster is there is checked by us.
 */
function withoutClusterValidation(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutClusterValidation);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, unknown>>).map(([key, one]) => [
      key,
      key === 'route_config' ? { ...(one as object), validate_clusters: false } : withoutClusterValidation(one),
    ]),
  );
}

/** Its version changes with its content and with nothing else. */
const resourceFile = (path: string, made: () => readonly object[]): Artifact => ({
  path,
  pieces: () => {
    const resources = made();
    return jsonPieces({ version_info: hashOfPieces(listPieces(resources, compact)), resources });
  },
});

const compact = (value: object): string[] => [JSON.stringify(value)];

/** A list as JSON has it, without indentation. */
function* listPieces<T>(items: readonly T[], pieces: (item: T) => Iterable<string>): Generator<string> {
  yield '[';
  for (const [i, one] of items.entries()) {
    if (i > 0) yield ',';
    yield* pieces(one);
  }
  yield ']';
}

const secretsOf = (proxy: Proxy): SdsSecret[] => [
  ...endsAt(proxy).flatMap((service) => serviceSecrets(service, proxy)),
  ...(proxy.through === undefined ? [] : identitySecrets(proxy.through.mesh, proxy)),
];

const secretsOfEgress = (egress: ZoneEgress): SdsSecret[] =>
  egress.routes.flatMap(({ service, mesh }) => [
    ...serviceSecrets(service, { ...egress, secretsOf: mesh }),
    ...egressSecrets(mesh, egress),
  ]);

const serviceSecrets = ({ name, upstream }: Service, proxy: Runner): SdsSecret[] =>
  upstream?.tls === undefined
    ? []
    : [authoritySecret(upstream.tls, proxy), clientSecret(upstream.tls, name, proxy)].flatMap((one) => one ?? []);

/** What says where the secrets of a proxy lie; services may share them. */
function secretFiles(secrets: readonly SdsSecret[], proxy: Runtime, folder: string): Artifact[] {
  const files = [...new Map(secrets.map((one) => [one.name, sdsFile(one, proxy)])).values()];
  return files.map(({ path, pieces }) => ({ path: `${folder}/${path}`, pieces }));
}
