CREATE TABLE clients (
    pool TEXT NOT NULL,
    client TEXT NOT NULL,
    modified_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    secret TEXT,
    PRIMARY KEY (pool, client)
);

-- The directory that tells which pool a client belongs to: pages and calls name the client alone.
CREATE TABLE client_pools (
    client TEXT NOT NULL,
    pool TEXT NOT NULL,
    PRIMARY KEY (client)
);
CREATE INDEX client_pools_by_pool ON client_pools (pool);
