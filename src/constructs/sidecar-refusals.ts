import type { Workload } from 'cdk8s-plus-28';
import { sidecarRefused } from '../diagnostics/catalog';
import type { Diagnostic, Place } from '../diagnostics/diagnostic';
import type { SidecarSettings } from '../model/delivery';
import { item } from '../model/field-path';
import { subdomainErrors } from '../model/kubernetes-names';

/** What stands in the way of a sidecar: a problem, and what to do. */
type Refusal = readonly [problem: string, hint: string];

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];

const refuse = (at: Place, refusals: readonly Refusal[]): Diagnostic[] =>
  refusals.map(([problem, hint]) => sidecarRefused(at, problem, hint));

/** Why the pods of a workload cannot have one. */
export function workloadFindings(at: Place, workload: Workload, { form }: SidecarSettings): Diagnostic[] {
  const { kind, hostNetwork, metadata, dns } = workload;
  const ends = kind === 'Job' || kind === 'CronJob';
  return refuse(at, [
    ...when(!KINDS.includes(kind), `a ${kind} can have no sidecar.`, `Use one of ${KINDS.join(', ')}.`),
    ...when(
      ends && form === 'classic',
      `a ${kind} would never finish: containers of the classic form run on when its own has ended.`,
      'Use the native form, which needs Kubernetes 1.29.',
    ),
    ...when(
      hostNetwork === true,
      'its pods use the network of their node, which the capture rules would change for all.',
      'Leave out hostNetwork.',
    ),
    ...when(
      metadata.namespace === undefined,
      'its namespace is not known, and the search domains of its pods begin with it.',
      'Set metadata.namespace of the workload, or namespace of its chart.',
    ),
    ...when(
      dns.nameservers.length > 0,
      `its pods have name servers of their own (${dns.nameservers.join(', ')}), which do not know the names of the mesh.`,
      'Leave them out: the sidecar forwards all other names to clusterDnsIp.',
    ),
  ]);
}

/** Why its files cannot be mounted. */
export function folderFindings(at: Place, configDir: string, secretsDir: string): Diagnostic[] {
  const isAbsolute = (folder: string): boolean => /^\/[^:]+$/.test(folder);
  const folders = { configDir, secretsDir };
  const within = (one: string, other: string): boolean => `${one}/`.startsWith(`${other}/`);
  return [
    ...Object.entries(folders).flatMap(([key, folder]) =>
      refuse(
        { ...at, field: `envoy.${key}` },
        when(!isAbsolute(folder), `${JSON.stringify(folder)} is no absolute path.`, 'Write one without a colon.'),
      ),
    ),
    ...refuse(
      { ...at, field: 'envoy.secretsDir' },
      when(
        within(configDir, secretsDir) || within(secretsDir, configDir),
        `${secretsDir} and configDir ${configDir} lie in each other, and one mount would hide the other.`,
        'Choose folders beside each other.',
      ),
    ),
  ];
}

/** Secrets that cannot be secrets of Kubernetes. */
export const secretFindings = (at: Place, names: readonly string[]): Diagnostic[] =>
  refuse(
    at,
    names
      .filter((name) => subdomainErrors(name).length > 0)
      .map((name) => [
        `the secret ${JSON.stringify(name)} has a name that no Secret of Kubernetes can have.`,
        'Name it with lower-case letters, digits, hyphens and dots.',
      ]),
  );

/** Neither a list nor labels: all services would be meant, or none. */
export const choiceFindings = (at: Place, isChosen: boolean): Diagnostic[] =>
  refuse(
    at,
    when(!isChosen, 'it is not said which services the workload may reach.', 'Give services, or a selector of labels.'),
  );

/** What is no service among those that are named. */
export const unknownFindings = (at: Place, areServices: readonly boolean[]): Diagnostic[] =>
  areServices.flatMap((isService, i) =>
    refuse(
      { ...at, field: item('services', i) },
      when(!isService, 'it is no MeshExternalService.', 'Name services by their constructs.'),
    ),
  );

/** Services of other meshes among those that are named. */
export const foreignFindings = (at: Place, mesh: string, names: readonly string[]): Diagnostic[] =>
  refuse(
    at,
    names.map((name) => [
      `the MeshExternalService ${name} does not belong to ${mesh}.`,
      'Declare it in the mesh of the sidecar too.',
    ]),
  );

const when = (isSo: boolean, ...refusal: Refusal): Refusal[] => (isSo ? [refusal] : []);
