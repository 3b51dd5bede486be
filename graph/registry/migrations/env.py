"""Run by Alembic: takes the connection that `graph.registry.migrate` opened."""

from alembic import context

from graph.registry.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
