import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isMesh } from './mesh-above';

const LEFT_OUT = ['Resource', 'Default'];

/** The ids below the nearest Mesh or Chart, joined by `-`; `Resource` and `Default` say nothing and are left out. */
export function defaultName(construct: IConstruct): string {
  const ids: string[] = [];
  for (let one: IConstruct | undefined = construct; one !== undefined; one = one.node.scope) {
    if (one !== construct && (isMesh(one) || Chart.isChart(one))) break;
    if (!LEFT_OUT.includes(one.node.id)) ids.unshift(one.node.id);
  }
  return ids.join('-');
}

/** Manifests are grouped by chart, so every construct of ours needs one above it. */
export function requireChart(construct: IConstruct, what: string): void {
  if (!construct.node.scopes.some((scope) => Chart.isChart(scope))) {
    throw new Error(
      `${what} '${construct.node.path}' has no Chart above it: create it in a cdk8s Chart, new ${what}(chart, ...).`,
    );
  }
}
