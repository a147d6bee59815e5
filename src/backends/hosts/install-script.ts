import type { Credential, Mesh, Proxy, Service, Units } from '../../ir/ir';
import { installBasics } from './install-basics';
import { installMain } from './install-main';
import { installParts } from './install-parts';
import { isCaptured, namesFolder, trimmed, unitNames } from './names';

/** What puts a proxy onto a host, and takes it away. Names and paths are checked before: none needs a quote of its own. */
export const installScript = (mesh: Mesh, proxy: Proxy, units: Units): string =>
  [
    `#!/bin/sh
# Installs what a host needs for Dataplane ${proxy.name} in mesh ${mesh.key}: --help says how. Run again, it changes what has changed.
set -eu
`,
    settings(mesh, proxy, units)
      .map(([key, value]) => `${key}='${value}'\n`)
      .join(''),
    `here=$(cd "$(dirname "$0")" && pwd)
files=$here/../../../envoy/$mesh/$dataplane
names=$here/../../../coredns/$mesh

`,
    installBasics,
    '\n',
    installParts,
    '\n',
    installMain,
  ].join('');

function settings(mesh: Mesh, proxy: Proxy, units: Units): readonly (readonly [string, string])[] {
  const names = unitNames(mesh, proxy);
  const [capture, nameServer] = [isCaptured(proxy) ? names.capture : '', mesh.zones.length > 0 ? names.nameServer : ''];
  return [
    ['mesh', mesh.key],
    ['dataplane', proxy.name],
    ['envoy', names.proxy],
    ['coredns', nameServer],
    ['capture', capture],
    ['units', [capture, nameServer, names.proxy].filter((one) => one !== '').join(' ')],
    ['alone_in', aloneIn(mesh, proxy)],
    ['config_dir', trimmed(proxy.configDir)],
    ['dns_dir', namesFolder(mesh)],
    ['dns_address', units.nameServerAddress],
    ['secrets_dir', trimmed(proxy.secretsDir)],
    ['secrets', secretsOf(proxy).join(' ')],
    ['identity', proxy.through === undefined ? '' : `identities/${proxy.through.mesh}/${proxy.name}`],
    ['programs', [units.proxyProgram, ...(nameServer === '' ? [] : [units.nameServerProgram])].join(' ')],
  ];
}

/** Where it has to be the only one that captures: rules to redirect have one place on a host, a route one in its mesh. */
function aloneIn({ key }: Mesh, { redirect, localRoutes }: Proxy): string {
  if (redirect !== undefined) return '/';
  return localRoutes.length > 0 ? key : '';
}

/** The secrets that it reads; those of services behind an egress are the business of that. */
function secretsOf({ outbounds, redirect, through }: Proxy): string[] {
  if (through !== undefined) return [];
  const services = [...outbounds, ...(redirect?.chains ?? [])].map(({ service }) => service);
  return [...new Set(services.flatMap(named))].sort();
}

const named = ({ upstream }: Service): string[] =>
  [upstream?.tls?.client?.certificate, upstream?.tls?.client?.key, upstream?.tls?.authority]
    .filter((one): one is Credential & { readonly kind: 'secret' } => one?.kind === 'secret')
    .map(({ name }) => name);
