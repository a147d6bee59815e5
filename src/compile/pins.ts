import { vipInvalid, vipOutOfRange, vipPinTwice } from '../diagnostics/catalog';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { type Family, ipFamily, ipToNumber, ipToText } from '../model/ip';
import { type MeshExternalServiceResource, at } from '../model/model';
import type { Claim } from './claims';
import { gives } from './vip-ranges';

/** An address that was chosen by hand. */
interface Pin {
  /** In canonical text. */
  readonly address: string;
  readonly family: Family;
  /** Who chose it. */
  readonly service: MeshExternalServiceResource;
}

/** By the key of the claim. */
export type Pins = ReadonlyMap<string, Pin>;

/** What was chosen by hand, each for itself; whether two chose one address is not judged here. */
export function pinsOf(claims: readonly Claim[]): [Pins, Diagnostic[]] {
  const pins = new Map<string, Pin>();
  const found: Diagnostic[] = [];
  for (const { key, ranges, services } of claims) {
    for (const service of services) {
      if (service.vip === undefined) continue;
      const pin = pinOf(service, service.vip);
      const before = pins.get(key);
      if (pin === undefined) found.push(vipInvalid(at(service, 'vip'), service.vip));
      else if (before !== undefined && before.address !== pin.address)
        found.push(vipPinTwice(at(service, 'vip'), pin.address, before.address, before.service.place));
      else if (ranges.some((range) => range.family === pin.family && gives(range, ipToNumber(pin.address))))
        pins.set(key, before ?? pin);
      else if (ranges.length > 0) {
        const texts = ranges.map(({ text }) => text);
        found.push(vipOutOfRange(at(service, 'vip'), pin.address, texts));
      }
    }
  }
  return [pins, found];
}

function pinOf(service: MeshExternalServiceResource, vip: string): Pin | undefined {
  const family = ipFamily(vip);
  return family === undefined ? undefined : { address: ipToText(ipToNumber(vip), family), family, service };
}
