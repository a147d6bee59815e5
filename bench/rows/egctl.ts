import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ratio } from '../goals';
import { measure } from '../measure';
import { gatewayApi } from '../peers/gateway-api';
import { builtApp, installedGo } from '../programs';
import type { Row } from '../row';

const OURS = 'MeshApp, all outputs';
const THEIRS = 'egctl x translate';
const EGCTL = { module: 'github.com/envoyproxy/gateway', version: '1.9.1', below: '/cmd/egctl' };

/** Envoy Gateway, offline as we are: from backends and routes to what Envoy is told. */
const row: Row = {
  name: 'egctl',
  sizes: [100, 1000],
  runs: 3,
  prepare: (size, folder) => {
    const app = builtApp('mesh');
    const egctl = installedGo('egctl', EGCTL);
    writeFileSync(join(folder, 'gateway.yaml'), gatewayApi(size));
    const ours = () => {
      for (const one of ['dist', 'meshext.lock.yaml']) rmSync(join(folder, one), { recursive: true, force: true });
      return measure(folder, process.execPath, [app, String(size)]);
    };
    const translate = ['x', 'translate', '--from', 'gateway-api', '--to', 'xds', '-o', 'json', '-f', 'gateway.yaml'];
    return {
      contestants: [
        { name: OURS, run: ours },
        { name: THEIRS, run: () => measure(folder, egctl, translate) },
      ],
    };
  },
  goals: [100, 1000].map((size) => ratio('wall', size, OURS, THEIRS, 1)),
};

export default row;
