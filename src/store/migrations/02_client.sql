CREATE TABLE clients (
    pool TEXT NOT NULL,
    client TEXT NOT NULL,
    modified_at BIGINT NOT NULL,
    uses_srp BIGINT NOT NULL,
    document TEXT NOT NULL,
    secret TEXT,
    PRIMARY KEY (pool, client)
);
-- Whether any client of a pool uses SRP (1) or none (0).
CREATE INDEX clients_by_srp ON clients (pool, uses_srp);

-- The directory that tells which pool a client belongs to: pages and calls name the client alone.
CREATE TABLE client_pools (
    client TEXT NOT NULL,
    pool TEXT NOT NULL,
    PRIMARY KEY (client)
);
CREATE INDEX client_pools_by_pool ON client_pools (pool);
