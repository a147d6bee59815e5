import { answeredName, envoyContest } from '../envoy/contest';
import { later } from '../goals';
import type { Row } from '../row';

const ADDRESSES = 'endpoints by address';
const NAMES = 'endpoints by name';

/** The same with a local name server, which is asked for the endpoint of each service. */
const row: Row = {
  name: 'envoy-names',
  sizes: [1000, 10_000],
  runs: 3,
  prepare: (size, folder) =>
    envoyContest(size, folder, [
      { name: ADDRESSES, capture: 'redirect', stats: 'full', byName: false },
      { name: NAMES, capture: 'redirect', stats: 'full', byName: true },
    ]),
  goals: [later(10_000, answeredName(NAMES), answeredName(ADDRESSES), 3000)],
};

export default row;
