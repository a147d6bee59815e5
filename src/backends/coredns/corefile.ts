import type { Mesh } from '../../ir/ir';

/** Where names are answered when no host says otherwise. */
const LOOPBACK = '127.0.0.1';

/** One server block for each zone, on loopback; `-dns.port` of the command line chooses a port other than 53. */
export function corefile(mesh: Mesh): string {
  const block = blockOn(mesh.delivery.units?.nameServerAddress ?? LOOPBACK);
  const zones = mesh.zones.map(({ name }) => block(name, ['errors', `file ${name}.zone {`, '    reload 10s', '}']));
  const others =
    mesh.nameServers.length === 0
      ? []
      : [block('.', ['errors', 'cache 30', 'loop', `forward . ${mesh.nameServers.join(' ')}`, 'reload'])];
  return [...zones, ...others].join('');
}

const blockOn =
  (address: string) =>
  (name: string, lines: readonly string[]): string =>
    [`${name} {`, ...[`bind ${address}`, ...lines].map((line) => `    ${line}`), '}', ''].join('\n');
