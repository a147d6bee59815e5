import { setTimeout as sleep } from 'node:timers/promises';

const INTERVAL_MS = 50;

/** Asks again and again until the probe gives something; a probe that throws counts as "not yet". */
export async function until<T>(what: string, limitMs: number, probe: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const { value, error } = await tried(probe);
    if (value !== undefined) return value;
    if (Date.now() >= end) throw new Error(`${what}: not within ${limitMs} ms${error ? ` (${error})` : ''}`);
    await sleep(INTERVAL_MS);
  }
}

async function tried<T>(probe: () => Promise<T | undefined>): Promise<{ value?: T; error?: string }> {
  try {
    return { value: await probe() };
  } catch (error) {
    return { error: String(error) };
  }
}
