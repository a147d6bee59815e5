import { nearest } from '../diagnostics/nearest';
import type { Mesh, Proxy } from '../ir/ir';
import { hostAndPort, isIp } from '../model/ip';
import type { Answer, Reached } from '../traffic/answer';
import { hostOf, isSamePlace, waysThrough } from '../traffic/places';
import { answerInWords } from '../traffic/words';
import { EndpointExpectation } from './endpoint-expectation';

interface Connection {
  readonly mesh: Mesh;
  readonly proxy: Proxy;
  readonly host: string;
  readonly port: number;
  readonly answer: Answer;
}

const MOST_WAYS = 12;

/** What comes of one connection. */
export class ConnectionExpectation {
  /** @internal */
  public static _of(connection: Connection): ConnectionExpectation {
    return new ConnectionExpectation(connection);
  }

  private constructor(private readonly connection: Connection) {}

  /**
   * The proxy takes it, and the endpoint is one of those that it goes on to (of a lower priority: while the others fail). An
   * inbound leads to the application behind it.
   *
   * @param endpoint as declared: `api.example.com:443`, `192.0.2.1:443`, `[2001:db8::1]:443` or `unix:///run/api.sock`
   * @returns what can be expected of the way to this endpoint
   * @throws when it ends anywhere else
   */
  public reaches(endpoint: string): EndpointExpectation {
    const answer = this._reached(endpoint);
    const found = answer.destinations.filter(({ at }) => isSamePlace(at, endpoint));
    if (found.length === 0) this._fail(`reach ${endpoint}`, nearest(endpoint, placesOf(answer)));
    return EndpointExpectation._of({ about: this._name, protocol: answer.protocol, destinations: found });
  }

  /**
   * The proxy takes it, and goes on to these endpoints and no other.
   *
   * @param endpoints all of them, in any order; each as in `reaches`
   * @returns what can be expected of the way to each of them
   * @throws when it ends anywhere else, or an endpoint is missing here or there
   */
  public reachesOnly(...endpoints: string[]): EndpointExpectation {
    const expected = endpoints.join(' and ');
    const answer = this._reached(`${expected} only`);
    const { protocol, destinations } = answer;
    const there = placesOf(answer);
    const missing = endpoints.find((one) => !there.some((at) => isSamePlace(at, one)));
    if (missing !== undefined) this._fail(`reach ${expected} only`, nearest(missing, there));
    if (!there.every((at) => endpoints.some((one) => isSamePlace(at, one)))) this._fail(`reach ${expected} only`);
    return EndpointExpectation._of({ about: this._name, protocol, destinations });
  }

  /**
   * It is closed without an answer, by the proxy or by the host: a VIP that is no service's, or a port that the service does
   * not have, where VIPs are redirected or routed to the host; a loopback port that the proxy does not listen on (which another
   * program may use all the same). Not: a connection that leaves the host without having come to the proxy.
   *
   * @throws when it ends anywhere else
   */
  public refuses(): void {
    if (this.connection.answer.kind !== 'refused') this._fail('be refused');
  }

  /**
   * The mesh's own DNS has no address for the host: the name does not exist in a zone of the mesh, or stands in none while DNS
   * has no other name server to ask. Not: a name that other name servers (`dnsResolvers`) answer for, since they may know it.
   *
   * @throws when it has an address, or others answer for it
   */
  public isUnknown(): void {
    if (this.connection.answer.kind !== 'unknown') this._fail('fail, since the name is unknown');
  }

  private get _name(): string {
    const { proxy, host, port } = this.connection;
    return `a connection of ${proxy.name} to ${hostAndPort(host, port)}`;
  }

  private _reached(expected: string): Reached {
    const { answer } = this.connection;
    return answer.kind === 'reached' ? answer : this._fail(`reach ${expected}`, this._ways());
  }

  /** What does lead through the proxy; whoever writes a name means a name. */
  private _ways(): string {
    const { proxy, host, port } = this.connection;
    const all = waysThrough(proxy);
    if (all.length === 0) return `Nothing leads through ${proxy.name}.`;
    const alike = all.filter((way) => isIp(hostOf(way)) === isIp(host));
    const known = alike.length > 0 ? alike : all;
    const list = known.slice(0, MOST_WAYS).join(', ');
    const more = known.length > MOST_WAYS ? ` and ${known.length - MOST_WAYS} more` : '';
    const close = nearest(hostAndPort(host, port), known);
    return `${close.startsWith('Known') ? '' : `${close} `}Through ${proxy.name} lead: ${list}${more}.`;
  }

  private _fail(expected: string, hint?: string): never {
    const found = answerInWords(this.connection.answer);
    const last = hint === undefined ? '' : `\n  hint: ${hint}`;
    throw new Error(`Expected ${this._name} to ${expected}.\n  found: ${found}${last}`);
  }
}

const placesOf = ({ destinations }: Reached): string[] => destinations.map(({ at }) => at);
