/** What happened on a host, step by step. */
export interface HostResult {
  /** What systemd was told when the files came. */
  readonly installed: readonly string[];
  /** What a client got by hostname. */
  readonly plain: string;
  readonly proven: string;
  readonly unnamed: string;
  readonly outside: string;
  /** What systemd was told when secrets and services changed. */
  readonly upgraded: readonly string[];
  readonly added: string;
  readonly rotated: boolean;
  readonly again: string;
  readonly removed: readonly string[];
  /** Rules and routes that are left. */
  readonly rules: string;
  /** Paths below /etc that there were not before, or are not any more. */
  readonly changed: readonly string[];
  readonly logs: string;
}
