import { contestants, divided, flat, reloadName, startName } from '../coredns';
import { ratio } from '../goals';
import type { Row } from '../row';

const OURS = 'ours, in several files';
const THEIRS = 'one flat zone by hand';

/** Start and next version of a zone. The wall time of the second has up to a second of waiting in it: CoreDNS looks so often. */
const row: Row = {
  name: 'coredns',
  sizes: [100_000],
  prepare: (size, folder) => ({
    contestants: [...contestants(OURS, folder, divided, size), ...contestants(THEIRS, folder, flat, size)],
  }),
  goals: [
    ratio('wall', 100_000, startName(OURS), startName(THEIRS), 1.2),
    ratio('cpu', 100_000, startName(OURS), startName(THEIRS), 1.2),
    ratio('cpu', 100_000, reloadName(OURS), reloadName(THEIRS), 1.2),
    ratio('memory', 100_000, reloadName(OURS), reloadName(THEIRS), 1.2),
  ],
};

export default row;
