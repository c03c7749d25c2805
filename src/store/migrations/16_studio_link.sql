-- uses: 0 fresh, 1 redeemed.
CREATE TABLE studio_links (
    hash TEXT NOT NULL,
    id TEXT NOT NULL,
    uses BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (hash)
);
CREATE INDEX studio_links_by_expiry ON studio_links (expires_at);
