import { objectProblems } from '../../src/backends/envoy/check-objects';

/** Each rule hit, and just missed. */

const name = (exact: string): object => ({ san_type: 'DNS', matcher: { exact } });
const ca = { trusted_ca: { filename: '/ca.pem' } };
const endpoint = (port: number): object => ({
  lb_endpoints: [{ endpoint: { address: { socket_address: { address: '192.0.2.1', port_value: port } } } }],
});
const pipe = {
  load_assignment: { endpoints: [{ lb_endpoints: [{ endpoint: { address: { pipe: { path: '/s' } } } }] }] },
};
const router = { typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' } };
const context = (more: object): object => ({ validation_context: { ...ca, ...more } });

test.each([
  [
    'system_root_certs',
    { validation_context: { system_root_certs: {} } },
    ['system_root_certs verifies nothing; name a file in trusted_ca'],
  ],
  ['trusted_ca without names', context({}), []],
  [
    'names without trusted_ca',
    { validation_context: { match_typed_subject_alt_names: [name('a.test')] } },
    ['names are checked without trusted_ca, and Envoy does not start with that'],
  ],
  ['names with trusted_ca', context({ match_typed_subject_alt_names: [name('a.test')] }), []],
  [
    'names beside an authority that comes by SDS',
    {
      combined_validation_context: { default_validation_context: { match_typed_subject_alt_names: [name('a.test')] } },
    },
    [],
  ],
  [
    'an empty name alone',
    context({ match_typed_subject_alt_names: [name(''), name('')] }),
    ['a certificate must have an empty name, and none has'],
  ],
  [
    'an empty name alone, beside an authority that comes by SDS',
    { combined_validation_context: { default_validation_context: { match_typed_subject_alt_names: [name('')] } } },
    ['a certificate must have an empty name, and none has'],
  ],
  ['an empty name beside another', context({ match_typed_subject_alt_names: [name(''), name('a.test')] }), []],
  [
    'a minimum above the maximum',
    { tls_minimum_protocol_version: 'TLSv1_3', tls_maximum_protocol_version: 'TLSv1_2' },
    ['the minimum TLS version TLSv1_3 is above the maximum TLSv1_2, and every handshake fails'],
  ],
  [
    'a minimum that is the maximum',
    { tls_minimum_protocol_version: 'TLSv1_2', tls_maximum_protocol_version: 'TLSv1_2' },
    [],
  ],
  [
    'an old maximum without its ciphers',
    { tls_maximum_protocol_version: 'TLSv1_1' },
    ['TLSv1_1 needs cipher_suites: Envoy offers it none of its own'],
  ],
  ['an old maximum with ciphers', { tls_maximum_protocol_version: 'TLSv1_1', cipher_suites: ['AES128-SHA'] }, []],
  ['port 0', endpoint(0), ['an endpoint has port 0, and no connection to it is made']],
  ['port 1', endpoint(1), []],
  [
    'a socket among names',
    { name: 'mixed', type: 'STRICT_DNS', ...pipe },
    ['the cluster mixed looks names up and has a unix socket, which it drops in silence'],
  ],
  ['a socket alone', { name: 'socket', type: 'STATIC', ...pipe }, []],
  ['no router', { http_filters: [] }, ['http_filters have no router, and every request hangs']],
  ['a router', { http_filters: [router] }, []],
])('%s', (_, value, problems) => {
  expect(objectProblems({ deep: [value] })).toEqual(problems);
});
