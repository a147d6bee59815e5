import { type Chart, Cron } from 'cdk8s';
import { CronJob, DaemonSet, Deployment, Job, Service, StatefulSet, type Workload } from 'cdk8s-plus-28';
import { CaptureRules, DataSource, Delivery, Endpoint, SidecarForm, XdsMode } from '../../src';
import { service } from './declare';
import { ALL, CONTAINERS, IMAGES, MTLS, data, delivered, deployment, names, template, world } from './sidecar';

describe('the pod', () => {
  test.each<[string, (chart: Chart) => Workload]>([
    ['Deployment', (chart) => deployment(chart)],
    ['StatefulSet', (chart) => new StatefulSet(chart, 'web', { ...CONTAINERS, service: headless(chart) })],
    ['DaemonSet', (chart) => new DaemonSet(chart, 'web', CONTAINERS)],
    ['Job', (chart) => new Job(chart, 'web', CONTAINERS)],
    ['CronJob', (chart) => new CronJob(chart, 'web', { ...CONTAINERS, schedule: Cron.daily() })],
  ])('of a %s is whole', (kind, make) => {
    const made = world();
    const workload = make(made.chart);
    service(made.mesh, 'a', { tls: MTLS });
    made.mesh.addSidecar(workload, ALL);
    const { spec, metadata } = template(made, workload);
    expect(workload.kind).toBe(kind);
    expect(names(spec.initContainers)).toEqual(['meshext-capture-nft', 'meshext-coredns', 'meshext-envoy']);
    expect(spec.initContainers.map(({ restartPolicy }) => restartPolicy)).toEqual([undefined, 'Always', 'Always']);
    expect(spec.initContainers[2].volumeMounts).toContainEqual(
      expect.objectContaining({ name: 'meshext-secrets', mountPath: '/etc/meshext/secrets' }),
    );
    expect(spec.dnsPolicy).toBe('None');
    expect(spec.dnsConfig).toEqual({
      nameservers: ['127.0.0.1'],
      searches: ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
      options: [{ name: 'ndots', value: '5' }],
    });
    expect(metadata.annotations).toHaveProperty(['meshext/config-hash'], expect.stringMatching(/^[0-9a-f]{16}$/));
  });

  test('lets only the containers with capture rules be root, for the network and nothing else', () => {
    const made = world({ captureRules: CaptureRules.IPTABLES }, { vips: { cidrV6: 'fd00:242::/64' } });
    const web = deployment(made.chart);
    service(made.mesh, 'a');
    made.mesh.addSidecar(web, ALL);
    const { initContainers } = template(made, web).spec;
    const locked = {
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      seccompProfile: { type: 'RuntimeDefault' },
    };
    const root = {
      ...locked,
      runAsUser: 0,
      runAsGroup: 0,
      runAsNonRoot: false,
      capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW'] },
    };
    const nobody = {
      ...locked,
      runAsUser: 65532,
      runAsGroup: 65532,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
    };
    expect(Object.fromEntries(initContainers.map((one) => [one.name, one.securityContext]))).toEqual({
      'meshext-capture-iptables': root,
      'meshext-capture-ip6tables': root,
      'meshext-coredns': { ...nobody, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } },
      'meshext-envoy': nobody,
    });
    expect(initContainers.slice(0, 2).map(({ command }) => command)).toEqual([
      ['iptables-restore', '--noflush', '/etc/meshext/envoy/capture.iptables'],
      ['ip6tables-restore', '--noflush', '/etc/meshext/envoy/capture.ip6tables'],
    ]);
  });

  test('lets CoreDNS have no capability where its program has none', () => {
    const made = world({ images: { ...IMAGES, corednsFileCapability: false } });
    const web = deployment(made.chart);
    service(made.mesh, 'a');
    made.mesh.addSidecar(web, ALL);
    const [, coredns] = template(made, web).spec.initContainers;
    expect(coredns).toMatchObject({ name: 'meshext-coredns', securityContext: { capabilities: { drop: ['ALL'] } } });
    expect(JSON.stringify(coredns)).not.toContain('NET_BIND_SERVICE');
  });

  test('starts the sidecar before init containers of its own, and keeps its sysctls and options', () => {
    const made = world();
    const web = new Deployment(made.chart, 'web', {
      ...CONTAINERS,
      initContainers: [{ name: 'first', image: 'first:1' }],
      securityContext: { sysctls: [{ name: 'kernel.shm_rmid_forced', value: '1' }] },
      dns: { options: [{ name: 'ndots', value: '2' }], searches: ['corp.example'] },
    });
    service(made.mesh, 'a');
    made.mesh.addSidecar(web, ALL);
    web.addInitContainer({ name: 'last', image: 'last:1' });
    const { initContainers, securityContext, dnsConfig } = template(made, web).spec;
    expect(names(initContainers)).toEqual(['meshext-capture-nft', 'meshext-coredns', 'meshext-envoy', 'first', 'last']);
    expect(securityContext.sysctls).toEqual([
      { name: 'kernel.shm_rmid_forced', value: '1' },
      { name: 'net.ipv4.ip_unprivileged_port_start', value: '53' },
    ]);
    expect(dnsConfig).toMatchObject({ options: [{ name: 'ndots', value: '2' }] });
    expect(JSON.stringify(dnsConfig)).toContain('corp.example');
  });

  test('has its own folders where hosts are delivered as well', () => {
    const made = world({}, { delivery: [...delivered(), Delivery.host({ dnsAddress: '127.0.0.2' })] });
    const web = deployment(made.chart);
    service(made.mesh, 'a', { tls: MTLS });
    made.mesh.addSidecar(web, ALL);
    expect(template(made, web).spec.initContainers[2].volumeMounts).toContainEqual(
      expect.objectContaining({ mountPath: '/etc/meshext/envoy' }),
    );
    expect(data(made, 'envoy')['bootstrap.json']).toContain('"/etc/meshext/envoy/sds__pair__pair-cert__pair-key.json"');
    expect(data(made, 'coredns')['Corefile']).toContain('bind 127.0.0.1\n');
  });

  test('of the classic form has the containers beside its own', () => {
    const made = world({ form: SidecarForm.CLASSIC });
    const web = deployment(made.chart);
    service(made.mesh, 'a', { tls: MTLS });
    made.mesh.addSidecar(web, ALL);
    const { spec } = template(made, web);
    expect(names(spec.initContainers)).toEqual(['meshext-capture-nft']);
    expect(names(spec.containers)).toEqual(['main', 'meshext-coredns', 'meshext-envoy']);
    expect(JSON.stringify(spec.containers[2].volumeMounts)).toContain('/etc/meshext/secrets');
    expect(spec.containers.flatMap(({ restartPolicy }) => restartPolicy ?? [])).toEqual([]);
  });

  test('is replaced when the configuration changes, and need not be when Envoy reads it again', () => {
    const hashes = (xds: XdsMode, ports: readonly number[]): string[] =>
      ports.map((port) => {
        const made = world();
        const web = deployment(made.chart);
        service(made.mesh, 'a', { endpoints: [Endpoint.dns('a.example', port)] });
        made.mesh.addSidecar(web, { ...ALL, envoy: { xds } });
        return template(made, web).metadata.annotations?.['meshext/config-hash'] ?? '';
      });
    expect(new Set(hashes(XdsMode.STATIC, [80, 80])).size).toBe(1);
    expect(new Set(hashes(XdsMode.STATIC, [80, 81])).size).toBe(2);
    expect(new Set(hashes(XdsMode.FILESYSTEM, [80, 81])).size).toBe(1);
  });

  test('can be made twice, with what was declared meanwhile', () => {
    const made = world();
    const web = deployment(made.chart);
    service(made.mesh, 'a', { tls: MTLS });
    made.mesh.addSidecar(web, ALL);
    const first = JSON.stringify(template(made, web));
    expect(JSON.stringify(template(made, web))).toBe(first);
    service(made.mesh, 'b', { tls: { enabled: true, verification: { caCert: DataSource.secret('late') } } });
    const { volumes } = template(made, web).spec;
    expect(volumes.filter(({ name }) => name === 'meshext-secrets').map(({ projected }) => projected?.sources)).toEqual(
      [
        ['late', 'pair-cert', 'pair-key'].map((name) => ({
          secret: { name, items: [{ key: 'value', path: `${name}/value` }] },
        })),
      ],
    );
  });
});

function headless(chart: Chart): Service {
  return new Service(chart, 'headless', { ports: [{ port: 80 }] });
}
