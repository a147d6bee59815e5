#!/bin/sh
# Leads the virtual addresses to this host, so that Envoy can listen on them. Needs CAP_NET_ADMIN; a restart forgets it.
# To undo: the same with "del" in place of "replace".
set -eu
ip route replace local 10.200.0.0/16 dev lo
ip -6 route replace local fd00:200::/64 dev lo
