import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessOf } from '../../../src/ir/access';
import { Authority } from '../certificates';
import { get } from '../clients/http';
import { failureCode, listServices } from '../clients/reflection';
import { exchange } from '../clients/tcp';
import { CoreDns, RESOLV_CONF } from '../coredns';
import type { Envoy } from '../envoy';
import { type Document, dataplane, service } from '../lab';
import { Port, type Serve } from '../servers/port';
import { HOSTS, SourceExampleServers } from '../source-example.servers';
import { type World, runWorld } from '../world';
import { Lab, caseInputs, documents, hand, words } from './zone-egress';
import type { Matrix, Seen, ZoneEgressResult } from './zone-egress.result';

const LIMIT_MS = 10_000;
const GREETER = { address: '127.0.1.9', port: 2525 };

const MIRROR_PORT = 8099;
const mirrorService = service('mirror', {
  match: { port: 80, protocol: 'http' },
  endpoints: [{ address: 'httpbin.org', port: MIRROR_PORT }],
});

/** Beside the case: a second mesh in the zone, a server that speaks first, and one that repeats requests. */
const MORE: readonly Document[] = [
  {
    type: 'Mesh',
    name: 'other',
    mtls: { enabledBackend: 'ca-1', backends: [{ name: 'ca-1', type: 'builtin' }] },
    routing: { zoneEgress: true },
  },
  {
    ...service('other-tcp', {
      match: { port: 4242, protocol: 'tcp' },
      endpoints: [{ address: '127.0.1.1', port: 4242 }],
    }),
    mesh: 'other',
  },
  {
    type: 'MeshTrafficPermission',
    name: 'all',
    mesh: 'other',
    spec: { targetRef: { kind: 'Mesh' }, from: [{ targetRef: { kind: 'Mesh' }, default: { action: 'Allow' } }] },
  },
  service('greeter', { match: { port: 25, protocol: 'tcp' }, endpoints: [GREETER] }),
  dataplane('reader', { 21001: 'mirror' }),
  mirrorService,
  {
    type: 'MeshTrafficPermission',
    name: 'mirror',
    mesh: 'default',
    spec: {
      targetRef: { kind: 'MeshExternalService', name: 'mirror' },
      from: [{ targetRef: { kind: 'Mesh' }, default: { action: 'Allow' } }],
    },
  },
];

runWorld(async (world) => {
  const servers = await SourceExampleServers.start(world.folder);
  world.cover('/etc/resolv.conf', RESOLV_CONF);
  world.cover('/etc/ssl/certs/ca-certificates.crt', servers.authority.certificate);
  const names = await CoreDns.start(world.folder, HOSTS);
  const lab = new Lab(world.folder, [...caseInputs(), documents(MORE)]);
  for (const secret of ['tcpbin-client-cert', 'tcpbin-client-key'])
    lab.putSecret('default', secret, readFileSync(join('examples/source/secrets', secret, 'value'), 'utf8'));
  const authorities = {
    default: new Authority(world.folder, 'mesh-default'),
    other: new Authority(world.folder, 'mesh-other'),
  };
  for (const [mesh, authority] of Object.entries(authorities)) lab.issue(mesh, authority);
  const egresses = await Promise.all(lab.ir.zoneEgresses.map((one) => lab.startEgress(one)));
  try {
    for (const { name } of lab.ir.meshes.find((one) => one.name === 'default')?.services ?? [])
      if (!OWN.includes(name))
        await Promise.all(egresses.map((one) => one.withAddress(`default:meshexternalservice_${name}`)));
    const matrix = await tried(lab, servers, egresses);
    return {
      matrix,
      compiled: compiled(lab),
      byHand: await byHand(authorities),
      requests: await requests(world, lab),
    } satisfies ZoneEgressResult;
  } finally {
    for (const one of [...egresses, names]) await one.stop();
    servers.stop();
  }
});

const OWN = ['greeter', 'mirror', 'reader'];
const clients = (lab: Lab) => lab.proxies.filter(({ mesh, name }) => mesh === 'default' && !OWN.includes(name));

/** Every client and every service, pair by pair. */
async function tried(lab: Lab, servers: SourceExampleServers, egresses: readonly Envoy[]): Promise<Matrix<Seen>> {
  const rows: Record<string, Record<string, Seen>> = {};
  for (const proxy of clients(lab)) {
    const sidecar = await lab.start(proxy);
    for (const {
      port,
      service: { name, protocol },
    } of proxy.outbounds) {
      const before = servers.connections();
      const from = egresses.map((one) => one.log().length);
      const ending = await end(protocol, port);
      const reached = [...servers.connections()]
        .filter(([one, count]) => count !== before.get(one))
        .map(([one]) => one);
      const client = `spiffe://default/${proxy.name}`;
      const lines = () => egresses.flatMap((one, i) => one.log().slice(from[i]).split('\n'));
      const isTold = await soon(() =>
        lines().some(
          (line) =>
            line.includes('permission=AllowWithShadowDeny') &&
            line.includes(`service=${name}_default `) &&
            line.includes(client),
        ),
      );
      rows[name] = { ...rows[name], [proxy.name]: { ending, reached, isTold } };
    }
    await sidecar.stop();
  }
  return rows;
}

