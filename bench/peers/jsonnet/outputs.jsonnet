// What bench/apps/mesh.ts writes, by hand: jsonnet -S -c -m FOLDER -V size=100 outputs.jsonnet
// Documents are JSON in files of YAML, as jsonnet writes streams itself.
local coredns = import 'coredns.libsonnet';
local envoy = import 'envoy.libsonnet';
local kuma = import 'kuma.libsonnet';
local services = import 'services.libsonnet';

local json(value) = std.manifestJsonEx(value, '  ') + '\n';
local documents(values) = std.join('---\n', [json(one) for one in values]);

local zones = coredns.files(services);
local size = std.length(services);
local proxies = [
  {
    name: 'proxy-%d' % d,
    outbounds: [
      { port: 20000 + k, service: services[(d * 50 + k) % size] }
      for k in std.range(0, std.min(50, size) - 1)
    ],
  }
  for d in std.range(0, 9)
];

{
  'kubernetes/kuma.k8s.yaml': documents(kuma.customResources(services)),
  'universal/HostnameGenerators.yaml': documents(kuma.generators),
  'universal/default.yaml': documents(kuma.services(services)),
  'universal/default/transparent.yaml': json(kuma.dataplane('transparent', {
    transparentProxying: { redirectPortInbound: 15006, redirectPortOutbound: 15001 },
  })),
  'envoy/default/transparent/bootstrap.json': json(envoy.transparent('transparent', services)),
} + {
  ['universal/default/%s.yaml' % one.name]: json(kuma.dataplane(one.name, {
    outbound: [kuma.outbound(it.port, it.service) for it in one.outbounds],
  }))
  for one in proxies
} + {
  ['envoy/default/%s/bootstrap.json' % one.name]: json(envoy.explicit(one.name, one.outbounds))
  for one in proxies
} + {
  ['coredns/default/' + name]: zones[name]
  for name in std.objectFields(zones)
}
