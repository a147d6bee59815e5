/** What is wrong with a setting. */
export type Problem = readonly [field: string, problem: string, hint: string];
