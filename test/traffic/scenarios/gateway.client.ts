import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { get } from '../clients/http';
import { failureCode, listServices } from '../clients/reflection';
import { exchange } from '../clients/tcp';
import { SERVICES, type Seen, type Service } from './gateway.result';

/** Run in the namespaces of a pod: asks by hostname as an application does, or tries one connection. */

const LIMIT_MS = 6000;
const nameOf = (service: string): string => `${service}.svc.meshext.local`;

async function reach(service: Service): Promise<string> {
  const port = SERVICES[service];
  const host = nameOf(service);
  if (service.includes('http')) return `status ${(await get(`http://${host}:${port}/get`, LIMIT_MS)).status}`;
  if (service.includes('grpc')) {
    const code = await failureCode(listServices(`${host}:${port}`, LIMIT_MS));
    return code === undefined ? 'listed' : `code ${code}`;
  }
  return (await exchange(host, port, Buffer.from('hello'), LIMIT_MS)).ended;
}

const said = (error: unknown): string => (error as { readonly code?: string }).code ?? String(error);

async function look(): Promise<Seen> {
  const resolver = new Resolver({ timeout: 1000, tries: 3 });
  const [address] = await resolver.resolve4(nameOf('mes-http'));
  const services = await Promise.all(
    (Object.keys(SERVICES) as Service[]).map(async (one) => [one, await reach(one).catch(said)] as const),
  );
  return {
    services: Object.fromEntries(services) as Seen['services'],
    unknown: await resolver.resolve4(nameOf('nobody')).then(String, said),
    reverse: await resolver.reverse(address).catch((error: unknown) => [said(error)]),
  };
}

/** Whether a connection opens. */
const open = (host: string, port: number): Promise<string> =>
  new Promise((done) => {
    const socket = connect({ host, port, timeout: 2000 }, () => done('open'));
    socket.once('timeout', () => done('no answer')).once('error', (error) => done(said(error)));
  });

const [host, port] = process.argv.slice(2);
(host === undefined ? look() : open(host, Number(port)))
  .then((result) => process.stdout.write(JSON.stringify(result), () => process.exit(0)))
  .catch((error: unknown) => process.stderr.write(String(error), () => process.exit(1)));
