import { Delivery, MeshOutput } from '../../src';
import { service } from './declare';
import { data, deployment, delivered, world } from './sidecar';

test('with both, the cluster answers with addresses of the gateway, and the pod with VIPs', () => {
  // GIVEN
  const gateway = Delivery.gateway({ clusterIpRange: '10.96.128.0/24', images: { envoy: 'envoy:1' } });
  const made = world({}, { delivery: [...delivered(), gateway] });
  const web = deployment(made.chart);
  const bank = service(made.mesh, 'bank');

  // WHEN
  made.mesh.addSidecar(web, { services: [bank] });

  // THEN
  const record = /^\s*bank\.mesh\.local\. 30 IN A (\S+)$/m;
  const inPod = record.exec(Object.values(data(made, 'coredns')).join('\n'))?.[1];
  expect(inPod).toBe(bank.vip);
  const documents = MeshOutput.of(made.app).files['kubernetes/kuma.k8s.yaml'].split('\n---\n');
  const cluster = documents.filter((one) => one.includes('name: coredns-custom')).join('\n');
  expect(record.exec(cluster)?.[1]).toMatch(/^10\.96\.128\.\d+$/);
});
