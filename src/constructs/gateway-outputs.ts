import type { Artifact } from '../backends/backend';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Ir } from '../ir/ir';
import { toYamlDocuments } from '../yaml';
import { gatewayFindings, gatewayManifests } from './gateway';

/** The gateways of meshes that were declared without constructs. */

export const checkGatewayOutputs = ({ meshes }: Ir): Diagnostic[] => meshes.flatMap(gatewayFindings);

/** Puts their objects behind what the file of the mesh has already. */
export function withGateways({ meshes }: Ir, artifacts: readonly Artifact[]): Artifact[] {
  const own = new Map(
    meshes
      .filter(({ gateway }) => gateway !== undefined)
      .map((mesh) => [`kubernetes/${mesh.key}.k8s.yaml`, toYamlDocuments(gatewayManifests(mesh))]),
  );
  const present = new Set(artifacts.map(({ path }) => path));
  return [
    ...artifacts.map(({ path, text }) => ({
      path,
      text: [text, own.get(path)].flatMap((one) => one ?? []).join('---\n'),
    })),
    ...[...own].filter(([path]) => !present.has(path)).map(([path, text]) => ({ path, text })),
  ];
}
