import { existsSync } from 'node:fs';
import { outputOf, programOnPath, run } from './programs';

/** Debian package -> is what we want of it there? */
const PACKAGES: Readonly<Record<string, () => boolean>> = {
  'python3-venv': () => outputOf('python3', ['-c', 'import ensurepip, venv; print("ok")']).trim() === 'ok',
  'python3-yaml': () => outputOf('python3', ['-c', 'import yaml; print("ok")']).trim() === 'ok',
  'ca-certificates': () => existsSync('/etc/ssl/certs/ca-certificates.crt'),
  iproute2: () => programOnPath('ip') !== undefined,
  nftables: () => programOnPath('nft') !== undefined,
  iptables: () => programOnPath('iptables') !== undefined,
  'etcd-server': () => programOnPath('etcd') !== undefined,
  curl: () => programOnPath('curl') !== undefined,
  openssl: () => programOnPath('openssl') !== undefined,
  'util-linux': () => programOnPath('unshare') !== undefined,
  shellcheck: () => programOnPath('shellcheck') !== undefined,
  time: () => programOnPath('time') !== undefined, // of the bench: the shell's own word tells no memory
  systemd: () => programOnPath('systemd-analyze') !== undefined, // the tool alone: nothing is started
};

/** Installs what is missing where that can be done; elsewhere says what to install. */
export function debianPackages(): readonly string[] {
  const missing = missingPackages();
  if (missing.length === 0) return [];
  if (programOnPath('apt-get') === undefined || process.getuid?.() !== 0) {
    throw new Error(
      `Missing: ${missing.join(', ')} (names of Debian packages). Install them; as root on Debian this is done here.`,
    );
  }
  console.log(`packages: installing ${missing.join(', ')}`);
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['-qq', 'update'], quiet);
  run('apt-get', ['-qq', 'install', '--yes', '--no-install-recommends', ...missing], quiet);
  const still = missingPackages();
  if (still.length > 0) throw new Error(`Installed with apt-get and still not usable: ${still.join(', ')}.`);
  return [`packages: ${missing.join(', ')} installed`];
}

function missingPackages(): readonly string[] {
  return Object.keys(PACKAGES).filter((name) => PACKAGES[name]?.() !== true);
}
