CREATE TABLE studio_keys (
    id TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    secret TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX studio_keys_by_expiry ON studio_keys (expires_at);
