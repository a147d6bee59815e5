import type { Mesh, Proxy, Units } from '../../ir/ir';
import type { Artifact, Backend } from '../backend';
import { hostMeshes, staticProxies } from '../delivered';
import { installScript } from './install-script';
import { isCaptured, unitNames } from './names';
import { captureUnit, nameServerUnit, proxyUnit } from './units';

/** `hosts/<mesh>/<dataplane>/`: the units of a host, and what installs them with the files of `envoy/` and `coredns/`. */
export const hosts: Backend = {
  name: 'hosts',
  check: () => [],
  emit: (ir) =>
    hostMeshes(ir).flatMap((mesh) => {
      const { units } = mesh.delivery;
      return units === undefined ? [] : staticProxies(mesh).flatMap((proxy) => hostFiles(mesh, proxy, units));
    }),
};

function hostFiles(mesh: Mesh, proxy: Proxy, units: Units): Artifact[] {
  const names = unitNames(mesh, proxy);
  const hasNames = mesh.zones.length > 0;
  const files: [string, string][] = [
    ['install.sh', installScript(mesh, proxy, units)],
    [names.proxy, proxyUnit(mesh, proxy, units)],
    ...(isCaptured(proxy) ? ([[names.capture, captureUnit(mesh, proxy, units)]] as [string, string][]) : []),
    ...(hasNames
      ? ([
          [names.nameServer, nameServerUnit(mesh, units)],
          ['resolved.conf', resolved(mesh, units)],
        ] as [string, string][])
      : []),
  ];
  return files.map(([file, text]) => ({ path: `hosts/${mesh.key}/${proxy.name}/${file}`, pieces: () => [text] }));
}

/** Leads the names of a mesh, and no others, to its name server. */
const resolved = ({ key, zones }: Mesh, { nameServerAddress }: Units): string =>
  `# The names of mesh ${key} are answered by its CoreDNS.
[Resolve]
DNS=${nameServerAddress}
Domains=${zones.map(({ name }) => `~${name}`).join(' ')}
`;
