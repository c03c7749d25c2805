CREATE TABLE families (
    pool TEXT NOT NULL,
    event TEXT NOT NULL,
    sub TEXT NOT NULL,
    version BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    document TEXT NOT NULL,
    PRIMARY KEY (pool, event)
);
CREATE INDEX families_by_sub ON families (pool, sub);
CREATE INDEX families_by_expiry ON families (expires_at);

-- Every refresh token of a family, the rotated ones too.
CREATE TABLE family_refresh (
    pool TEXT NOT NULL,
    hash TEXT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (pool, hash)
);
CREATE INDEX family_refresh_by_event ON family_refresh (pool, event);
