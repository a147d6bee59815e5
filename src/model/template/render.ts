import { evaluatePipe } from './evaluate';
import { begin, type Execution, spend } from './execution';
import type { Node } from './tree';
import type { Bytes } from './utf8';
import { type Fields, isTrue, plain, type Value } from './value';

/** The text of the template for these fields; throws a Failure. */
export function render(
  source: Bytes,
  nodes: readonly Node[],
  data: Fields,
  label: (key: Bytes) => Bytes | undefined,
): Bytes {
  const execution = begin(source, data, label);
  const output: Bytes[] = [];
  renderNodes(execution, data, nodes, output);
  return output.join('');
}

function renderNodes(execution: Execution, dot: Value, nodes: readonly Node[], output: Bytes[]): void {
  for (const node of nodes) {
    if (node.kind === 'text') output.push(node.text);
    else if (node.kind === 'action') {
      const value = evaluatePipe(execution, dot, node.pipe);
      if (node.pipe.target === undefined) output.push(spend(execution, plain(value)));
    } else {
      const known = execution.variables.length;
      const value = evaluatePipe(execution, dot, node.pipe);
      if (!isTrue(value)) renderNodes(execution, dot, node.otherwise, output);
      else renderNodes(execution, node.kind === 'with' ? value : dot, node.then, output);
      execution.variables.length = known;
    }
  }
}
