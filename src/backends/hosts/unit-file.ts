/** A unit of systemd as text. */

export type Setting = readonly [key: string, value: string];

export interface UnitFile {
  /** What it is for, as the first line. */
  readonly comment: string;
  readonly unit: readonly Setting[];
  readonly service: readonly Setting[];
}

export const unitFile = ({ comment, unit, service }: UnitFile): string =>
  [
    `# ${comment}`,
    ...section('Unit', unit),
    ...section('Service', service),
    ...section('Install', [['WantedBy', 'multi-user.target']]),
    '',
  ].join('\n');

const section = (name: string, settings: readonly Setting[]): string[] => [
  ...(name === 'Unit' ? [] : ['']),
  `[${name}]`,
  ...settings.map(([key, value]) => `${key}=${value}`),
];

/** The group that may read secrets and configurations, which hold keys when those are inlined. */
const GROUP = 'meshext';

/** What a service needs of the system; everything else is taken from it. */
export interface Needs {
  /** A user that rules know it by, in place of one that is there only while it runs. */
  readonly user?: number;
  readonly capabilities: readonly string[];
  readonly families: readonly string[];
  /** Sets of system calls that it does without. */
  readonly without: readonly string[];
}

/** Rights of a user that sees the host read-only. */
export const confined = ({ user, capabilities, families, without }: Needs): Setting[] => [
  ...(user === undefined
    ? ([
        ['DynamicUser', 'yes'],
        ['SupplementaryGroups', GROUP],
      ] as const)
    : ([
        ['User', String(user)],
        ['Group', GROUP],
      ] as const)),
  ['UMask', '0077'],
  ['CapabilityBoundingSet', capabilities.join(' ')],
  ['AmbientCapabilities', capabilities.join(' ')],
  ['NoNewPrivileges', 'yes'],
  ...YES.map((key): Setting => [key, 'yes']),
  ['ProtectSystem', 'strict'],
  ['ProtectProc', 'invisible'],
  ['KeyringMode', 'private'],
  ['RestrictAddressFamilies', families.join(' ')],
  ['SystemCallArchitectures', 'native'],
  ['SystemCallFilter', '@system-service'],
  ['SystemCallFilter', `~${without.join(' ')}`],
  ['SystemCallErrorNumber', 'EPERM'],
];

const YES = [
  'LockPersonality',
  'MemoryDenyWriteExecute',
  'PrivateDevices',
  'PrivateTmp',
  'ProtectClock',
  'ProtectControlGroups',
  'ProtectHome',
  'ProtectHostname',
  'ProtectKernelLogs',
  'ProtectKernelModules',
  'ProtectKernelTunables',
  'RemoveIPC',
  'RestrictNamespaces',
  'RestrictRealtime',
  'RestrictSUIDSGID',
];
