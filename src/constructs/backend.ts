import type { IConstruct } from 'constructs';
import type { Mesh } from './mesh';

/** What an outbound can lead to. */
export interface IBackend extends IConstruct {
  /** Kuma's kind, such as `MeshExternalService`. */
  readonly kind: string;
  /** Its name. */
  readonly name: string;
  /** The mesh that it belongs to. */
  readonly mesh: Mesh;
}
