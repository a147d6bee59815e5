// The services of bench/apps/services.ts, with what all outputs say of them.
local size = std.parseInt(std.extVar('size'));
local service(i) =
  local name = 'service-' + std.substr('00000', 0, 6 - std.length('' + i)) + i;
  local partner = 'partner-' + i % 97 + '.example.com';
  local host = name + '.' + partner;
  local octets = [i + 1 & 255, i + 1 >> 8 & 255, i + 1 >> 16];
  {
    name: name,
    hostname: name + '.svc.meshext.local',
    vip: '242.' + octets[2] + '.' + octets[1] + '.' + octets[0],
    reverse: octets[0] + '.' + octets[1] + '.' + octets[2] + '.242.in-addr.arpa',
    partner: partner,
    host: host,
    secure: i % 2 == 1,
    labels: {
      'acme.io/team': 'team-' + i % 31,
      'acme.io/tier': ['gold', 'silver', 'bronze'][i % 3],
      'kuma.io/origin': 'zone',
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
          subjectAltNames: [{ type: 'Exact', value: host }, { type: 'Prefix', value: 'spiffe://' + partner + '/' }],
        },
      },
    },
  };
[service(i) for i in std.range(0, size - 1)]
