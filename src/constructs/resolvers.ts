import { App, ImplicitTokenResolver, LazyResolver, NumberStringUnionResolver } from 'cdk8s';
import type { IConstruct } from 'constructs';

const OF_CDK8S: readonly unknown[] = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/** Whether an app resolves values in a way of its own; then any value may become another. */
export const hasOwnResolvers = (construct: IConstruct): boolean =>
  App.of(construct).resolvers.some((one) => !OF_CDK8S.includes(one.constructor));
