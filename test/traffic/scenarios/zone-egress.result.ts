/** What the clients of a zone egress get of the services, and who else was sent away. */
export interface Seen {
  /** How it ends for the client: `status 200`, `code 7`, `0 bytes, reset`. */
  readonly ending: string;
  /** The servers that a connection came to. */
  readonly reached: readonly string[];
  /** Whether an egress tells of the client as one that is to be denied one day. */
  readonly isTold: boolean;
}
export type Matrix<Cell> = Readonly<Record<string, Readonly<Record<string, Cell>>>>;

export interface ZoneEgressResult {
  /** By service and client. */
  readonly matrix: Matrix<Seen>;
  /** What the compiler says. */
  readonly compiled: Matrix<string>;
  /** Connections made by hand. */
  readonly byHand: Readonly<Record<string, string>>;
  /** What a server saw of a request, through an egress and from a proxy that goes there by itself. */
  readonly requests: Readonly<Record<'through' | 'direct', string>>;
}
