import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

const LEFT_OUT = ['Resource', 'Default'];

/** The ids below the nearest Mesh or Chart, joined by `-`; `Resource` and `Default` say nothing and are left out. */
export function defaultName(construct: IConstruct, isMesh: (x: unknown) => boolean): string {
  const scopes = construct.node.scopes;
  const above = scopes.findLastIndex((scope) => scope !== construct && (isMesh(scope) || Chart.isChart(scope)));
  return scopes
    .slice(above + 1)
    .map((scope) => scope.node.id)
    .filter((id) => !LEFT_OUT.includes(id))
    .join('-');
}

/** Manifests are grouped by chart, so every construct of ours needs one above it. */
export function requireChart(construct: IConstruct, what: string): void {
  if (!construct.node.scopes.some((scope) => Chart.isChart(scope))) {
    throw new Error(
      `${what} '${construct.node.path}' has no Chart above it: create it in a cdk8s Chart, new ${what}(chart, ...).`,
    );
  }
}
