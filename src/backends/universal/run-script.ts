import type { Mesh, Proxy } from '../../ir/ir';

/** What starts Kuma's proxy with the file of a Dataplane that stands beside it. */
export const runScript = ({ name, isTransparent }: Proxy, mesh: Mesh): string => `#!/bin/sh
# Runs the proxy of Dataplane ${name} in mesh ${mesh.key}; further flags of kuma-dp run may follow. Kuma's own variables
# KUMA_CONTROL_PLANE_URL and KUMA_DATAPLANE_RUNTIME_TOKEN_PATH name the control plane and the file of the token, which comes from:
# kumactl generate dataplane-token --mesh ${mesh.name} --name ${name} --valid-for 720h
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec kuma-dp run \\
  --cp-address="\${KUMA_CONTROL_PLANE_URL:-https://localhost:5678/}" \\
${isTransparent ? '' : '  --dns-enabled=false \\\n'}  \${KUMA_DATAPLANE_RUNTIME_TOKEN_PATH:+"--dataplane-token-file=$KUMA_DATAPLANE_RUNTIME_TOKEN_PATH"} \\
  --dataplane-file="$here/${name}.yaml" \\
  "$@"
`;
