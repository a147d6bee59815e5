import type { IConstruct } from 'constructs';
import { declarationCircular } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Declaration, Part } from './declarations';

/**
 * What constructs declare, each asked in turn. A Lazy in an answer may ask for what is compiled of all answers; such a construct
 * has no part, and a finding instead.
 */
export class Parts {
  private asked?: IConstruct;
  private readonly inCircles = new Set<IConstruct>();

  /** Of those that were last asked. */
  get circular(): Diagnostic[] {
    return [...this.inCircles].map(({ node: { path } }) => declarationCircular({ construct: path }));
  }

  /** @throws when the answer of a construct asks for all answers */
  ask(declarations: readonly Declaration[]): Part[] {
    if (this.asked !== undefined) {
      this.inCircles.add(this.asked);
      throw new Error(`${this.asked.node.path} is declared with what is computed from it`);
    }
    this.inCircles.clear();
    try {
      return declarations.map((one) => this.partOf(one));
    } finally {
      this.asked = undefined;
    }
  }

  private partOf({ construct, part }: Declaration): Part {
    this.asked = construct;
    try {
      return part();
    } catch (error) {
      if (this.inCircles.has(construct)) return {};
      throw error;
    }
  }
}
