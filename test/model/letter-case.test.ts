import { checkModel } from '../../src/model/check';
import { load } from '../../src/model/load';
import type { Model } from '../../src/model/model';

test('keys in another letter case count in Universal, as in Kuma, and are told', () => {
  const universal = `type: MeshExternalService
Mesh: default
name: x
spec:
  match: { port: 80, protocol: tcp }
  ENDPOINTS: [{ address: a.example.com, Port: 443 }]
`;
  const kubernetes = `apiVersion: kuma.io/v1alpha1
kind: MeshExternalService
metadata: { name: x, namespace: kuma-system }
spec:
  match: { port: 80 }
  Endpoints: [{ address: a.example.com, port: 443 }]
`;
  const [folded, other] = [universal, kubernetes].map((text) => load([{ file: 'a.yaml', text }]).model);
  expect(folded.services[0].spec.endpoints).toEqual([{ address: 'a.example.com', port: 443 }]);
  expect(other.services[0].spec.endpoints).toBeUndefined();
  const told = (model: Model): string[] =>
    checkModel(model)
      .filter(({ authority }) => authority === 'meshext')
      .map(({ code, at }) => `${code} ${at.field}`);
  expect(told(folded)).toEqual([
    'key-letter-case Mesh',
    'key-letter-case spec.endpoints[0].Port',
    'key-letter-case spec.ENDPOINTS',
  ]);
  expect(told(other)).toEqual(['unknown-field spec.Endpoints']);
});
