/**
 * What stands in for the files of a host where its bootstrap is only judged. The certificate and its key were made for this:
 * nobody trusts them, and they protect nothing.
 */

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** A configuration that names no file of its host: certificates, keys and logs are replaced, and nothing is watched. */
export function withStandIns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withStandIns);
  if (!isObject(value)) return value;
  const given = String(value['@type']).endsWith('.FileAccessLog') ? { ...value, path: '/dev/null' } : value;
  return Object.fromEntries(
    Object.entries(given)
      .filter(([key]) => key !== 'watched_directory')
      .map(([key, one]) => [key, replaced(key, one)]),
  );
}

function replaced(key: string, value: unknown): unknown {
  if (key === 'tls_certificates' && Array.isArray(value)) return value.map(pair);
  if (key === 'tls_certificate') return pair(value);
  if (key === 'trusted_ca') return isFile(value) ? { inline_string: CERTIFICATE } : value;
  return withStandIns(value);
}

const isFile = (value: unknown): boolean => isObject(value) && 'filename' in value;

/** Both, where one of them is a file: a key has to be that of its certificate. */
function pair(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { certificate_chain: certificate, private_key: key, watched_directory: watched, ...others } = value;
  const isStandIn = watched !== undefined || isFile(certificate) || isFile(key);
  if (!isStandIn) return value;
  return { ...others, certificate_chain: { inline_string: CERTIFICATE }, private_key: { inline_string: KEY } };
}

const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBjjCCATOgAwIBAgIUMKhL/8G1NK8sg5zjwqUSR1LKf9owCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQc3RhbmQtaW4uaW52YWxpZDAgFw0yNjExMjMwODM1MTJaGA8y
MTI2MTAzMDA4MzUxMlowGzEZMBcGA1UEAwwQc3RhbmQtaW4uaW52YWxpZDBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABD2+g2SKKt625u7e/UEXDGwZTYYk13l4IDvy
SB1sulgTmfQ+BASJKjZjS7Av0PjAPvp8O82ZV/FqbVEZmRQG7eijUzBRMB0GA1Ud
DgQWBBTr7gxeI1vcL14zI7Y8QVC75C4PYjAfBgNVHSMEGDAWgBTr7gxeI1vcL14z
I7Y8QVC75C4PYjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQCP
HAiAQR5AXmNK3ry2N4WdvdMv2NVyxzTxOA8X3vGsYAIhANGLRqmI597e2EXndQZE
xYxWsTX1OMj7C7T4Lp7WrQWH
-----END CERTIFICATE-----
`;

const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgPn8K34pTZpss24r/
FjgRCg1dCfqXgwp9ojRzwcR5Qz2hRANCAAQ9voNkiiretubu3v1BFwxsGU2GJNd5
eCA78kgdbLpYE5n0PgQEiSo2Y0uwL9D4wD76fDvNmVfxam1RGZkUBu3o
-----END PRIVATE KEY-----
`;
