CREATE TABLE browser_sessions (
    pool TEXT NOT NULL,
    hash TEXT NOT NULL,
    sub TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (pool, hash)
);
CREATE INDEX browser_sessions_by_sub ON browser_sessions (pool, sub);
CREATE INDEX browser_sessions_by_expiry ON browser_sessions (expires_at);
