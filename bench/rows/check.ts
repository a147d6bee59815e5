import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ratio } from '../goals';
import { measure } from '../measure';
import { COMMAND } from '../programs';
import type { Row } from '../row';

const FILE = `type: MeshExternalService
name: httpbin
mesh: default
spec:
  match: { port: 80, protocol: http }
  endpoints: [{ address: httpbin.org, port: 443 }]
  tls: { enabled: true, verification: { serverName: httpbin.org } }
---
type: HostnameGenerator
name: example
spec:
  selector: { meshExternalService: { matchLabels: { kuma.io/origin: zone } } }
  template: '{{ .DisplayName }}.mesh.internal'
`;

/** What `meshext check` of one small file costs, beside a Node that does nothing. */
const row: Row = {
  name: 'check',
  sizes: [],
  runs: 15,
  prepare: (_, folder) => {
    writeFileSync(join(folder, 'service.yaml'), FILE);
    return {
      contestants: [
        { name: 'meshext check', run: () => measure(folder, process.execPath, [COMMAND, 'check', 'service.yaml']) },
        { name: 'node -e 0', run: () => measure(folder, process.execPath, ['-e', '0']) },
      ],
    };
  },
  goals: [ratio('wall', 0, 'meshext check', 'node -e 0', 3)],
};

export default row;
