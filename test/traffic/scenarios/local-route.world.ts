import { createServer } from 'node:http';
import { join } from 'node:path';
import { get } from '../clients/http';
import { Envoy } from '../envoy';
import { MESH, applyCapture, dataplane, filesOf, generator, judged, put, service } from '../lab';
import { Port, type Serve } from '../servers/port';
import { type Part, attempt, runWorld } from '../world';
import { FarSide, NEAR } from './far-side';

const LIMIT_MS = 5000;
const ADDRESS = '127.0.8.1';

/** Who gets to a service whose VIP is led to this host. */
runWorld(async (world): Promise<Record<string, Part<string>>> => {
  const declared = service('web', {
    match: { port: 80, protocol: 'http' },
    endpoints: [{ address: ADDRESS, port: 8080 }],
  });
  const options = { meshes: { [MESH]: { envoy: { capture: 'local-route' } } } };
  const result = judged([generator, declared, dataplane('client')], options);
  const files = filesOf(put(join(world.folder, 'dist'), result), 'client');
  const [vip] = result.ir.meshes[0].services[0].vips;
  applyCapture(files, 'local-route');
  const far = await FarSide.start(world.folder, []);
  far.route(vip);
  const ports = await Promise.all([Port.listen(ADDRESS, 8080, web), Port.listen(NEAR, 8080, web)]);
  const envoy = await Envoy.start(join(files, 'bootstrap.json'), world.folder);
  try {
    return {
      here: await attempt(async () => String((await get(`http://${vip}/`, LIMIT_MS)).status)),
      neighbour: await attempt(() => far.status(`http://${vip}/`)),
      'neighbour, another port of the host': await attempt(() => far.status(`http://${NEAR}:8080/`)),
    };
  } finally {
    await envoy.stop();
    await far.stop();
    for (const port of ports) port.close();
  }
});

const web: Serve = (socket) => void createServer((_, answer) => answer.end('web')).emit('connection', socket);
