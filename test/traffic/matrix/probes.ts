import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { ProxyExpectation } from '../../../src/constructs/mesh-testing';
import { exchange } from '../clients/tcp';
import { ADMIN_PORT, APPLICATION_PORT, INBOUND_PORT, ZONE } from '../lab';
import type { Mode, ProbeResult } from './result';
import type { Row } from './rows';

/** Connections that no row is about: what ends on the host, what does not come to the proxy, and names that nobody has. */

const LIMIT_MS = 3000;

interface Probe {
  readonly option: string;
  readonly host: string;
  readonly port: number;
}

export function probes(mode: Mode, { name, spec: { match } }: Row): Probe[] {
  const nobody = mode === 'bound' ? '127.66.99.99' : '242.99.99.99';
  return [
    { option: 'a VIP that is nobody’s', host: nobody, port: match.port },
    { option: 'a port that the service does not have', host: `${name}.${ZONE}`, port: 9 },
    ...(mode === 'ports' ? [{ option: 'a VIP that is not captured', host: `${name}.${ZONE}`, port: match.port }] : []),
    { option: 'a loopback port that is nobody’s', host: '127.0.0.1', port: 19999 },
    { option: 'the port of redirection', host: '127.0.0.1', port: 15001 },
    { option: 'an inbound', host: '127.0.0.1', port: INBOUND_PORT },
    { option: 'the application', host: '127.0.0.1', port: APPLICATION_PORT },
    { option: 'the administration', host: '127.0.0.1', port: ADMIN_PORT },
    { option: 'an address of which nothing is declared', host: '198.51.100.1', port: 7000 },
    { option: 'a name that nobody has', host: `nobody.${ZONE}`, port: match.port },
    { option: 'a name below a service', host: `deeper.${name}.${ZONE}`, port: match.port },
    { option: 'the zone itself', host: ZONE, port: match.port },
    { option: 'a name of no zone', host: 'nowhere.test', port: match.port },
  ];
}

export async function probed(probe: Probe, proxy: ProxyExpectation): Promise<ProbeResult> {
  const { option, host, port } = probe;
  const connection = proxy.to(host, port);
  const holds = (claim: () => unknown): boolean => {
    try {
      claim();
      return true;
    } catch {
      return false;
    }
  };
  const said = [
    ...(holds(() => connection.refuses()) ? ['refused'] : []),
    ...(holds(() => connection.isUnknown()) ? ['unknown'] : []),
    ...(holds(() => connection.reachesOnly(`127.0.0.1:${APPLICATION_PORT}`).withoutTls()) ? ['reached'] : []),
  ];
  return { option, declared: said.join(' and ') || 'undeclared', live: await liveEnd(host, port) };
}

async function liveEnd(host: string, port: number): Promise<string> {
  const addresses = isIP(host) > 0 ? [host] : await lookedUp(host);
  if (!Array.isArray(addresses)) return addresses;
  try {
    const { received, ended } = await exchange(addresses[0], port, Buffer.from('is anybody there?\r\n\r\n'), LIMIT_MS);
    if (received.length > 0) return 'answered';
    return ended === 'closed' || ended === 'reset' ? 'refused' : ended;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ECONNREFUSED' ? 'refused' : (code ?? String(error));
  }
}

/** By our CoreDNS. */
async function lookedUp(name: string): Promise<string[] | string> {
  const resolver = new Resolver({ timeout: 1000, tries: 2 });
  resolver.setServers(['127.0.0.1']);
  return resolver.resolve4(name).catch((error: NodeJS.ErrnoException) => {
    return ['ENOTFOUND', 'ENODATA', 'EREFUSED'].includes(error.code ?? '') ? 'unknown' : String(error.code);
  });
}
