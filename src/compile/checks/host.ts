import { optionInvalid } from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { HostSettings } from '../../model/delivery';
import { contains, isIp } from '../../model/ip';
import { type MeshDeclaration, type Model, at, meshKey } from '../../model/model';
import type { ProxySettings } from '../../model/settings';
import { deliveryOf } from '../delivery';
import { LOOPBACK_RANGES } from '../capture';
import type { Problem } from './problem';

/** A field, what is wrong with it, and what to do. */

const A_PATH = 'Write an absolute path of letters, digits and . _ + - only: units and scripts name it as it is.';
const A_LOOPBACK =
  'Write a loopback address, 127.0.0.1 for instance; 127.0.0.53 and 127.0.0.54 are those of systemd-resolved.';
const ANOTHER_PLACE =
  'Choose a place below /etc, /opt, /run, /srv, /usr or /var for instance: units see no home and no common /tmp.';
const OF_RESOLVED = ['127.0.0.53', '127.0.0.54'];

/** What a host is told to run. */
export const hostProblems = ({ envoyPath, corednsPath, dnsAddress }: HostSettings): Problem[] => [
  ...pathProblem('envoyPath', envoyPath),
  ...pathProblem('corednsPath', corednsPath),
  ...(dnsAddress === undefined || isFree(dnsAddress)
    ? []
    : [
        [
          'dnsAddress',
          `${JSON.stringify(dnsAddress)} cannot be the address of a host's name server.`,
          A_LOOPBACK,
        ] as const,
      ]),
];

const isFree = (address: string): boolean =>
  isIp(address) && LOOPBACK_RANGES.some((range) => contains(range, address)) && !OF_RESOLVED.includes(address);

function pathProblem(field: string, path: string | undefined): Problem[] {
  if (path === undefined) return [];
  const isPlain = /^(\/[\w.+-]+)+\/?$/.test(path) && !/\/\.\.?(\/|$)/.test(path);
  if (!isPlain) return [[field, `${JSON.stringify(path)} is no path that a unit can name.`, A_PATH]];
  const isHidden = /^\/(home|root|run\/user|tmp|var\/tmp)(\/|$)/.test(path);
  return isHidden ? [[field, `${path} is hidden from the units of a host.`, ANOTHER_PLACE]] : [];
}

/** The folders of proxies on hosts, which units and an install script name. */
export function checkHostFolders({ meshes, dataplanes }: Model): Diagnostic[] {
  const onHosts = new Map(
    meshes.filter((mesh) => deliveryOf(mesh).units !== undefined).map((mesh) => [meshKey(mesh.name, mesh.zone), mesh]),
  );
  return [
    ...[...onHosts.values()].flatMap((mesh) => folderFindings(mesh, mesh.settings)),
    ...dataplanes.flatMap((one) => {
      const mesh = onHosts.get(one.mesh);
      return mesh === undefined ? [] : folderFindings(one, ownOf(one.settings, mesh));
    }),
  ];
}

/** What a Dataplane does not have from its mesh. */
const ownOf = (settings: ProxySettings, mesh: MeshDeclaration): ProxySettings =>
  Object.fromEntries(
    Object.entries(settings).filter(([key, value]) => mesh.settings[key as keyof ProxySettings] !== value),
  );

const folderFindings = (resource: Parameters<typeof at>[0], settings: ProxySettings): Diagnostic[] =>
  (['configDir', 'secretsDir', 'adminPath'] as const).flatMap((key) =>
    settings[key]?.trim() === '' // said elsewhere
      ? []
      : pathProblem(`envoy.${key}`, settings[key]).map(([field, problem, hint]) =>
          optionInvalid(at(resource, field), problem, hint),
        ),
  );
