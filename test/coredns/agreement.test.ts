import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testWith } from '../tools';
import { run } from '../run';
import { expectationOf } from '../traffic/lab';
import { withCoreDns } from './server';

/** Where no other name server is asked: what is declared says of a name what CoreDNS answers, refusal included. */

const DIST = join(__dirname, '../../dist');
const ZONE = 'svc.meshext.local';
const FILES = ['HostnameGenerators.yaml', 'default.yaml', 'default/example.yaml'];

testWith(['coredns'])('a name is unknown exactly where CoreDNS has no address for it', () =>
  withCoreDns(join(DIST, 'coredns/default'), ZONE, async (ask) => {
    // GIVEN
    const inputs = FILES.map((file) => ({ file, text: readFileSync(join(DIST, 'universal', file), 'utf8') }));
    const example = expectationOf(run(inputs, '').ir).from('example');
    const unknown = ['unknown', 'deeper.mes-http'].map((name) => `${name}.${ZONE}`);
    const names = [`mes-http.${ZONE}`, `MES-GRPC.${ZONE}`, ...unknown, ZONE, '242.in-addr.arpa', 'httpbin.org'];

    for (const name of names) {
      // WHEN
      const { answers } = await ask(name, 'A');

      // THEN
      const claim = (): void => example.to(name, 80).isUnknown();
      if (answers.length > 0) expect(claim).toThrow(`is ${answers[0].data}`);
      else claim();
    }
  }),
);
