-- The notes on one deal, ticket or call.
CREATE INDEX ix_notes_related_id ON notes (organization_id, related_id) WHERE related_id is not null;
