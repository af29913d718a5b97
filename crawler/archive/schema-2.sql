-- What a good visit saw, so that a change of the site can be told from its being quiet.

CREATE TABLE source_seen (
    source TEXT NOT NULL,
    address TEXT NOT NULL,                   -- a listing, feed or sitemap of the source
    layout TEXT,
    links INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (source, address)
) STRICT, WITHOUT ROWID;

-- When it last came back after being broken: its silence is counted from there.
ALTER TABLE source ADD COLUMN recovered TEXT;

-- How far a walk into a source's past has come: a list and its pages, a sitemap, an article and its neighbours.
CREATE TABLE walk (
    source TEXT NOT NULL,
    address TEXT NOT NULL,
    since TEXT NOT NULL,                     -- ISO day the walk goes back to
    page INTEGER NOT NULL,                   -- the last page all of whose articles were read
    done INTEGER NOT NULL,                   -- whether its end, or that day, was reached
    PRIMARY KEY (source, address)
) STRICT, WITHOUT ROWID;
