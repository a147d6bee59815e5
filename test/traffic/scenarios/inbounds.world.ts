import { join } from 'node:path';
import { exchange } from '../clients/tcp';
import { Envoy } from '../envoy';
import { MESH, applyCapture, dataplane, filesOf, generator, prepareNetwork, service, writeTree } from '../lab';
import { Port, echo } from '../servers/port';
import { attempt, runWorld } from '../world';

const LIMIT_MS = 5000;

/** The inbound of a proxy whose outbounds are captured in the way that CAPTURE says. */
runWorld(async (world) => {
  const capture = process.env['CAPTURE'] ?? '';
  prepareNetwork();
  const documents = [
    generator,
    service('api', { match: { port: 4242, protocol: 'tcp' }, endpoints: [{ address: '127.0.11.1', port: 4242 }] }),
    dataplane('web'),
  ];
  const options = {
    meshes: {
      [MESH]: { vips: { cidr: capture === 'bound' ? '127.66.0.0/16' : '242.0.0.0/8' }, envoy: { capture } },
    },
  };
  const files = filesOf(writeTree(join(world.folder, 'dist'), documents, options), 'web');
  applyCapture(files, capture);
  const application = await Port.listen('127.0.0.1', 18001, echo);
  const envoy = await Envoy.start(join(files, 'bootstrap.json'), world.folder);
  const answer = await attempt(async () => {
    const { received } = await exchange('127.0.0.1', 18000, Buffer.from('hello'), LIMIT_MS);
    return received.toString();
  });
  await envoy.stop();
  application.close();
  return answer;
});
