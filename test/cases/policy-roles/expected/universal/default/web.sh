#!/bin/sh
# Runs the proxy of Dataplane web in mesh default; further flags of kuma-dp run may follow. Kuma's own variables
# KUMA_CONTROL_PLANE_URL and KUMA_DATAPLANE_RUNTIME_TOKEN_PATH name the control plane and the file of the token, which comes from:
# kumactl generate dataplane-token --mesh default --name web --valid-for 720h
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec kuma-dp run \
  --cp-address="${KUMA_CONTROL_PLANE_URL:-https://localhost:5678/}" \
  ${KUMA_DATAPLANE_RUNTIME_TOKEN_PATH:+"--dataplane-token-file=$KUMA_DATAPLANE_RUNTIME_TOKEN_PATH"} \
  --dataplane-file="$here/web.yaml" \
  "$@"
