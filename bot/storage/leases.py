"""What a process has taken to work on: rows of the inbox and the outbox that carry its name."""

from collections.abc import Collection

from sqlalchemy import Connection, select, update

from bot.storage.tables import inbox, outbox

AT_ONCE = 500
"""Numbers in one statement."""


def held(tx: Connection, owner: str) -> tuple[frozenset[int], frozenset[int]]:
    """(updates, parcels) that are this process's to work on."""
    updates = select(inbox.c.update_id).where(inbox.c.state == "new", inbox.c.lease_owner == owner)
    parcels = select(outbox.c.id).where(outbox.c.state.in_(["claimed", "sending"]), outbox.c.lease_owner == owner)
    return frozenset(tx.execute(updates).scalars()), frozenset(tx.execute(parcels).scalars())


def free(tx: Connection, owner: str, updates: Collection[int], parcels: Collection[int]) -> None:
    """Let go of these; whoever has time takes them up."""
    for table, key, numbers in ((inbox, inbox.c.update_id, updates), (outbox, outbox.c.id, parcels)):
        all_of_them = sorted(numbers)
        for place in range(0, len(all_of_them), AT_ONCE):
            mine = key.in_(all_of_them[place : place + AT_ONCE]) & (table.c.lease_owner == owner)
            tx.execute(update(table).where(mine).values(lease_owner=None))
