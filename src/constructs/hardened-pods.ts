import { ApiObject, JsonPatch } from 'cdk8s';
import {
  Capability,
  type ContainerSecurityContextProps,
  Deployment,
  type DeploymentProps,
  LabelSelector,
  SeccompProfileType,
} from 'cdk8s-plus-28';
import type { Construct } from 'constructs';

/** What pods of ours have in common: no privilege, nothing of the cluster's API, nothing to write to. */

/** Nobody's, as in images without a distribution. */
const USER = 65532;

/** Of a container. */
export const hardened: ContainerSecurityContextProps = {
  user: USER,
  group: USER,
  ensureNonRoot: true,
  readOnlyRootFilesystem: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: [Capability.ALL] },
  seccompProfile: { type: SeccompProfileType.RUNTIME_DEFAULT },
};

/**
 * Of a container with CoreDNS. Its own image gives the program a file capability, and Linux starts such a program only where it
 * may have that capability. One without needs none: its port is opened otherwise, or is no privileged one.
 */
export const hardenedCoredns = (hasFileCapability = true): ContainerSecurityContextProps =>
  hasFileCapability
    ? { ...hardened, capabilities: { drop: [Capability.ALL], add: [Capability.NET_BIND_SERVICE] } }
    : hardened;

/** Where a Deployment describes its pods. */
export const POD = '/spec/template/spec';

/**
 * A Deployment whose pods are nobody's, spread over nodes and zones. Its selector can never change, so that is labels of ours:
 * the label that cdk8s-plus-28 gives pods by itself follows their place in the tree.
 */
export function addDeployment(
  scope: Construct,
  id: string,
  labels: Readonly<Record<string, string>>,
  props: DeploymentProps,
): Deployment {
  const deployment = new Deployment(scope, id, {
    ...props,
    select: false,
    securityContext: { user: USER, group: USER, fsGroup: USER, ensureNonRoot: true },
  });
  deployment.select(LabelSelector.of({ labels: { ...labels } }));
  ApiObject.of(deployment).addJsonPatch(
    JsonPatch.add('/spec/template/metadata/labels', labels),
    // A namespace may hold thousands of Services, each of which would become variables of the environment.
    JsonPatch.add(`${POD}/enableServiceLinks`, false),
    JsonPatch.add(`${POD}/topologySpreadConstraints`, spread(labels)),
  );
  return deployment;
}

/** Over nodes and zones as evenly as there is room. */
const spread = (matchLabels: Readonly<Record<string, string>>): object[] =>
  ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels },
  }));
