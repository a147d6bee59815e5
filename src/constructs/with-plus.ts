/** All that is made of cdk8s-plus-28, behind one door: see plus.ts. */
export { addGateway, gatewayFindings } from './gateway';
export { HEALTH_PORT, captureFileNames } from './sidecar-containers';
export { SidecarPod, lateConfigMap } from './sidecar-pod';
