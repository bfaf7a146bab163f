"""The same wire, from the other side: a reference gateway that speaks every line of `websocket-api.md`.

`gateway.Gateway` is the whole of it for whoever runs one; `peer.Peer` holds the rules, without I/O and without a clock.
"""
