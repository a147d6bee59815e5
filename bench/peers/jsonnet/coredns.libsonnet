// A zone of names and one of addresses, each with a serial that follows from its records.
local zone(name, records) =
  local text = std.join('\n', records);
  local serial = std.parseHex(std.sha256(text)[:8]);
  |||
    %(name)s. 5 IN SOA ns.invalid. hostmaster.invalid. %(serial)d 60 30 600 5
    %(name)s. 30 IN NS ns.invalid.
    %(text)s
  ||| % { name: name, serial: serial, text: text };
local server(zone) = |||
  %(zone)s {
      bind 127.0.0.1
      errors
      file %(zone)s.zone {
          reload 10s
      }
  }
||| % { zone: zone };
local NAMES = 'svc.meshext.local';
local ADDRESSES = '242.in-addr.arpa';
{
  files(services): {
    Corefile: server(ADDRESSES) + server(NAMES),
    [NAMES + '.zone']: zone(NAMES, [one.hostname + '. 30 IN A ' + one.vip for one in services]),
    [ADDRESSES + '.zone']: zone(ADDRESSES, [one.reverse + '. 30 IN PTR ' + one.hostname + '.' for one in services]),
  },
}
