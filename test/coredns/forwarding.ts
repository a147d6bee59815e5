// Run in a network namespace of its own, where the Corefile's own upstreams are local and can be played:
// forwarding.ts FOLDER UPSTREAM...  Prints what was answered and what the upstreams were asked, as JSON.
import { withCoreDns } from './server';
import { fakeUpstream, upstreamOf } from './upstream';
import { zoneLines, zonesOf } from './zone-text';

export interface Forwarded {
  readonly outside: readonly (string | undefined)[];
  readonly inside: readonly string[];
  readonly asked: readonly string[];
}

async function main(folder: string, upstreams: readonly string[]): Promise<void> {
  const asked: string[] = [];
  for (const upstream of upstreams) await fakeUpstream(upstreamOf(upstream), asked);
  const zones = zonesOf(folder);
  await withCoreDns(folder, zones[0], async (ask) => {
    const outside: (string | undefined)[] = [];
    for (const name of ['www.example.com', 'WWW.Example.com']) outside.push((await ask(name, 'A')).answers[0]?.data);
    const inside: string[] = [];
    for (const zone of zones) {
      for (const { owner, type } of zoneLines(folder, zone)) inside.push((await ask(owner, type)).rcode);
      inside.push((await ask(`unknown.${zone}`, 'A')).rcode);
    }
    const forwarded: Forwarded = { outside, inside: [...new Set(inside)], asked };
    console.log(JSON.stringify(forwarded));
  });
}

const [folder, ...upstreams] = process.argv.slice(2);
main(folder, upstreams).then(
  () => process.exit(0), // the upstreams would go on listening
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
