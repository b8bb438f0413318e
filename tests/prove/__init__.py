"""The promises of RELIABILITY as figures: `make prove` runs every row in full, `make test` a short form of each.

One row is an async function that builds its world (real processes, real databases, the simulated Telegram with
faults), lets people act, breaks things, and counts afterwards. `proof` says what a row is, `world` what it runs in.
"""
