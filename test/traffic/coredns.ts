import { Resolver } from 'node:dns/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from '../tools';
import { Background } from './background';

const ADDRESS = '127.0.0.1';
const READY_LIMIT_MS = 30_000;

/** The content of a resolv.conf that asks this CoreDNS and no other server. */
export const RESOLV_CONF = `nameserver ${ADDRESS}\noptions timeout:2 attempts:3\n`;

/** A real CoreDNS that answers the given names with the given IPv4 addresses and refuses every other name. */
export class CoreDns {
  private constructor(private readonly process: Background) {}

  static async start(folder: string, addresses: Readonly<Record<string, string>>): Promise<CoreDns> {
    const corefile = join(folder, 'Corefile');
    writeFileSync(
      corefile,
      Object.entries(addresses)
        .map(([name, address]) => serverBlock(folder, name, address))
        .join(''),
    );
    const process = new Background('CoreDNS', tool('coredns'), ['-conf', corefile], join(folder, 'coredns.log'));
    const coreDns = new CoreDns(process);
    try {
      for (const name of Object.keys(addresses))
        await process.until(`answer for ${name}`, READY_LIMIT_MS, () => lookUp(name));
      return coreDns;
    } catch (error) {
      await coreDns.stop();
      throw error;
    }
  }

  stop(): Promise<void> {
    return this.process.stop();
  }
}

export async function lookUp(name: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: 1000, tries: 2 });
  resolver.setServers([ADDRESS]);
  return resolver.resolve4(name);
}

function serverBlock(folder: string, name: string, address: string): string {
  const zone = join(folder, `${name}.zone`);
  writeFileSync(zone, zoneFile(name, address));
  return `${name}:53 {\n  bind ${ADDRESS}\n  file ${zone}\n  errors\n}\n`;
}

function zoneFile(name: string, address: string): string {
  return [
    `$ORIGIN ${name}.`,
    '@ 60 IN SOA ns.invalid. hostmaster.invalid. 1 60 60 60 60',
    '@ 60 IN NS ns.invalid.',
    `@ 60 IN A ${address}`,
    '',
  ].join('\n');
}
