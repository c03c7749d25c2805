-- What a client's pages look like; the client `ALL` stands for those of the pool without a row.
CREATE TABLE brands (
    pool TEXT NOT NULL,
    client TEXT NOT NULL,
    version BIGINT NOT NULL,
    document TEXT NOT NULL,
    -- The bytes of the logo in base64, apart because a page needs only its size.
    logo TEXT,
    PRIMARY KEY (pool, client)
);
