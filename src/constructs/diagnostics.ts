import type { IConstruct } from 'constructs';
import { DeclarationTree } from './tree';

/** What to make of findings. */
export class Diagnostics {
  /**
   * Accepts the findings of one code at a construct and everything below it: each becomes a note that shows the reason. Rules
   * of Kuma, and errors that leave nothing valid to write, cannot be accepted. When nothing needs it, a warning says so.
   *
   * @param construct where
   * @param code of the finding, as printed in brackets
   * @param reason why it is fine there
   */
  public static allow(construct: IConstruct, code: string, reason: string): void {
    const { path } = construct.node;
    DeclarationTree.of(construct).allow(construct, { code, at: path, reason, place: { construct: path } });
  }

  private constructor() {}
}
