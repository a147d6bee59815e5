import { Authority } from '../certificates';
import { get } from '../clients/http';
import { exchange } from '../clients/tcp';
import { type Document, MESH, applyCapture, dataplane, filesOf, prepareNetwork, service } from '../lab';
import { httpMirror } from '../servers/http';
import { Port, echo } from '../servers/port';
import { runWorld } from '../world';
import { Lab, MESH_WITH_EGRESS, documents, words } from './zone-egress';

/** VIPs that are redirected, by chains that services share, and lead to servers through an egress. */

const SERVICES = { first: 'http', second: 'http', closed: 'http', bytes: 'tcp', shut: 'tcp' } as const;
const ADDRESSES = Object.fromEntries(Object.keys(SERVICES).map((name, i) => [name, `127.0.1.${i + 1}`]));
const declarations: readonly Document[] = [
  ...MESH_WITH_EGRESS,
  ...Object.entries(SERVICES).map(([name, protocol]) =>
    service(name, { match: { port: 80, protocol }, endpoints: [{ address: ADDRESSES[name], port: 8080 }] }),
  ),
  dataplane('web'),
  ...['first', 'second', 'bytes'].map((name) => ({
    type: 'MeshTrafficPermission',
    name,
    mesh: MESH,
    spec: {
      targetRef: { kind: 'MeshExternalService', name },
      from: [{ targetRef: { kind: 'Mesh' }, default: { action: 'Allow' } }],
    },
  })),
];

runWorld(async (world) => {
  prepareNetwork();
  const names = Object.keys(SERVICES) as (keyof typeof SERVICES)[];
  const ports = await Promise.all(
    names.map((name) => Port.listen(ADDRESSES[name], 8080, SERVICES[name] === 'tcp' ? echo : httpMirror())),
  );
  const lab = new Lab(world.folder, [documents(declarations)], { capture: 'redirect' });
  lab.issue(MESH, new Authority(world.folder, 'mesh'));
  const envoys = [await lab.startEgress(lab.ir.zoneEgresses[0]), await lab.start(lab.proxies[0])];
  applyCapture(filesOf(lab.tree, 'web'), 'redirect');
  const result: Record<string, unknown> = {};
  for (const name of names) {
    const { vips } = lab.ir.meshes[0].services.find((one) => one.name === name) ?? { vips: [] };
    const before = ports.map((one) => one.connections);
    const ending =
      SERVICES[name] === 'tcp'
        ? await exchange(vips[0], 80, Buffer.from('hello'), 5000).then(words)
        : `status ${(await get(`http://${vips[0]}/`, 5000)).status}`;
    result[name] = { ending, reached: names.filter((_, j) => ports[j].connections !== before[j]) };
  }
  for (const one of envoys) await one.stop();
  for (const one of ports) one.close();
  return result;
});
