import { join } from 'node:path';
import { testWith } from '../tools';
import { runTogether } from './namespace';
import type { GatewayResult } from './scenarios/gateway.result';

/** The objects of a gateway in a cluster of network namespaces: by each way that names are answered, who reaches what. */

const RUN_LIMIT_MS = 150_000;
const it = testWith(['envoy', 'coredns', 'unshare', 'ip', 'nft', 'openssl']);

const MODES = ['custom', 'stub', 'inline'];
const program = join(__dirname, 'scenarios/gateway.world.ts');
const resultOf = runTogether<GatewayResult>(program, RUN_LIMIT_MS, 'GATEWAY_DNS', MODES);

describe.each(MODES)('with DNS by %s', (mode) => {
  let result: GatewayResult | undefined;
  beforeAll(async () => {
    result = await resultOf(mode);
  }, RUN_LIMIT_MS + 20_000);

  it('a pod of an allowed namespace reaches all seven services by hostname', () => {
    expect(result?.allowed.services).toEqual({
      'mes-tcp': 'complete',
      'mes-tcp-tls': 'complete',
      'mes-tcp-mtls': 'complete',
      'mes-http': 'status 200',
      'mes-https': 'status 200',
      'mes-grpc': 'listed',
      'mes-grpcs': 'listed',
    });
  });

  it('a pod of another namespace reaches none', () => {
    const endings = Object.values(result?.forbidden.services ?? {});
    expect(endings).toHaveLength(7);
    expect(endings.filter((one) => ['complete', 'status 200', 'listed'].includes(one))).toEqual([]);
  });

  it('no name of the zone is invented, and an address tells its name', () => {
    expect(result?.allowed.unknown).toBe('ENOTFOUND'); // NXDOMAIN
    expect(result?.allowed.reverse).toEqual(['mes-http.svc.meshext.local']);
  });

  it('the gateway goes where endpoints are, and nowhere else', () => {
    expect(result?.outside).toMatchObject({ gatewayElsewhere: 'no answer', gatewayToEndpoint: 'open' });
  });

  it('a pod of an isolated namespace gets out through the gateway alone, and goes on within the ranges that are listed', () => {
    expect(result?.outside).toMatchObject({
      isolatedToEndpoint: 'no answer',
      otherToEndpoint: 'open',
      isolatedToListed: 'ECONNREFUSED', // it got there, and nobody listens
      isolatedToUnlisted: 'no answer',
    });
  });
});
