/** What was seen in a simulated pod, in words, by what was tried. */
export type PodResult = Readonly<Record<string, string>>;
