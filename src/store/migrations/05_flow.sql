CREATE TABLE flows (
    pool TEXT NOT NULL,
    hash TEXT NOT NULL,
    kind TEXT NOT NULL,
    client TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (pool, hash)
);
CREATE INDEX flows_by_expiry ON flows (expires_at);
