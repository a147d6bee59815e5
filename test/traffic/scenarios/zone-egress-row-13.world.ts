import { join } from 'node:path';
import { Authority } from '../certificates';
import { type Document, MESH, service } from '../lab';
import { Port, echo } from '../servers/port';
import { runWorld } from '../world';
import { Lab, MESH_WITH_EGRESS, documents, hand } from './zone-egress';

/** Row 13 of docs/envoy.md: nobody may reach one service, and one client the other; with and without Kuma 2.8's effects. */

const SERVER = { address: '127.0.1.1', port: 8080 };

const permission = (name: string, to: string, client: object, action: string): Document => ({
  type: 'MeshTrafficPermission',
  name,
  mesh: MESH,
  spec: { targetRef: { kind: 'MeshExternalService', name: to }, from: [{ targetRef: client, default: { action } }] },
});
const declarations: readonly Document[] = [
  ...MESH_WITH_EGRESS,
  ...['closed', 'open'].map((name) => service(name, { match: { port: 80, protocol: 'tcp' }, endpoints: [SERVER] })),
  permission('nobody', 'closed', { kind: 'Mesh' }, 'Deny'),
  permission('an-exception', 'open', { kind: 'MeshService', name: 'web' }, 'Allow'),
];

runWorld(async (world) => {
  const server = await Port.listen(SERVER.address, SERVER.port, echo);
  const result: Record<string, Record<string, string>> = {};
  for (const compatibility of ['none', 'kuma-2.8']) {
    const folder = join(world.folder, compatibility);
    const lab = new Lab(folder, [documents(declarations)], { meshes: { [MESH]: { compatibility } } });
    const authority = new Authority(folder, 'mesh');
    lab.issue(MESH, authority);
    const egress = await lab.startEgress(lab.ir.zoneEgresses[0]);
    const identity = authority.memberIdentity([`spiffe://${MESH}/web`]);
    const to = (name: string) => hand({ servername: `${name}{mesh=${MESH}}`, identity });
    result[compatibility] = { closed: await to('closed'), open: await to('open') };
    await egress.stop();
  }
  server.close();
  return result;
});
