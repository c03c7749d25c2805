CREATE TABLE pools (
    pool TEXT NOT NULL,
    modified_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (pool)
);

-- The directory that tells which pool a host name or prefix belongs to: unique over all pools.
CREATE TABLE pool_domains (
    domain TEXT NOT NULL,
    pool TEXT NOT NULL,
    PRIMARY KEY (domain)
);
CREATE INDEX pool_domains_by_pool ON pool_domains (pool);
