import { answeredName, envoyContest, readyName } from '../envoy/contest';
import { ratio } from '../goals';
import type { Row } from '../row';

const KUMA = 'Kuma’s shape';
const FULL = 'ours';
const MINIMAL = 'ours, stats: minimal';

/** One Envoy with all services and endpoints by address; Kuma's shape has Envoy's default counters. */
const row: Row = {
  name: 'envoy',
  sizes: [1000, 10_000],
  runs: 3,
  prepare: (size, folder) =>
    envoyContest(size, folder, [
      { name: KUMA, capture: 'local-route', stats: 'full', byName: false, asKuma: true },
      { name: FULL, capture: 'redirect', stats: 'full', byName: false },
      { name: MINIMAL, capture: 'redirect', stats: 'minimal', byName: false },
    ]),
  goals: [
    ...[FULL, MINIMAL].flatMap((ours) => [
      ratio('wall', 10_000, readyName(ours), readyName(KUMA), 0.12),
      ratio('wall', 10_000, answeredName(ours), answeredName(KUMA), 0.12),
      ratio('memory', 10_000, answeredName(ours), answeredName(KUMA), 0.4),
    ]),
  ],
};

export default row;
