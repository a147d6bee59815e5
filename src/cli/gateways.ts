import type { Artifact } from '../backends/backend';
import type * as Outputs from '../constructs/gateway-outputs';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Ir } from '../ir/ir';

/** What a gateway adds to the manifests. The library that makes its objects is loaded only where there is one. */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would start a second module loader
const outputs = (): typeof Outputs => require('../constructs/gateway-outputs') as typeof Outputs;

const hasGateway = ({ meshes }: Ir, targets: readonly string[]): boolean =>
  targets.includes('kubernetes') && meshes.some(({ gateway }) => gateway !== undefined);

export const gatewayChecks = (ir: Ir, targets: readonly string[]): Diagnostic[] =>
  hasGateway(ir, targets) ? outputs().checkGatewayOutputs(ir) : [];

export const withGateways = (
  ir: Ir,
  targets: readonly string[],
  artifacts: readonly Artifact[],
): readonly Artifact[] => (hasGateway(ir, targets) ? outputs().withGateways(ir, artifacts) : artifacts);
