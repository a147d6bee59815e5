import {
  adminPortInvalid,
  envoyPathEmpty,
  nameServerInvalid,
  nameServerIsVip,
  nameServerLoop,
  namesRefused,
} from '../../diagnostics/catalog';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { LOOPBACK, bodyField } from '../../model/dataplane';
import { item } from '../../model/field-path';
import { type Cidr, contains, hostAndPort, ipFamily } from '../../model/ip';
import { type DataplaneResource, type MeshDeclaration, at } from '../../model/model';
import type { ProxySettings } from '../../model/settings';
import { deliveryOf } from '../delivery';
import { vipCidrs } from '../vip-ranges';

/** What is set on a mesh for its proxies and its name server. */
export function checkMeshSettings(mesh: MeshDeclaration, hasZones: boolean): Diagnostic[] {
  const { dnsResolvers = [] } = mesh.settings;
  const { nameServerAddress = LOOPBACK } = deliveryOf(mesh).units ?? {};
  const own = hostAndPort(nameServerAddress, 53); // where the Corefile binds, unless -dns.port says otherwise
  const loops = dnsResolvers.flatMap((text, i) =>
    hasZones && text === own ? [nameServerLoop(at(mesh, item('envoy.dnsResolvers', i)), text)] : [],
  );
  const refused = hasZones && dnsResolvers.length === 0 ? [namesRefused(mesh.place)] : [];
  return [...checkSettings(mesh, mesh.settings, vipCidrs(mesh)), ...loops, ...refused];
}

/** What is set on a Dataplane itself; the rest is said of its mesh. */
export function checkProxySettings(dataplane: DataplaneResource, mesh: MeshDeclaration): Diagnostic[] {
  const { settings, spec } = dataplane;
  const own = Object.entries(settings).filter(([key, value]) => mesh.settings[key as keyof ProxySettings] !== value);
  const port = spec.networking?.admin?.port ?? 0; // 0 and none: no admin interface
  const field = `${bodyField(dataplane)}.networking.admin.port`.replace(/^\./, '');
  const admin = port > 65535 ? [adminPortInvalid(at(dataplane, field), port)] : [];
  return [...checkSettings(dataplane, Object.fromEntries(own), vipCidrs(mesh)), ...admin];
}

function checkSettings(
  resource: Parameters<typeof at>[0],
  settings: ProxySettings,
  ranges: readonly Cidr[],
): Diagnostic[] {
  const paths = (['systemCaPath', 'secretsDir', 'configDir', 'adminPath'] as const).filter(
    (key) => settings[key]?.trim() === '',
  );
  const servers = (settings.dnsResolvers ?? []).flatMap((text, i) => {
    const place = at(resource, item('envoy.dnsResolvers', i));
    const address = addressOf(text);
    if (address === undefined) return [nameServerInvalid(place, text)];
    return ranges.filter((range) => contains(range, address)).map((range) => nameServerIsVip(place, text, range.text));
  });
  return [...paths.map((key) => envoyPathEmpty(at(resource, `envoy.${key}`))), ...servers];
}

/** The address of `ip:port`, an IPv6 address in brackets; undefined for other text. */
function addressOf(text: string): string | undefined {
  const [, v6, v4 = '', port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):([1-9][0-9]{0,4})$/.exec(text) ?? [];
  const isGood = ipFamily(v6 ?? v4) === (v6 === undefined ? 4 : 6) && Number(port) <= 65535;
  return isGood ? (v6 ?? v4) : undefined;
}
