import { connect } from 'node:net';
import { Authority } from '../certificates';
import { get } from '../clients/http';
import { collect } from '../clients/tcp';
import { CoreDns, RESOLV_CONF } from '../coredns';
import { type Document, MESH, dataplane, service } from '../lab';
import { httpMirror } from '../servers/http';
import { Port } from '../servers/port';
import { type World, runWorld } from '../world';
import type { FailoverResult, Loss } from './zone-egress-failover.result';
import { Requests } from './requests';
import { Lab, documents } from './zone-egress';

/** One of two endpoints dies, then the name server, then one of two egresses; each under requests. */

const GOOD_AFTERWARDS = 40;
/** More than the three requests that Envoy tries again at once by itself. */
const CLIENTS = 6;
const SERVERS = ['127.0.1.1', '127.0.1.2'];
const NAME = 'server.example';
const PORTS = { plain: 21001, retried: 21002, bytes: 21003, named: 21004 };
type Case = keyof typeof PORTS;
const CASES = Object.keys(PORTS) as Case[];

const egress = (name: string, last: number): Document => ({
  type: 'ZoneEgress',
  name,
  zone: 'default',
  networking: { address: `127.0.9.${last}`, port: 10002, admin: { port: 9910 + last } },
});
const declarations: readonly Document[] = [
  {
    type: 'Mesh',
    name: MESH,
    mtls: { enabledBackend: 'ca-1', backends: [{ name: 'ca-1', type: 'builtin' }] },
    routing: { zoneEgress: true },
  },
  egress('egress-1', 1),
  egress('egress-2', 2),
  ...CASES.map((one) =>
    service(one, {
      match: { port: 80, protocol: one === 'bytes' ? 'tcp' : 'http' },
      endpoints:
        one === 'named' ? [{ address: NAME, port: 8080 }] : SERVERS.map((address) => ({ address, port: 8080 })),
    }),
  ),
  {
    type: 'MeshTrafficPermission',
    name: 'all',
    mesh: MESH,
    spec: { targetRef: { kind: 'Mesh' }, from: [{ targetRef: { kind: 'Mesh' }, default: { action: 'Allow' } }] },
  },
  dataplane('web', Object.fromEntries(CASES.map((one) => [PORTS[one], one]))),
];
const SERVICES = {
  [`${MESH}/retried`]: { envoy: { retry: { numRetries: 3 } } },
  [`${MESH}/named`]: { envoy: { retry: { numRetries: 3 } } },
};

runWorld(async (world) => {
  world.cover('/etc/resolv.conf', RESOLV_CONF);
  const names = await CoreDns.start(world.folder, { [NAME]: SERVERS[1] });
  const servers = await Promise.all(SERVERS.map((address) => Port.listen(address, 8080, httpMirror())));
  const lab = labIn(world);
  const egresses = await Promise.all(lab.ir.zoneEgresses.map((one) => lab.startEgress(one)));
  await Promise.all(egresses.map((one) => one.withAddress(`${MESH}:meshexternalservice_named`)));
  const [proxy] = lab.proxies;
  const sidecar = await lab.start(proxy);
  try {
    const result: Record<string, Loss> = {};
    Object.assign(result, await losses('an endpoint', ['plain', 'retried', 'bytes'], () => servers[0].close()));
    Object.assign(result, await losses('the name server', ['named'], () => void names.stop()));
    Object.assign(result, await losses('an egress', CASES, () => egresses[0].kill()));
    return result satisfies FailoverResult;
  } finally {
    for (const one of [sidecar, egresses[1], names]) await one.stop();
    servers[1].close();
  }
});

function labIn(world: World): Lab {
  const lab = new Lab(world.folder, [documents(declarations)], { services: SERVICES });
  lab.issue(MESH, new Authority(world.folder, 'mesh'));
  return lab;
}

async function losses(what: string, cases: readonly Case[], die: () => void): Promise<FailoverResult> {
  const running = cases.map((one) => Array.from({ length: CLIENTS }, () => new Requests(one, ask)));
  await Promise.all(running.flat().map((one) => one.until('answered', 10)));
  const died = Date.now();
  die();
  await new Promise((done) => setTimeout(done, 300));
  await Promise.all(running.flat().map((one) => one.until('answered', GOOD_AFTERWARDS, died)));
  const all = await Promise.all(running.map((some) => Promise.all(some.map((one) => one.stop()))));
  return Object.fromEntries(
    cases.map((one, i): [string, Loss] => {
      const after = all[i].flat().filter(({ at }) => at >= died);
      const good = after.filter(({ who }) => who === 'answered').map(({ at }) => at);
      return [
        `${what} dies, ${one}`,
        {
          untilGood: Math.min(...good) - died,
          lost: after.length - good.length,
          answered: good.length,
          reasons: [...new Set(after.map(({ who }) => who).filter((who) => who !== 'answered'))],
        },
      ];
    }),
  );
}

/** Each request on a connection of its own. */
async function ask(one: Case): Promise<string> {
  try {
    if (one === 'bytes') {
      const socket = connect({ host: '127.0.0.1', port: PORTS.bytes });
      socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
      const { received } = await collect(socket, 12, 5000);
      return received.toString().startsWith('HTTP/1.1 200') ? 'answered' : 'closed';
    }
    const { status } = await get(`http://127.0.0.1:${PORTS[one]}/`, 5000);
    return status === 200 ? 'answered' : `status ${status}`;
  } catch (error) {
    return String(error);
  }
}
