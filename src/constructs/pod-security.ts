import type { k8s } from 'cdk8s-plus-28';

/** What pods of ours have in common: no privilege, nothing of the cluster's API, nothing to write to. */

/** Nobody's, as in images without a distribution. */
const USER = 65532;

/** Of a container. */
export const hardened: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsGroup: USER,
  runAsNonRoot: true,
  runAsUser: USER,
};

/** Of a pod. A namespace may hold thousands of Services, each of which would become variables of its environment. */
export const hardenedPod: Pick<k8s.PodSpec, 'automountServiceAccountToken' | 'enableServiceLinks' | 'securityContext'> =
  {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      fsGroup: USER,
      runAsGroup: USER,
      runAsNonRoot: true,
      runAsUser: USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };

/** Over nodes and zones as evenly as there is room. */
export const spread = (matchLabels: Record<string, string>): k8s.TopologySpreadConstraint[] =>
  ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels },
  }));
