import type { Mesh } from '../../ir/ir';

/** One server block for each zone, on loopback; `-dns.port` of the command line chooses a port other than 53. */
export function corefile(mesh: Mesh): string {
  const zones = mesh.zones.map(({ name }) => block(name, ['errors', `file ${name}.zone {`, '    reload 10s', '}']));
  const others =
    mesh.nameServers.length === 0
      ? []
      : [block('.', ['errors', 'cache 30', 'loop', `forward . ${mesh.nameServers.join(' ')}`, 'reload'])];
  return [...zones, ...others].join('');
}

const block = (name: string, lines: readonly string[]): string =>
  [`${name} {`, ...['bind 127.0.0.1', ...lines].map((line) => `    ${line}`), '}', ''].join('\n');
