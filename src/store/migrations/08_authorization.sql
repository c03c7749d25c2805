-- uses: 0 fresh, 1 redeemed. What ends the sign-ins of a user finds the fresh ones by sub.
CREATE TABLE authorizations (
    pool TEXT NOT NULL,
    hash TEXT NOT NULL,
    sub TEXT NOT NULL,
    uses BIGINT NOT NULL,
    event TEXT,
    expires_at BIGINT NOT NULL,
    value TEXT,
    PRIMARY KEY (pool, hash)
);
CREATE INDEX authorizations_by_sub ON authorizations (pool, sub);
CREATE INDEX authorizations_by_expiry ON authorizations (expires_at);
