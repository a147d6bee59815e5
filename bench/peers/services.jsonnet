// The services of bench/apps/services.ts as custom resources: jsonnet -y -V size=100 services.jsonnet
local size = std.parseInt(std.extVar('size'));
local service(i) =
  local name = 'service-%06d' % i;
  local host = '%s.partner-%d.example.com' % [name, i % 97];
  {
    apiVersion: 'kuma.io/v1alpha1',
    kind: 'MeshExternalService',
    metadata: {
      name: name,
      namespace: 'kuma-system',
      labels: {
        'kuma.io/origin': 'zone',
        'acme.io/team': 'team-%d' % (i % 31),
        'acme.io/tier': ['gold', 'silver', 'bronze'][i % 3],
        'kuma.io/mesh': 'default',
      },
    },
    spec: {
      match: { type: 'HostnameGenerator', port: 1024 + i % 5000, protocol: ['tcp', 'http', 'grpc'][i % 3] },
      endpoints: [{ address: host, port: 443 }, { address: 'backup.' + host, port: 8443 }],
      [if i % 2 == 1 then 'tls']: {
        enabled: true,
        version: { min: 'TLS12', max: 'TLS13' },
        verification: {
          mode: 'Secured',
          serverName: host,
          subjectAltNames: [
            { type: 'Exact', value: host },
            { type: 'Prefix', value: 'spiffe://partner-%d.example.com/' % (i % 97) },
          ],
        },
      },
    },
  };
[service(i) for i in std.range(0, size - 1)]
