import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ratio } from '../goals';
import { measure } from '../measure';
import { gatewayApi } from '../peers/gateway-api';
import { builtApp, installedGo } from '../programs';
import type { Row } from '../row';

const OURS = 'MeshApp, all outputs';
const THEIRS = 'egctl x translate';
const EGCTL = { module: 'github.com/envoyproxy/gateway', version: '1.9.1', below: '/cmd/egctl' };
const SIZES = [100, 1000, 10_000];
const LIMIT = 600; // seconds: it takes some 0.15 s for each route

/** Envoy Gateway, offline as we are: from backends and routes to what Envoy is told. */
const row: Row = {
  name: 'egctl',
  sizes: SIZES,
  runs: 2,
  prepare: (size, folder) => {
    const app = builtApp('mesh');
    const egctl = installedGo('egctl', EGCTL);
    writeFileSync(join(folder, 'gateway.yaml'), gatewayApi(size));
    const ours = () => {
      for (const one of ['dist', 'meshext.lock.yaml']) rmSync(join(folder, one), { recursive: true, force: true });
      return measure(folder, process.execPath, [app, String(size)]);
    };
    const translate = ['x', 'translate', '--from', 'gateway-api', '--to', 'xds', '-o', 'json', '-f', 'gateway.yaml'];
    const theirs = () => {
      const measured = measure(folder, egctl, translate, { output: 'xds.json', limit: LIMIT });
      if (measured.stopped !== true) checkRoutes(readFileSync(join(folder, 'xds.json'), 'utf8'), size);
      return measured;
    };
    return {
      contestants: [
        { name: OURS, run: ours },
        { name: THEIRS, run: theirs },
      ],
    };
  },
  goals: SIZES.map((size) => ratio('wall', size, OURS, THEIRS, 1)),
};

function checkRoutes(xds: string, size: number): void {
  const found = xds.match(/"domains":\s*\["service-/g)?.length ?? 0;
  if (found !== size) throw new Error(`egctl has ${found} routes of ${size}`);
}

export default row;
