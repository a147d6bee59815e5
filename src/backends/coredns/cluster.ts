import type { ClusterNames, DnsZone, Gateway } from '../../ir/ir';
import { block, fileBlocks, forwardBlocks } from './corefile';
import { type ZoneFile, zoneFiles } from './zone';

/** How the name servers of a cluster are told of the names of a mesh. */

/** How many bytes a ConfigMap has for its values: 1 MiB, of which what describes it takes some. */
export const CONFIG_MAP_ROOM = 1_000_000;

/** Where the name server of the cluster finds keys of the ConfigMap `coredns-custom`. */
const CUSTOM_FOLDER = '/etc/coredns/custom';
/** Where it is to find our zones when its Corefile is our user's own. */
const INLINE_FOLDER = '/etc/coredns/meshext';
/** Where a name server of our own finds its files. */
export const STUB_FOLDER = '/etc/meshext/coredns';
/** A port that needs no privilege; its Service has 53. */
export const STUB_PORT = 1053;
export const STUB_HEALTH_PORT = 8080;
export const STUB_READY_PORT = 8181;

/** Keys of `coredns-custom`, all of them our own by their prefix; other keys are those of others. */
export const customKeys = ({ zones }: ClusterNames): readonly ZoneFile[] => [
  { name: 'meshext.server', text: fileBlocks(zones, ':53', (zone) => `${CUSTOM_FOLDER}/${customName(zone)}`) },
  ...zones.flatMap((zone) => zoneFiles(zone, customName(zone), Infinity)),
];
const customName = ({ name }: DnsZone): string => `meshext-${name}.zone`;

/** The zones as files, for a name server that has a folder for them. */
export const clusterZoneFiles = ({ zones }: ClusterNames): readonly ZoneFile[] =>
  zones.flatMap((zone) => zoneFiles(zone, fileName(zone), CONFIG_MAP_ROOM));
const fileName = ({ name }: DnsZone): string => `${name}.zone`;

/** The Corefile of a name server of our own. */
export const stubCorefile = ({ zones }: ClusterNames): string =>
  fileBlocks(zones, '', (zone) => `${STUB_FOLDER}/${fileName(zone)}`) +
  block('.', ['errors', 'reload', `health :${STUB_HEALTH_PORT}`, `ready :${STUB_READY_PORT}`]);

/** What people put into the Corefile of their cluster by hand; undefined where nothing is. */
export function snippet({ names, namespace }: Gateway): string | undefined {
  const { mode, zones, address = '' } = names;
  if (zones.length === 0 || mode === 'custom') return undefined;
  return mode === 'stub'
    ? comment([
        'For the Corefile of the cluster DNS, beside what stands there: it asks the name server of',
        `the gateway in ${namespace} about the names of the mesh. Where the cluster DNS is no CoreDNS,`,
        `have it forward these zones to ${address}.`,
      ]) + forwardBlocks(zones, address)
    : comment([
        'For the Corefile of the cluster DNS, beside what stands there. Its pods need the ConfigMaps',
        `kube-system/${INLINE_CONFIG_MAP} and, where there are more, ${INLINE_CONFIG_MAP}-1 and so on, as one`,
        `projected volume at ${INLINE_FOLDER}.`,
      ]) + fileBlocks(zones, ':53', (zone) => `${INLINE_FOLDER}/${fileName(zone)}`);
}
export const INLINE_CONFIG_MAP = 'meshext-zones';

const comment = (lines: readonly string[]): string => lines.map((line) => `# ${line}\n`).join('');
