import type { Ir } from '../ir/ir';
import type { Artifact, Backend } from './backend';
import { coredns } from './coredns/coredns';
import { envoy } from './envoy/envoy';
import { hosts } from './hosts/hosts';
import { kubernetes } from './kubernetes/kubernetes';
import { kustomization } from './kubernetes/kustomization';
import { universal } from './universal/universal';

/** Every output there is. */
export const backends: readonly Backend[] = [coredns, envoy, hosts, kubernetes, universal];

/** The files of some outputs with what is added to them, and the kustomization over the manifests among them. */
export function emit(
  chosen: readonly Backend[],
  ir: Ir,
  added: (files: readonly Artifact[]) => readonly Artifact[] = (files) => files,
): Artifact[] {
  const files = added(chosen.flatMap((backend) => backend.emit(ir)));
  const manifests = files.map(({ path }) => path).filter((path) => path.startsWith('kubernetes/'));
  return [...files, ...kustomization(manifests, ir)];
}
