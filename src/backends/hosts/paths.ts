import type { Mesh, Proxy } from '../../ir/ir';
import type { Setting } from './unit-file';

/** Where a proxy writes: its admin socket, and access logs. Below these folders systemd makes room for its user by itself. */

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

export function reachedPaths({ key }: Mesh, proxy: Proxy): Setting[] {
  const own = `meshext/${key}/${proxy.name}`;
  const written = [...new Set([...socketOf(proxy), ...logsOf(proxy)].map(folderOf))].sort();
  const isBelow = (root: string) => (folder: string) => `${folder}/`.startsWith(`${root}/${own}/`);
  const [run, log] = ['/run', '/var/log'].map((root) => written.some(isBelow(root)));
  const others = written.filter((one) => !isBelow('/run')(one) && !isBelow('/var/log')(one) && !one.startsWith('/dev'));
  return [
    ...(run ? [['RuntimeDirectory', own] as const] : []),
    ...(log ? [['LogsDirectory', own] as const] : []),
    ...others.map((folder) => ['ReadWritePaths', `-${folder}`] as const),
  ];
}

const socketOf = ({ admin }: Proxy): string[] => (admin !== undefined && 'path' in admin ? [admin.path] : []);

const logsOf = ({ outbounds, redirect }: Proxy): string[] =>
  [...outbounds, ...(redirect?.chains ?? [])].flatMap(
    ({ service }) => service.upstream?.treatment.accessLog?.path ?? [],
  );
