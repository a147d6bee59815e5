import type { Construct } from 'constructs';
import type * as kuma from '../../imports/kuma.io';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { factsOf } from '../model/mesh';
import type { MeshDeclaration } from '../model/model';
import { ofList, ofObject } from './as-declared';
import { API_VERSION, type Plain, clusterResource, declarationOf, literal, patchFindings } from './custom-resource';
import type { MeshProps } from './mesh-props';
import type { Mtls, MtlsBackend } from './mesh-resource-props';

/** What a mesh says to the control plane of itself. */
export interface MeshResource {
  readonly facts: () => Partial<MeshDeclaration>;
  readonly findings: () => readonly Diagnostic[];
}

/** Kuma's own Mesh, if there is anything to say in it; as a manifest only `forKuma`. */
export function meshResource(
  scope: Construct,
  name: string,
  props: MeshProps,
  { forKuma, kumaVersion }: { readonly forKuma: boolean; readonly kumaVersion: MeshDeclaration['kumaVersion'] },
): MeshResource | undefined {
  const { mtls, networking, routing } = props;
  if (mtls === undefined && networking === undefined && routing === undefined) return undefined;
  const spec = specOf(props);
  const object = forKuma ? clusterResource(scope, { kind: 'Mesh', name, spec: () => spec }) : undefined;
  const metadata = (): object => object?.metadata.declared() ?? { name };
  const declaration = () =>
    declarationOf(scope, { apiVersion: API_VERSION, kind: 'Mesh', metadata: metadata(), spec }, 'Mesh');
  return {
    facts: () => {
      const resource = declaration();
      return { ...factsOf(resource.spec), resource };
    },
    findings: () => (object === undefined ? [] : patchFindings(scope, object, spec, kumaVersion)),
  };
}

const specOf = ({ mtls, networking, routing }: MeshProps): Plain<kuma.MeshSpec> => ({
  ...(mtls === undefined ? {} : { mtls: ofObject(mtls, mtlsSpec) }),
  networking,
  routing,
});

const mtlsSpec = (mtls: Mtls): Plain<kuma.MeshSpecMtls> => ({
  ...mtls,
  backends: mtls.backends && ofList(mtls.backends, backendSpec),
});

const backendSpec = (backend: MtlsBackend): Plain<kuma.MeshSpecMtlsBackends> => ({
  ...backend,
  mode: literal<kuma.MeshSpecMtlsBackendsMode>(backend.mode as kuma.MeshSpecMtlsBackendsMode | undefined),
});
