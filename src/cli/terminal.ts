import type { Diagnostic } from '../diagnostics/diagnostic';
import { type Paint, renderPainted, renderText } from '../diagnostics/render';

const COLOURS = { error: 31, warning: 33, info: 36 } as const;

const coloured: Paint = (severity, text) => `\u001b[1;${COLOURS[severity]}m${text}\u001b[0m`;

/** https://no-color.org: any value but the empty one says no. */
const wantsColour = (stream: NodeJS.WriteStream): boolean =>
  stream.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

/** Findings for people. */
export function show(stream: NodeJS.WriteStream, findings: readonly Diagnostic[]): void {
  const render = wantsColour(stream) ? (one: Diagnostic) => renderPainted(one, coloured) : renderText;
  if (findings.length > 0) stream.write(`${findings.map(render).join('\n')}\n`);
}

const PATIENCE = 1000; // milliseconds

/** One line on a terminal that says what takes so long; nothing anywhere else. */
export interface Progress {
  /** What is done next; `slow` when it is known to take a while. */
  step(what: string, slow?: boolean): void;
  end(): void;
}

export function progressOn(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>): Progress {
  const start = Date.now();
  let shown = false;
  return {
    step: (what, slow = false) => {
      if (!stream.isTTY || (!slow && Date.now() - start < PATIENCE)) return;
      stream.write(`\r\u001b[K${what} ...`);
      shown = true;
    },
    end: () => {
      if (shown) stream.write('\r\u001b[K');
      shown = false;
    },
  };
}
