import type { Artifact } from '../backends/backend';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Ir } from '../ir/ir';
import { yamlDocuments } from '../yaml';
import { gatewayFindings, gatewayManifests } from './gateway';

/** The gateways of meshes that were declared without constructs. */

export const checkGatewayOutputs = ({ meshes }: Ir): Diagnostic[] => meshes.flatMap(gatewayFindings);

/** Puts their objects behind what the file of the mesh has already. */
export function withGateways({ meshes }: Ir, artifacts: readonly Artifact[]): Artifact[] {
  const own = meshes
    .filter(({ gateway }) => gateway !== undefined)
    .map((mesh) => ({
      path: `kubernetes/${mesh.key}.k8s.yaml`,
      pieces: () => yamlDocuments(gatewayManifests(mesh)),
    }));
  const behind = new Map(own.map((one) => [one.path, one]));
  const present = new Set(artifacts.map(({ path }) => path));
  return [
    ...artifacts.map((one) => joined(one, behind.get(one.path))),
    ...own.filter(({ path }) => !present.has(path)),
  ];
}

function joined(one: Artifact, other: Artifact | undefined): Artifact {
  if (other === undefined) return one;
  return {
    path: one.path,
    *pieces() {
      yield* one.pieces();
      yield '---\n';
      yield* other.pieces();
    },
  };
}
