import { yamlDocuments } from '../src/yaml';

/** Several documents as one text. */
export const toYamlDocuments = (values: Iterable<unknown>): string => [...yamlDocuments(values)].join('');
