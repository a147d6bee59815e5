// Kuma's resources: as custom resources and in their Universal form.
local generator = {
  selector: { meshExternalService: { matchLabels: { 'kuma.io/origin': 'zone' } } },
  template: '{{ .DisplayName }}.svc.meshext.local',
};
local custom(kind, name, labels, spec) = {
  apiVersion: 'kuma.io/v1alpha1',
  kind: kind,
  metadata: { name: name, namespace: 'kuma-system', labels: labels },
  spec: spec,
};
local universal(type, name, labels, spec) = {
  type: type,
  name: name,
  labels: { 'kuma.io/zone': 'default' } + labels,
  spec: spec,
};
{
  customResources(services):
    [custom('HostnameGenerator', 'example', { 'kuma.io/origin': 'zone' }, generator)] +
    [custom('MeshExternalService', one.name, { 'kuma.io/mesh': 'default' } + one.labels, one.spec) for one in services],

  generators: [universal('HostnameGenerator', 'example', { 'kuma.io/origin': 'zone' }, generator)],

  services(services):
    [universal('MeshExternalService', one.name, one.labels, one.spec) + { mesh: 'default' } for one in services],

  dataplane(name, networking): {
    type: 'Dataplane',
    mesh: 'default',
    name: name,
    networking: {
      address: '127.0.0.1',
      inbound: [
        { port: 16379, servicePort: 26379, tags: { 'kuma.io/service': 'example', 'kuma.io/protocol': 'tcp' } },
      ],
    } + networking,
  },

  outbound(port, service): { port: port, backendRef: { kind: 'MeshExternalService', name: service.name } },
}
