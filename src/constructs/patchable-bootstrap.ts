import { JsonPatch } from 'cdk8s';
import type { Artifact } from '../backends/backend';
import { bootstrap } from '../backends/envoy/bootstrap';
import { bootstrapProblems } from '../backends/envoy/check';
import { bootstrapPath, configuration } from '../backends/envoy/files';
import { plain } from '../backends/envoy/json';
import { contentHash } from '../backends/content-hash';
import type { Bootstrap } from '../backends/envoy/types';
import { bootstrapBroken } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Dataplane } from './dataplane';
import { patchFailure } from './custom-resource';
import type { IEnvoyBootstrap } from './envoy-bootstrap';
import { DeclarationTree } from './tree';

/** The bootstrap of one Dataplane, with its patches. */
export class PatchableBootstrap implements IEnvoyBootstrap {
  readonly path: string;
  private readonly patches: JsonPatch[] = [];

  constructor(private readonly dataplane: Dataplane) {
    this.path = bootstrapPath(dataplane.mesh._key, dataplane.name);
  }

  /** The files as patched, if they are. */
  patchedFiles(): Artifact[] {
    if (this.patches.length === 0) return [];
    const { mesh, name } = this.dataplane;
    const found = DeclarationTree.of(this.dataplane).proxy(mesh._key, name);
    const patched = this.patched(this.plain()) as Bootstrap;
    return found === undefined ? [] : configuration(found.proxy, mesh._key, () => patched);
  }

  addJsonPatch(...ops: JsonPatch[]): void {
    this.patches.push(...ops);
    DeclarationTree.of(this.dataplane).changed();
  }

  /** A patch may be made of what was read, so only what was declared must stay as it was. */
  toJson(): unknown {
    const answer = (): unknown => this.plain();
    return this.patched(DeclarationTree.of(this.dataplane).read(this.dataplane, 'bootstrap', answer, hashOf));
  }

  /** Without its patches; undefined where there is none. */
  private plain(): unknown {
    const { mesh, name } = this.dataplane;
    const found = DeclarationTree.of(this.dataplane).proxy(mesh._key, name);
    return found?.mesh.delivery.hosts === true ? plain(bootstrap(found.proxy)) : undefined;
  }

  private patched(json: unknown): unknown {
    if (json === undefined) return undefined;
    try {
      return JsonPatch.apply(json, ...this.patches);
    } catch (error) {
      throw new Error(patchFailure(error)); // without the cause, whose text holds secrets
    }
  }

  /** What a patch broke. */
  findings(): Diagnostic[] {
    if (this.patches.length === 0) return [];
    const at = {
      construct: this.dataplane.node.path,
      kind: 'Dataplane',
      name: this.dataplane.name,
      field: 'bootstrap',
    };
    try {
      const patched = this.patched(this.plain());
      const problems = patched === undefined ? ['there is no bootstrap to patch'] : bootstrapProblems(patched);
      return problems.map((problem) => bootstrapBroken(at, problem));
    } catch (error) {
      return [bootstrapBroken(at, (error as Error).message)];
    }
  }
}

/** The whole of it is too long for a message, and may hold secrets. */
const hashOf = (json: unknown): string =>
  json === undefined ? 'none' : `one of hash ${contentHash(JSON.stringify(json))}`;
