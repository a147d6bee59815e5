import { dataplane, documents, generator, meshext, put, service, tree, workFolder } from './meshext';

/** What options change of a run. */

describe('in the command', () => {
  const folder = workFolder({ 'all.yaml': documents(generator, service('api'), dataplane('client', 'api')) });
  const run = (...args: readonly string[]) => meshext(folder.path, args);
  const services = (): readonly Record<string, unknown>[] =>
    (JSON.parse(run('list', '--format', 'json', 'all.yaml').stdout) as { services: Record<string, unknown>[] })
      .services;

  test('meshext.yaml in the working directory counts, and --options names another', () => {
    put(folder.path, { 'meshext.yaml': 'meshes: { default: { vips: { cidr: 10.1.0.0/16 } } }' });
    expect(services()[0].vip).toMatch(/^10\.1\./);
    put(folder.path, { 'other/options.yaml': 'zone: east\nsystemNamespace: kuma\nlockFile: vips.yaml\n' });
    expect(run('compile', '--options', 'other/options.yaml', 'all.yaml').status).toBe(0);
    const written = tree(folder.path, '.');
    expect(written['other/vips.yaml']).toContain('default/api: 242.');
    expect(Object.keys(written)).toContain('dist/coredns/default.east/Corefile');
    expect(written['dist/kubernetes/default.east.k8s.yaml']).toContain('namespace: kuma\n');
  });

  test('a pinned VIP, a DNS zone, a Dataplane among the manifests', () => {
    put(folder.path, {
      'meshext.yaml': `services: { default/api: { vip: 242.0.0.9 } }
hostnameGenerators: { example: { dnsZone: meshext.local } }
dataplanes: { default/client: { kubernetes: true } }
meshes: { default: { vips: { cidrV6: 'fd00:1::/64' } } }
`,
    });
    expect(run('compile', 'all.yaml')).toMatchObject({ status: 0, stdout: '' });
    expect(services()[0].vip).toMatch(/^242\.0\.0\.9, fd00:1::/);
    expect(Object.keys(tree(folder.path, 'dist'))).toContain('coredns/default/meshext.local.zone');
    expect(tree(folder.path, 'dist')['kubernetes/default.k8s.yaml']).toContain('kind: Dataplane');
  });

  test('options for what is not declared are a warning with the nearest name', () => {
    put(folder.path, { 'meshext.yaml': 'meshes: { defualt: {} }\ndataplanes: { default/clint: {} }\n' });
    const { status, stdout } = run('check', 'all.yaml');
    expect(status).toBe(0);
    expect(stdout).toContain(`warning[option-unused] meshes["defualt"]: no Mesh "defualt" is declared`);
    expect(stdout).toContain('Did you mean "default"?');
    expect(stdout).toContain('  at meshext.yaml:2:15');
    expect(stdout).toContain('Did you mean "default/client"?');
  });

  test('a wrong value is shown where it stands in the options', () => {
    put(folder.path, {
      'meshext.yaml':
        'meshes:\n  default:\n    vips:\n      cidr: nonsense\n    envoy:\n      dnsResolvers:\n        - nowhere\n',
    });
    const { status, stdout } = run('check', '--format', 'oneline', 'all.yaml');
    expect(status).toBe(1);
    expect(stdout).toContain('meshext.yaml:4:7: error vip-range-invalid: vips.cidr: "nonsense"');
    expect(stdout).toContain('meshext.yaml:7:11: error name-server-invalid: envoy.dnsResolvers[0]: "nowhere"');
  });

  test('an allowed finding is an info with the reason, also under --strict; an unused allowance is a warning', () => {
    put(folder.path, {
      'meshext.yaml':
        'allow:\n  - { code: hostname-missing, at: MeshExternalService/default/api, reason: Found by address. }\n',
      'api.yaml': service('api'),
    });
    const { status, stdout } = run('check', '--strict', 'api.yaml');
    expect(status).toBe(0);
    expect(stdout).toContain('info[hostname-missing]');
    expect(stdout).toContain('hint: Allowed: Found by address.');
    expect(run('check', 'all.yaml').stdout).toContain('warning[allowance-unused]');
  });

  test('errors in options stop compile, and the documents are judged all the same', () => {
    put(folder.path, { 'meshext.yaml': 'zoen: east\n', 'bad.yaml': service('bad', 0) });
    const { status, stderr } = run('compile', 'all.yaml', 'bad.yaml');
    expect(status).toBe(1);
    expect(stderr).toContain('error[option-unknown] zoen:');
    expect(stderr).toContain('error[match-port]');
    expect(Object.keys(tree(folder.path, '.')).some((path) => path.startsWith('dist/'))).toBe(false);
  });
});
