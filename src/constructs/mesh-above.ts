import type { IConstruct } from 'constructs';
import type { Mesh } from './mesh';

/** What every mesh has, of this copy of the package or another. */
export const MESH = Symbol.for('meshext.Mesh');

export const isMesh = (x: unknown): x is Mesh => x !== null && typeof x === 'object' && MESH in x;

/** The nearest mesh above a construct, or the construct itself. */
export const meshAbove = (construct: IConstruct): Mesh | undefined =>
  [...construct.node.scopes].reverse().find((above): above is Mesh => isMesh(above));