/** Access logs are written a moment later. */
async function soon(holds: () => boolean): Promise<boolean> {
  for (const end = Date.now() + 400; Date.now() < end;) {
    if (holds()) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return holds();
}

const compiled = (lab: Lab): Matrix<string> =>
  Object.fromEntries(
    (lab.ir.meshes.find(({ name }) => name === 'default')?.services ?? [])
      .filter(({ name }) => !OWN.includes(name))
      .map(({ name, access }) => [
        name,
        Object.fromEntries(clients(lab).map((proxy) => [proxy.name, accessOf(access, proxy.tags).access])),
      ]),
  );

async function end(protocol: string, port: number): Promise<string> {
  const target = `127.0.0.1:${port}`;
  if (protocol === 'http') return `status ${(await get(`http://${target}/`, LIMIT_MS)).status}`;
  if (protocol === 'grpc') {
    const code = await failureCode(listServices(target, LIMIT_MS));
    return code === undefined ? 'listed' : `code ${code}`;
  }
  return words(await exchange('127.0.0.1', port, Buffer.from('hello'), LIMIT_MS));
}

async function byHand(of: Readonly<Record<'default' | 'other', Authority>>): Promise<ZoneEgressResult['byHand']> {
  const web = of.default.memberIdentity(['spiffe://default/web', 'kuma://team/shop']);
  const stranger = of.other.memberIdentity(['spiffe://other/web']);
  const posing = of.other.memberIdentity(['spiffe://default/web', 'kuma://team/shop']);
  const astray = of.default.memberIdentity(['spiffe://other/web']);
  const expired = of.default.memberIdentity(['spiffe://default/web'], '0');
  const tcp = 'mes-tcp{mesh=default}';
  const greeter = await Port.listen(GREETER.address, GREETER.port, (socket) => socket.write('220 welcome'));
  const ends = {
    'its own service': await hand({ servername: tcp, identity: web }),
    'a service that it may not reach': await hand({ servername: 'mes-tcp-tls{mesh=default}', identity: web }),
    "a name that is nobody's": await hand({ servername: 'nobody{mesh=default}', identity: web }),
    'no name': await hand({ identity: web }),
    'no certificate': await hand({ servername: tcp }),
    'no TLS': await exchange('127.0.9.1', 10002, Buffer.from('hello'), 3000).then(words),
    'an expired certificate': await hand({ servername: tcp, identity: expired }),
    'a certificate of another mesh': await hand({ servername: tcp, identity: stranger }),
    'another authority, with names of the mesh': await hand({ servername: tcp, identity: posing }),
    'the authority of the mesh, with names of another': await hand({ servername: tcp, identity: astray }),
    'another mesh, its own service': await hand({ servername: 'other-tcp{mesh=other}', identity: stranger }),
    'a service of another mesh': await hand({ servername: 'other-tcp{mesh=other}', identity: web }),
    'a server that speaks first, and that it may not reach': await hand(
      { servername: 'greeter{mesh=default}', identity: web },
      '',
      11,
    ),
  };
  const admin = of.default.memberIdentity(['spiffe://default/admin']);
  const greeted = await hand({ servername: 'greeter{mesh=default}', identity: admin }, '', 11);
  const connections = greeter.connections;
  greeter.close();
  return { ...ends, 'a server that speaks first': greeted, 'connections to it': String(connections) };
}

/** What a server hears of a request, word by word: through an egress, and from a proxy that goes there by itself. */
async function requests(world: World, lab: Lab): Promise<ZoneEgressResult['requests']> {
  const mirror = await Port.listen(HOSTS['httpbin.org'], MIRROR_PORT, repeating);
  const alone = [dataplane('alone', { 21002: 'mirror' }), mirrorService, { type: 'Mesh', name: 'default' }];
  const direct = new Lab(join(world.folder, 'direct'), [documents(alone)]);
  const headers = {
    host: 'mirror.svc.meshext.test',
    'x-forwarded-for': '192.0.2.1',
    'x-forwarded-client-cert': 'By=spiffe://default/forged',
    'x-envoy-retry-on': '5xx',
    'x-own': 'kept',
  };
  const heard = async (from: Lab, name: string, port: number): Promise<string> => {
    const [proxy] = from.proxies.filter((one) => one.name === name);
    const sidecar = await from.start(proxy);
    try {
      return (await get(`http://127.0.0.1:${port}/a//b?c=d`, LIMIT_MS, { headers })).body;
    } finally {
      await sidecar.stop();
    }
  };
  try {
    return { through: await heard(lab, 'reader', 21001), direct: await heard(direct, 'alone', 21002) };
  } finally {
    mirror.close();
  }
}

const repeating: Serve = (socket) => {
  socket.on('data', (head) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${head.length}\r\n\r\n${head.toString()}`);
  });
};
