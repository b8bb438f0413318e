"""Alembic's entry: migrations run on the connection, and inside the transaction, that Studybot hands over."""

from alembic import context

from bot.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the transaction around us is the one that counts
)
context.run_migrations()
