import type { IConstruct } from 'constructs';

/** Tells which constructs stand in a tree. One that was removed from it still has its scope, which has it no more. */
export function standingIn(root: IConstruct): (construct: IConstruct) => boolean {
  const known = new Map<IConstruct, boolean>([[root, true]]);
  const stands = (one: IConstruct): boolean => {
    const { scope, id } = one.node;
    const answer = known.get(one) ?? (scope !== undefined && stands(scope) && scope.node.tryFindChild(id) === one);
    known.set(one, answer);
    return answer;
  };
  return stands;
}
