import fc from 'fast-check';
import { parse } from 'yaml';
import { load } from '../../src/model/load';
import { lockText } from '../../src/model/lock';
import { readLock } from '../../src/model/read-lock';
import { readYaml } from '../../src/model/yaml/documents';
import { toYaml } from '../../src/yaml';
import { tries } from './runs';
import { anyJson, fields, wellFormedText, mapOf } from './values';

/** Texts that look like something else stay texts, on their way out and back. */

const { parameters, timeout } = tries(500);

test(
  'what is written, every reader gives back',
  () => {
    fc.assert(
      fc.property(fields({ value: anyJson }), (value) => {
        const text = toYaml(value);
        const read = [
          parse(text, { version: '1.1' }) as unknown,
          parse(text, { version: '1.2' }) as unknown,
          ...[...readYaml(text)].map((one) => one.value),
        ];
        expect(read.map((one) => JSON.stringify(one))).toEqual(Array(3).fill(JSON.stringify(value)));
      }),
      parameters,
    );
  },
  timeout,
);

test(
  'names, labels and annotations reach the model as they were written',
  () => {
    fc.assert(
      fc.property(wellFormedText, wellFormedText, mapOf(wellFormedText, wellFormedText), (name, mesh, labels) => {
        const spec = { match: { port: 80 } };
        const metadata = { name, labels: { ...labels, 'kuma.io/mesh': mesh }, annotations: labels };
        const documents = [
          { type: 'MeshExternalService', mesh, name, labels, spec },
          { apiVersion: 'kuma.io/v1alpha1', kind: 'MeshExternalService', metadata, spec },
        ];
        const text = documents.map(toYaml).join('---\n');
        const [universal, kubernetes] = load([{ file: 'a.yaml', text }]).model.services;
        expect([universal.name, kubernetes.name, kubernetes.place.mesh]).toEqual([name, name, mesh]);
        expect(JSON.stringify([universal.labels, kubernetes.annotations])).toBe(JSON.stringify([labels, labels]));
      }),
      parameters,
    );
  },
  timeout,
);

const addresses = fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => [`242.0.${a}.${b}`]);
const key = wellFormedText.map((text) => `default/${text}`);

test(
  'keys of the lock are read back as they were written',
  () => {
    fc.assert(
      fc.property(fc.array(fc.record({ key, addresses })), (entries) => {
        const { lock, diagnostics } = readLock('meshext.lock.yaml', lockText(entries), false);
        expect(diagnostics).toEqual([]);
        expect(lock.map((one) => ({ key: one.key, addresses: one.addresses }))).toEqual(entries);
      }),
      parameters,
    );
  },
  timeout,
);
