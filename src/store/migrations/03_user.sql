CREATE TABLE users (
    pool TEXT NOT NULL,
    sub TEXT NOT NULL,
    version BIGINT NOT NULL,
    document TEXT NOT NULL,
    credentials TEXT NOT NULL,
    PRIMARY KEY (pool, sub)
);

-- What only one user of a pool may have: the user name, sign-in names, verified aliases.
CREATE TABLE user_alias (
    pool TEXT NOT NULL,
    attribute TEXT NOT NULL,
    value TEXT NOT NULL,
    sub TEXT NOT NULL,
    PRIMARY KEY (pool, attribute, value)
);
CREATE INDEX user_alias_by_sub ON user_alias (pool, sub);

-- What ListUsers searches.
CREATE TABLE user_search (
    pool TEXT NOT NULL,
    attribute TEXT NOT NULL,
    value TEXT NOT NULL,
    sub TEXT NOT NULL,
    PRIMARY KEY (pool, attribute, value, sub)
);
CREATE INDEX user_search_by_sub ON user_search (pool, sub);
