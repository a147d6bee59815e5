import type { k8s } from 'cdk8s-plus-28';
import { CONFIG_MAP_ROOM } from '../backends/coredns/cluster';
import { type WholeFile, wholeFiles } from '../backends/backend';
import { filesInFolder } from '../backends/envoy/files';
import type { Mesh, Proxy } from '../ir/ir';
import { type SizedConfigMap, packed } from './config-map-size';

/** The configuration of a gateway's Envoy, in ConfigMaps. */

/** Where the pieces of a configuration are that was too large for one ConfigMap. */
export const PIECES_DIR = '/etc/meshext/pieces';

export interface GatewayFiles {
  readonly configMaps: readonly SizedConfigMap[];
  /** How they are put together in the volume. */
  readonly sources: readonly k8s.VolumeProjection[];
  /** Puts the pieces together; absent when every file is there as it is, and read again when it changes. */
  readonly assemble?: string;
  /** What has to change for Envoy to be started again. */
  readonly startsFrom: string;
}

/**
 * One ConfigMap as long as it has room: what changes in it changes at once, so Envoy never sees listeners without their
 * clusters. Above that, ConfigMaps with pieces, which a container of the pod puts together before Envoy starts. Undefined where a
 * file is longer than a string can be.
 */
export function gatewayFiles(name: string, proxy: Proxy, mesh: Mesh): GatewayFiles | undefined {
  const files = wholeFiles(filesInFolder(proxy, mesh.key))?.map(({ path, text }) => ({
    path,
    text: byLine(path, text),
  }));
  if (files === undefined) return undefined;
  const size = files.reduce((sum, { path, text }) => sum + path.length + Buffer.byteLength(text), 0);
  return size <= CONFIG_MAP_ROOM ? asTheyAre(name, files) : inPieces(name, files, proxy.configDir);
}

const RESOURCES = ['lds.json', 'cds.json'];

/** One line for each listener and cluster: half as long, still to be compared line by line, and to be cut between lines. */
function byLine(path: string, text: string): string {
  if (!RESOURCES.includes(path)) return text;
  const { resources, ...head } = JSON.parse(text) as { readonly resources: readonly unknown[] };
  const lines = resources.map((one) => JSON.stringify(one)).join(',\n');
  return `${JSON.stringify(head).slice(0, -1)},"resources":[\n${lines}\n]}\n`;
}

function asTheyAre(name: string, files: readonly WholeFile[]): GatewayFiles {
  const data = Object.fromEntries(files.map(({ path, text }) => [keyOf(path), text]));
  const items = files.map(({ path }) => ({ key: keyOf(path), path }));
  return {
    configMaps: [{ name, data }],
    sources: [{ configMap: { name, items } }],
    startsFrom: textOf(files.filter(({ path }) => !RESOURCES.includes(path))),
  };
}

/** No two underscores follow each other in the name of a file, so two of them stand for a slash. */
const keyOf = (path: string): string => path.replaceAll('/', '__');
const textOf = (files: readonly WholeFile[]): string => files.map(({ path, text }) => `${path}\n${text}`).join('');

interface Piece extends WholeFile {
  readonly key: string;
}

function inPieces(name: string, files: readonly WholeFile[], configDir: string): GatewayFiles {
  const pieces = files.flatMap(({ path, text }): Piece[] =>
    RESOURCES.includes(path)
      ? cut(text).map((part, i) => {
          const number = String(i).padStart(4, '0');
          return { key: `${path}.${number}`, path: `${path}/${number}`, text: part };
        })
      : [{ key: keyOf(path), path: `whole/${path}`, text }],
  );
  const parts = packed(pieces, ({ key, text }) => key.length + Buffer.byteLength(text));
  const maps = parts.map((own, i) => ({ name: i === 0 ? name : `${name}-${i}`, own }));
  return {
    configMaps: maps.map((one) => ({
      name: one.name,
      data: Object.fromEntries(one.own.map(({ key, text }) => [key, text])),
    })),
    sources: maps.map((one) => ({
      configMap: { name: one.name, items: one.own.map(({ key, path }) => ({ key, path })) },
    })),
    assemble: [
      `cp -RL ${PIECES_DIR}/whole/. ${configDir}/`,
      ...RESOURCES.map((file) => `cat ${PIECES_DIR}/${file}/* > ${configDir}/${file}`),
    ].join(' && '),
    startsFrom: textOf(files),
  };
}

/** Parts of whole lines. */
function cut(text: string): string[] {
  const parts: string[] = [];
  let [from, to] = [0, 0];
  while (to < text.length) {
    const next = text.indexOf('\n', to) + 1 || text.length;
    if (Buffer.byteLength(text.slice(from, next)) > CONFIG_MAP_ROOM / 4 && to > from) {
      parts.push(text.slice(from, to));
      from = to;
    }
    to = next;
  }
  return [...parts, text.slice(from)];
}
