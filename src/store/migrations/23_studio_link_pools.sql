-- pools: a JSON list of the pools that the link is for; empty for all.
ALTER TABLE studio_links ADD COLUMN pools TEXT NOT NULL DEFAULT '[]';
ALTER TABLE studio_links ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE studio_keys ADD COLUMN pools TEXT NOT NULL DEFAULT '[]';
-- The id of the link that the key came from, with which it is revoked.
ALTER TABLE studio_keys ADD COLUMN link TEXT NOT NULL DEFAULT '';
