import { type Message, bool, choice, duration, list, one, only, string, uint32 } from './message';

const certificateAuthority: Message = {
  name: string,
  type: string,
  dpCert: one({ rotation: one({ expiration: string }), requestTimeout: duration }),
  conf: { type: 'struct' },
  mode: choice('CertificateAuthorityBackend.Mode', 'STRICT', 'PERMISSIVE'),
  rootChain: one({ requestTimeout: duration }),
};

/** The parts of api/mesh/v1alpha1/mesh.proto that matter here; what else a Mesh has is kept as it is. */
export const meshMessage: Message = {
  mtls: one({ enabledBackend: string, backends: list(certificateAuthority), skipValidation: bool }),
  networking: one({ outbound: one({ passthrough: bool }) }),
  routing: one({
    localityAwareLoadBalancing: bool,
    zoneEgress: bool,
    defaultForbidMeshExternalServiceAccess: only('2.14', bool),
  }),
};

/** api/mesh/v1alpha1/zoneegress.proto */
export const zoneEgressMessage: Message = {
  zone: string,
  networking: one({ address: string, port: uint32, admin: one({ port: uint32 }) }),
};
