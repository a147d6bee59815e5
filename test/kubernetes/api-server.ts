import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { tool } from '../tools';
import type { Definition } from './definitions';
import { Background } from '../traffic/background';

/** The programs of which a real API server for custom resources consists; kubectl needs more than this one has. */
export const API_SERVER = ['etcd', 'apiextensions-apiserver', 'openssl'];

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const START_LIMIT_MS = 60_000;
const SERVED_LIMIT_MS = 30_000;

/** The content type of server-side apply. */
export const APPLY = 'application/apply-patch+yaml';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
}

/** etcd and the API server's half for custom resources, both on loopback, with all their files in one folder. */
export class ApiServer {
  private constructor(
    private readonly programs: readonly Background[],
    private readonly port: number,
    private readonly agent: Agent,
  ) {}

  static async start(folder: string): Promise<ApiServer> {
    const store = await startEtcd(folder);
    const port = await freePort();
    const { cert, key } = administrator(folder);
    const server = new Background(
      'API server',
      tool('apiextensions-apiserver'),
      flags(folder, store.url, port),
      join(folder, 'server.log'),
    );
    const agent = new Agent({ cert, key, keepAlive: true, rejectUnauthorized: false }); // the server makes its certificate itself
    const started = new ApiServer([server, store.program], port, agent);
    try {
      // Not /readyz: that waits for the core server.
      await server.until(
        'answer',
        START_LIMIT_MS,
        async () => (await started.ask('GET', DEFINITIONS)).status === 200 || undefined,
      );
      return started;
    } catch (error) {
      await started.stop();
      throw error;
    }
  }

  /** Makes the kinds of custom resources known, or known anew, and waits until they are served. */
  async define(all: readonly Definition[]): Promise<void> {
    for (const { name, text } of all) {
      const path = `${DEFINITIONS}/${name}?fieldManager=meshext&fieldValidation=Strict`;
      const { status, body } = await this.ask('PATCH', path, APPLY, text);
      if (status > 201) throw new Error(`The server refuses ${name}: ${JSON.stringify(body)}`);
    }
    const [server] = this.programs;
    await server.until('definitions', SERVED_LIMIT_MS, async () => {
      const { status, body } = await this.ask('GET', '/apis/kuma.io/v1alpha1');
      const served = (body['resources'] as readonly unknown[] | undefined)?.length ?? 0;
      return (status === 200 && served >= all.length) || undefined;
    });
  }

  async ask(method: string, path: string, type = '', text = ''): Promise<Answer> {
    const headers = { Accept: 'application/json', ...(text === '' ? {} : { 'Content-Type': type }) };
    const sent = request({ host: '127.0.0.1', port: this.port, agent: this.agent, method, path, headers });
    sent.end(text);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const answer = Buffer.concat(chunks).toString('utf8');
    return {
      status: response.statusCode ?? 0,
      body: answer.startsWith('{') ? (JSON.parse(answer) as Record<string, unknown>) : { text: answer },
      warnings: warningsOf(response.rawHeaders),
    };
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    for (const program of this.programs) await program.stop();
  }
}

/** `299 - "unknown field \"spec.x\""`, one header each. */
function warningsOf(headers: readonly string[]): string[] {
  const values = headers.filter((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === 'warning');
  return values.map((one) => JSON.parse(one.replace(/^299 \S+ /, '')) as string);
}

async function startEtcd(folder: string): Promise<{ readonly program: Background; readonly url: string }> {
  const [url, peer] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  const place = ['--data-dir', join(folder, 'etcd'), '--listen-peer-urls', peer];
  const clients = ['--listen-client-urls', url, '--advertise-client-urls', url];
  // What is kept ends with the test, so nothing waits for the disk.
  const args = [
    ...place,
    ...clients,
    '--initial-advertise-peer-urls',
    peer,
    '--initial-cluster',
    `default=${peer}`,
    '--unsafe-no-fsync',
  ];
  return { program: new Background('etcd', tool('etcd'), args, join(folder, 'etcd.log')), url };
}

/** No core server is there to ask: who comes with a certificate of its organisation is an administrator, and no webhook is called. */
function flags(folder: string, store: string, port: number): string[] {
  const kubeconfig = join(folder, 'nobody.kubeconfig');
  const nobody = { name: 'nobody', cluster: { server: 'https://127.0.0.1:1' } };
  const context = { name: 'nobody', context: { cluster: 'nobody', user: 'nobody' } };
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [nobody],
      contexts: [context],
      'current-context': 'nobody',
    }),
  );
  const webhooks = [
    'MutatingAdmissionWebhook',
    'ValidatingAdmissionWebhook',
    'ValidatingAdmissionPolicy',
    'MutatingAdmissionPolicy',
  ];
  return [
    ...['--etcd-servers', store, '--bind-address', '127.0.0.1', '--secure-port', String(port)],
    ...['--cert-dir', join(folder, 'certificates'), '--client-ca-file', join(folder, 'admin.crt')],
    ...['--kubeconfig', '--authentication-kubeconfig', '--authorization-kubeconfig'].flatMap((flag) => [
      flag,
      kubeconfig,
    ]),
    ...['--authentication-skip-lookup', '--enable-priority-and-fairness=false'],
    ...['--disable-admission-plugins', ['NamespaceLifecycle', ...webhooks].join()],
  ];
}

function administrator(folder: string): { readonly cert: string; readonly key: string } {
  mkdirSync(folder, { recursive: true });
  const [key, cert] = [join(folder, 'admin.key'), join(folder, 'admin.crt')];
  const args = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-subj',
    '/O=system:masters/CN=admin',
  ];
  execFileSync(tool('openssl'), ['req', '-x509', ...args, '-days', '2', '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
