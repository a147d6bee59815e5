import { goProgram } from './go-program';

/** What reads Kubernetes manifests in the place of a cluster. All built from source: some minutes each, once. */

/** The API server's own half for custom resources. */
export const apiServer = goProgram('apiextensions-apiserver', {
  module: 'k8s.io/apiextensions-apiserver',
  version: '0.32.0',
});

/** Judges manifests as API servers of several releases would; their schemas are built in. */
export const kubectlValidate = goProgram('kubectl-validate', {
  module: 'sigs.k8s.io/kubectl-validate',
  version: '0.0.4',
});

/** What `kubectl kustomize` runs. */
export const kustomize = goProgram('kustomize', { module: 'sigs.k8s.io/kustomize/kustomize/v5', version: '5.8.1' });

export const helm = goProgram('helm', { module: 'helm.sh/helm/v3', version: '3.22.0', below: '/cmd/helm' });
