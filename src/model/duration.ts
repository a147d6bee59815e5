const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const PARTS = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g;
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/;
/** Envoy's durations end at some 10,000 years; what is longer than a year is a slip. */
const LONGEST_MS = 366 * 24 * 3_600_000;

/** A duration as Go writes it, `5s` or `1m30s`, in whole milliseconds; undefined when it is none, or less than one. */
export function parseDuration(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  const sum = [...text.matchAll(PARTS)].reduce((all, [, value, unit]) => all + Number(value) * UNITS[unit], 0);
  const milliseconds = Math.round(sum);
  return milliseconds >= 1 && milliseconds <= LONGEST_MS ? milliseconds : undefined;
}
