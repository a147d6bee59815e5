import type { Diagnostic, Place } from '../diagnostic';
import { finding, nameOf } from '../finding';

/** Findings about what is written. One function per code, sorted by code. */

export const configMapLarge = (at: Place, name: string, bytes: number): Diagnostic =>
  finding(
    'config-map-large',
    'warning',
    at,
    `ConfigMap ${name} has ${bytes} bytes as a resource, and kubectl apply keeps a copy in an annotation, which takes 262144.`,
    'Apply it with kubectl apply --server-side (Argo CD: ServerSideApply=true; Flux does so anyway).',
  );

export const configMapTooLarge = (at: Place, name: string, bytes: number, wayOut: string): Diagnostic =>
  finding(
    'config-map-too-large',
    'error',
    at,
    `ConfigMap ${name} has ${bytes} bytes of data, and Kubernetes takes 1048576.`,
    wayOut,
  );

export const displayNameInUniversal = (at: Place, displayName: string): Diagnostic =>
  finding(
    'display-name-in-universal',
    'error',
    { ...at, field: 'annotations["kuma.io/display-name"]' },
    `${JSON.stringify(displayName)} cannot be a display name in Universal, where it is the value of a label.`,
    'Use at most 63 letters, digits, hyphens, underscores and dots, or write no Universal output.',
  );

export const foreignFile = (path: string): Diagnostic =>
  finding(
    'foreign-file',
    'error',
    {},
    `${path} exists and was not written by meshext.`,
    'Move it away, or choose another output folder. Nothing was written.',
  );

export const journalBroken = (path: string): Diagnostic =>
  finding(
    'journal-broken',
    'error',
    {},
    `${path} should say what an interrupted run had still to do, and cannot be read.`,
    `Delete ${path} and run again. Nothing was written.`,
  );

export const kubernetesNameInvalid = (at: Place, name: string, problem: string): Diagnostic =>
  finding(
    'kubernetes-name-invalid',
    'error',
    at,
    `${name} cannot be a name in Kubernetes: ${problem}.`,
    'Choose another name.',
  );

export const kubernetesNameShared = (at: Place, name: string, owner: Place): Diagnostic =>
  finding(
    'kubernetes-name-shared',
    'warning',
    at,
    `on Kubernetes ${name} is one object with ${nameOf(owner)}: applied to one cluster, the later replaces the other.`,
    'Give one of them another name, unless the meshes never share a cluster.',
  );

export const manifestBroken = (at: Place, problem: string): Diagnostic =>
  finding(
    'manifest-broken',
    'error',
    at,
    `${problem}.`,
    'Change the patch; its paths start at the resource, as /spec/match/port.',
  );

export const manifestsOnly = (at: Place, folder: string, reason: string): Diagnostic =>
  finding(
    'manifests-only',
    'info',
    at,
    `only manifests are written to ${folder}: ${reason}.`,
    'Run the app with an output folder called kubernetes to get all outputs.',
  );

export const mustacheInDataplane = (at: Place, found: string): Diagnostic =>
  finding(
    'mustache-in-dataplane',
    'error',
    at,
    `${JSON.stringify(found)} would be rendered by kuma-dp, which reads a Dataplane file as a mustache template.`,
    'Remove the braces.',
  );

export const pathTaken = (path: string, other: string): Diagnostic =>
  finding(
    'path-taken',
    'error',
    {},
    path === other
      ? `${path} would be written twice.`
      : `${path} and ${other} are one file where letter case does not count.`,
    path === other
      ? 'Rename one of two resources, choose another yamlOutputType, or another place for the lock when it is one of the two.'
      : 'Rename one of the resources.',
  );

export const pathTooLong = (path: string, limit: number): Diagnostic =>
  finding(
    'path-too-long',
    'error',
    {},
    `${path} has a part of more than ${limit} bytes, which no common file system takes.`,
    'Choose a shorter name for the resource.',
  );
