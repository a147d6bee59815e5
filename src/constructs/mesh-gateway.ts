import { Construct } from 'constructs';
import type { Mesh } from '../ir/ir';
import { plus } from './plus';
import type { Declaration } from './declarations';

/** The construct that has the objects of a gateway below it. */
export const GATEWAY_CHILD = 'Gateway';

/** What a mesh declares for the sake of its gateway; `mesh` is as compiled so far. */
export const gatewayDeclaration = (
  scope: Construct,
  mesh: () => Mesh | undefined,
): Required<Pick<Declaration, 'emitted' | 'settle'>> => ({
  emitted: () => {
    const compiled = mesh();
    return compiled?.gateway === undefined ? [] : plus().gatewayFindings(compiled);
  },
  settle: settleGateway(scope, mesh),
});

/** Puts the objects of a mesh's gateway into the tree, in place of those of an earlier synth. */
function settleGateway(scope: Construct, mesh: () => Mesh | undefined): () => void {
  let settled: Construct | undefined;
  return () => {
    if (settled !== undefined) scope.node.tryRemoveChild(GATEWAY_CHILD);
    settled = undefined;
    const compiled = mesh();
    if (compiled?.gateway === undefined) return;
    settled = new Construct(scope, GATEWAY_CHILD);
    plus().addGateway(settled, compiled.gateway, compiled);
  };
}
