-- uses: 0 fresh, 1 redeemed, 2 redeemed again before the first redemption had written its tokens.
CREATE TABLE authorizations (
    pool TEXT NOT NULL,
    hash TEXT NOT NULL,
    uses BIGINT NOT NULL,
    event TEXT,
    expires_at BIGINT NOT NULL,
    value TEXT,
    PRIMARY KEY (pool, hash)
);
CREATE INDEX authorizations_by_expiry ON authorizations (expires_at);
