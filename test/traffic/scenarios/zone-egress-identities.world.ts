import { join } from 'node:path';
import { putFile } from '../../written';
import { Authority } from '../certificates';
import { type Document, MESH, dataplane, service } from '../lab';
import { exchange } from '../clients/tcp';
import { until } from '../poll';
import { Port, echo } from '../servers/port';
import { runWorld } from '../world';
import { Versions } from './versions';
import { Lab, MESH_WITH_EGRESS, documents, hand, urisOf, words } from './zone-egress';

/** Identities that come after the start, and that change while proxies run. */

const SERVER = { address: '127.0.1.1', port: 8080 };
const OUTBOUND = 21001;
const declarations: readonly Document[] = [
  ...MESH_WITH_EGRESS,
  service('x', { match: { port: 80, protocol: 'tcp' }, endpoints: [SERVER] }),
  dataplane('web', { [OUTBOUND]: 'x' }),
  {
    type: 'MeshTrafficPermission',
    name: 'web',
    mesh: MESH,
    spec: {
      targetRef: { kind: 'MeshExternalService', name: 'x' },
      from: [{ targetRef: { kind: 'MeshService', name: 'web' }, default: { action: 'Allow' } }],
    },
  },
];

runWorld(async (world) => {
  const server = await Port.listen(SERVER.address, SERVER.port, echo);
  const lab = new Lab(world.folder, [documents(declarations)]);
  const [proxy] = lab.proxies;
  const secrets = new Versions(join(world.folder, 'secrets'));
  secrets.exchange(() => undefined);
  const issue = (authority: Authority): void =>
    secrets.exchange((folder) => {
      const put = (name: string, uris: readonly string[]): void => {
        const { cert, key } = authority.memberIdentity(uris);
        const files = { 'tls.crt': cert, 'tls.key': key, 'ca.crt': authority.certificate };
        for (const [file, text] of Object.entries(files)) putFile(folder, `identities/${MESH}/${name}/${file}`, text);
      };
      put('web', urisOf(MESH, proxy));
      put('ZoneEgress', [`spiffe://${MESH}/zone-egress`]);
    });
  const ask = () => exchange('127.0.0.1', OUTBOUND, Buffer.from('hello'), 3000).then(words, String);
  const running = async <T>(use: () => Promise<T>): Promise<T> => {
    const all = [await lab.startEgress(lab.ir.zoneEgresses[0]), await lab.start(proxy)];
    try {
      return await use();
    } finally {
      for (const one of all) await one.stop();
    }
  };
  const [first, second] = [new Authority(world.folder, 'first'), new Authority(world.folder, 'second')];
  const early = first.memberIdentity([`spiffe://${MESH}/web`]);
  const byHand = () => hand({ servername: `x{mesh=${MESH}}`, identity: early });
  const without = await running(ask);
  issue(first);
  const result = await running(async () => {
    const issued = { sidecar: await ask(), byHand: await byHand() };
    issue(second);
    await until('the new authority', 20_000, async () => (await byHand()).startsWith('refused') || undefined);
    await until('the new certificate', 20_000, async () => (await ask()) === '5 bytes, complete' || undefined);
    return { issued, changed: { sidecar: await ask(), byHand: await byHand() } };
  });
  server.close();
  return { without, ...result };
});
