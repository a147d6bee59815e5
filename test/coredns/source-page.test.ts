import { join } from 'node:path';
import { testWith } from '../tools';
import { type Ask, withCoreDns } from './server';
import { zoneLines } from './zone-text';

const FOLDER = join(__dirname, '../../dist/coredns/default');
const ZONE = 'svc.meshext.local';
const SERVICES = ['mes-tcp', 'mes-tcp-tls', 'mes-tcp-mtls', 'mes-http', 'mes-https', 'mes-grpc', 'mes-grpcs'];
const HOSTNAMES = SERVICES.map((name) => `${name}.${ZONE}`);
const NEGATIVE = {
  name: ZONE,
  type: 'SOA',
  ttl: 5,
  data: expect.stringMatching(/^ns\.invalid hostmaster\.invalid \d+ 60 30 600 5$/) as string,
};

const testServed = (title: string, run: (ask: Ask) => Promise<void>): void =>
  testWith(['coredns'])(title, () => withCoreDns(FOLDER, ZONE, run));

testServed('each of the seven hostnames has an address of its own', async (ask) => {
  // WHEN
  const replies = await Promise.all(HOSTNAMES.map((hostname) => ask(hostname, 'A')));

  // THEN
  for (const [i, reply] of replies.entries()) {
    expect(reply).toMatchObject({ rcode: 'NOERROR', authoritative: true, question: HOSTNAMES[i] });
    expect(reply.answers).toEqual([
      { name: HOSTNAMES[i], type: 'A', ttl: 30, data: expect.stringMatching(/^242\.\d+\.\d+\.\d+$/) as string },
    ]);
  }
  const addresses = replies.map((reply) => reply.answers[0].data);
  expect(new Set(addresses).size).toBe(SERVICES.length);
  const written = zoneLines(FOLDER, ZONE).filter(({ type }) => type === 'A');
  expect(written.map(({ owner, value }) => [owner, value]).sort()).toEqual(
    HOSTNAMES.map((name, i) => [name, addresses[i]]).sort(),
  );
});

testServed('an address leads back to its hostname', async (ask) => {
  for (const hostname of HOSTNAMES) {
    // GIVEN
    const [{ data: address }] = (await ask(hostname, 'A')).answers;

    // WHEN
    const reverse = `${address.split('.').reverse().join('.')}.in-addr.arpa`;
    const reply = await ask(reverse, 'PTR');

    // THEN
    expect(reply).toMatchObject({ rcode: 'NOERROR', authoritative: true });
    expect(reply.answers).toEqual([{ name: reverse, type: 'PTR', ttl: 30, data: hostname }]);
  }
});

testServed(
  'an existing name without the asked type is NODATA, with the SOA that lets resolvers remember it',
  async (ask) => {
    for (const [hostname, type] of HOSTNAMES.flatMap((name) => [[name, 'AAAA'] as const, [name, 'TXT'] as const])) {
      expect(await ask(hostname, type)).toEqual({
        rcode: 'NOERROR',
        authoritative: true,
        question: hostname,
        answers: [],
        authority: [NEGATIVE],
      });
    }
  },
);

testServed('an unknown name does not exist', async (ask) => {
  for (const type of ['A', 'AAAA']) {
    expect(await ask(`unknown.${ZONE}`, type)).toEqual({
      rcode: 'NXDOMAIN',
      authoritative: true,
      question: `unknown.${ZONE}`,
      answers: [],
      authority: [NEGATIVE],
    });
  }
});

testServed('an unused address has no name', async (ask) => {
  expect(await ask('254.255.255.242.in-addr.arpa', 'PTR')).toMatchObject({
    rcode: 'NXDOMAIN',
    authoritative: true,
    answers: [],
  });
});

testServed('letter case does not matter and is repeated as it was asked', async (ask) => {
  for (const hostname of HOSTNAMES) {
    // GIVEN
    const asked = [...hostname].map((letter, i) => (i % 2 === 0 ? letter.toUpperCase() : letter)).join('');

    // WHEN
    const reply = await ask(asked, 'A');

    // THEN
    expect(reply).toMatchObject({ rcode: 'NOERROR', authoritative: true, question: asked });
    expect(reply.answers.map(({ data }) => data)).toEqual((await ask(hostname, 'A')).answers.map(({ data }) => data));
  }
});

testServed('a name of another zone is refused', async (ask) => {
  expect(await ask('httpbin.org', 'A')).toMatchObject({ rcode: 'REFUSED', answers: [] });
});
