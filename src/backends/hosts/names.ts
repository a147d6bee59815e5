import { createHash } from 'node:crypto';
import type { Mesh, Proxy } from '../../ir/ir';

/** What the units of a proxy are called, and where a host has its files. */

export interface UnitNames {
  readonly proxy: string;
  readonly nameServer: string;
  readonly capture: string;
}

export const unitNames = ({ key }: Mesh, { name }: Proxy): UnitNames => ({
  proxy: unitName(`meshext-envoy-${key}-${name}`),
  nameServer: unitName(`meshext-coredns-${key}`),
  capture: unitName(`meshext-capture-${key}-${name}`),
});

/** systemd takes 255 characters. */
const LONGEST = 200;

function unitName(name: string): string {
  if (name.length <= LONGEST) return `${name}.service`;
  return `${name.slice(0, LONGEST - 17)}-${createHash('sha256').update(name).digest('hex').slice(0, 16)}.service`;
}

/** The folder of a name server: the proxies of one mesh share it. */
export const namesFolder = ({ key }: Mesh): string => `/etc/meshext/coredns/${key}`;

export const trimmed = (folder: string): string => folder.replace(/\/+$/, '');

export const isCaptured = ({ redirect, localRoutes }: Proxy): boolean =>
  redirect !== undefined || localRoutes.length > 0;
