-- The archive, first form. Moments are UTC ISO 8601 with milliseconds (2026-11-21T22:13:38.123Z); days are ISO days.
-- Every table is STRICT: a text in a number's place is a mistake, not a value.

-- --- the timetable -------------------------------------------------------------------------

CREATE TABLE source (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    province TEXT,                           -- slug
    enabled INTEGER NOT NULL,
    registered TEXT NOT NULL,
    next_poll TEXT NOT NULL,
    last_visit TEXT,
    last_ok TEXT,                            -- last visit that brought an answer
    last_new TEXT,                           -- last visit that brought an article not met before
    failures INTEGER NOT NULL DEFAULT 0,     -- visits in a row
    failing_since TEXT,
    reason TEXT,                             -- the last failure in one word
    error TEXT,                              -- and as a sentence
    moved_to TEXT
) STRICT;

CREATE TABLE listing (
    address TEXT PRIMARY KEY NOT NULL,
    source TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    asked TEXT NOT NULL                      -- the last full answer
) STRICT;

CREATE TABLE visit (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    links INTEGER NOT NULL,
    fetched INTEGER NOT NULL,
    new INTEGER NOT NULL,
    copies INTEGER NOT NULL,
    revisions INTEGER NOT NULL,
    error TEXT,
    moved_to TEXT
) STRICT;
CREATE INDEX visit_source ON visit(source, at);
CREATE INDEX visit_at ON visit(at);

CREATE TABLE host (
    host TEXT PRIMARY KEY NOT NULL,
    not_before TEXT,
    failures INTEGER NOT NULL,
    reason TEXT
) STRICT;

CREATE TABLE address (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    source TEXT,
    article INTEGER REFERENCES article(number),
    state TEXT NOT NULL CHECK (state IN ('new', 'later', 'failed', 'empty', 'read', 'gone')),
    title TEXT,                              -- as the listing gave it
    published TEXT,
    first_seen TEXT NOT NULL,
    first_read TEXT,
    next_check TEXT,                         -- NULL: not to be asked again
    attempts INTEGER NOT NULL DEFAULT 0,     -- failures in a row
    failing_since TEXT,
    backlog INTEGER NOT NULL DEFAULT 0,      -- found at the source's first poll: nothing in it is news
    etag TEXT,
    last_modified TEXT,
    error TEXT
) STRICT;
CREATE INDEX address_due ON address(source, state, next_check);
CREATE INDEX address_article ON address(article);

-- --- articles ------------------------------------------------------------------------------

CREATE TABLE article (
    number INTEGER PRIMARY KEY,              -- from 0
    hash TEXT NOT NULL UNIQUE,               -- SHA-256 of text
    title TEXT,
    text TEXT NOT NULL,                      -- canonical
    url TEXT,                                -- where it was first met
    source TEXT,
    province TEXT,                           -- slug of that source's province
    published TEXT,
    published_from TEXT,
    author TEXT,
    lang TEXT NOT NULL,
    layout TEXT,
    added TEXT NOT NULL,
    day TEXT GENERATED ALWAYS AS (substr(coalesce(published, added), 1, 10)) VIRTUAL,
    story INTEGER,                           -- the first article of nearly this text; NULL: it is the first
    revised_by INTEGER,                      -- the text that took its place at every address
    recipe INTEGER NOT NULL,                 -- version of the canonical text's recipe
    sketch BLOB NOT NULL                     -- sampled shingle hashes, eight bytes each
) STRICT;
CREATE INDEX article_day ON article(day);
CREATE INDEX article_source ON article(source, day);
CREATE INDEX article_story ON article(story) WHERE story IS NOT NULL;

CREATE TABLE known_as (
    name TEXT PRIMARY KEY NOT NULL,          -- a name the text came with
    tail TEXT NOT NULL,                      -- without its number and ending
    article INTEGER NOT NULL REFERENCES article(number)
) STRICT;
CREATE INDEX known_as_tail ON known_as(tail);

CREATE TABLE revision (
    id INTEGER PRIMARY KEY,
    address INTEGER NOT NULL REFERENCES address(id),
    article INTEGER NOT NULL REFERENCES article(number),
    previous INTEGER NOT NULL REFERENCES article(number),
    at TEXT NOT NULL
) STRICT;
CREATE INDEX revision_article ON revision(article);
CREATE INDEX revision_previous ON revision(previous);

CREATE TABLE shingle (
    hash INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES article(number),
    PRIMARY KEY (hash, article)
) STRICT, WITHOUT ROWID;

-- content= in double quotes: sqlite-utils and Datasette look for exactly that.
-- unicode61 folds every letter but đ; old pages write it as eth. Both are indexed as d. A rebuild
-- must fold the same way, so FTS5's own 'rebuild' is not to be used.
CREATE VIRTUAL TABLE article_fts USING fts5(
    title, text, content="article", content_rowid="number", tokenize="unicode61 remove_diacritics 2"
);
CREATE VIEW article_folded AS SELECT
    number,
    replace(replace(replace(replace(title, 'đ', 'd'), 'Đ', 'D'), 'ð', 'd'), 'Ð', 'D') AS title,
    replace(replace(replace(replace(text, 'đ', 'd'), 'Đ', 'D'), 'ð', 'd'), 'Ð', 'D') AS text
FROM article;
CREATE TRIGGER article_inserted AFTER INSERT ON article BEGIN
    INSERT INTO article_fts(rowid, title, text) SELECT number, title, text FROM article_folded WHERE number = new.number;
END;
CREATE TRIGGER article_to_be_deleted BEFORE DELETE ON article BEGIN
    INSERT INTO article_fts(article_fts, rowid, title, text)
    SELECT 'delete', number, title, text FROM article_folded WHERE number = old.number;
END;
CREATE TRIGGER article_to_be_changed BEFORE UPDATE OF title, text ON article BEGIN
    INSERT INTO article_fts(article_fts, rowid, title, text)
    SELECT 'delete', number, title, text FROM article_folded WHERE number = old.number;
END;
CREATE TRIGGER article_changed AFTER UPDATE OF title, text ON article BEGIN
    INSERT INTO article_fts(rowid, title, text) SELECT number, title, text FROM article_folded WHERE number = new.number;
END;

-- --- sessions, reports, facts --------------------------------------------------------------

CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    ordinal INTEGER,
    date TEXT,                               -- NULL until some report tells the day
    label TEXT,
    title TEXT NOT NULL,
    around TEXT,                             -- while the day is unknown: the day its first report appeared
    added TEXT NOT NULL
) STRICT;
CREATE INDEX session_body ON session(body, ordinal);

CREATE TABLE session_alias (                 -- every key a session ever had, the present one included
    key TEXT PRIMARY KEY NOT NULL,
    session INTEGER NOT NULL REFERENCES session(id)
) STRICT;

CREATE TABLE report (
    article INTEGER PRIMARY KEY REFERENCES article(number),
    session INTEGER REFERENCES session(id),  -- NULL: which one is not known yet
    body TEXT NOT NULL,                      -- from here on, what the article itself says
    ordinal INTEGER,
    date TEXT,
    date_from TEXT,
    label TEXT,
    province TEXT,                           -- slug, as of the session
    theme_status TEXT,
    why TEXT NOT NULL                        -- JSON list
) STRICT;
CREATE INDEX report_session ON report(session);

CREATE TABLE notice (
    article INTEGER PRIMARY KEY REFERENCES article(number),
    session INTEGER REFERENCES session(id),
    body TEXT,
    ordinal INTEGER,
    date TEXT,
    date_from TEXT,
    label TEXT,
    why TEXT NOT NULL
) STRICT;
CREATE INDEX notice_session ON notice(session);

-- In all that follow, quote = substr(article.text, start + 1, stop - start).
CREATE TABLE fact (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article(number),
    kind TEXT NOT NULL,  -- chair, province, local_chair, attendee, venue, theme, document, notice
    value TEXT NOT NULL,
    quote TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL
) STRICT;
CREATE INDEX fact_article ON fact(article);
CREATE INDEX fact_value ON fact(kind, value);

CREATE TABLE task (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article(number),
    value TEXT NOT NULL,
    quote TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    ordered_by TEXT,
    assignee TEXT,
    due TEXT,
    due_text TEXT
) STRICT;
CREATE INDEX task_article ON task(article);

CREATE TABLE indicator (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article(number),
    name TEXT NOT NULL,
    value REAL NOT NULL,
    quote TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    unit TEXT,
    relation TEXT NOT NULL,
    number REAL,
    high REAL,
    out_of REAL,
    period TEXT,
    scope TEXT NOT NULL,
    kind TEXT NOT NULL,
    series TEXT,
    figure TEXT                              -- by which reports of one session know each other; NULL: too common
) STRICT;
CREATE INDEX indicator_article ON indicator(article);
CREATE INDEX indicator_series ON indicator(series);
CREATE INDEX indicator_figure ON indicator(figure) WHERE figure IS NOT NULL;

-- --- alerts --------------------------------------------------------------------------------

CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    event TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL,                      -- JSON
    session TEXT,
    article INTEGER,
    created TEXT NOT NULL
) STRICT;

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    alert INTEGER NOT NULL REFERENCES alert(id),
    recipient TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'held', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try TEXT NOT NULL,
    error TEXT,
    group_key TEXT,                          -- the digest it belongs to
    sending_since TEXT,
    sent TEXT,
    UNIQUE (alert, recipient)
) STRICT;
CREATE INDEX delivery_due ON delivery(recipient, state, next_try);

-- --- for people who browse the tables ------------------------------------------------------

CREATE VIEW sessions AS SELECT
    s.key, s.title, s.date, s.ordinal,
    (SELECT count(*) FROM report r JOIN article a ON a.number = r.article
     WHERE r.session = s.id AND a.revised_by IS NULL) AS reports,
    (SELECT count(DISTINCT r.province) FROM report r WHERE r.session = s.id) AS provinces
FROM session s ORDER BY s.date DESC;

CREATE VIEW reports AS SELECT
    s.key AS session, a.number, a.title, a.published, a.source, a.url,
    (SELECT value FROM fact WHERE article = a.number AND kind = 'province') AS province,
    (SELECT value FROM fact WHERE article = a.number AND kind = 'chair') AS chair,
    (SELECT value FROM fact WHERE article = a.number AND kind = 'local_chair') AS local_chair
FROM report r JOIN article a ON a.number = r.article LEFT JOIN session s ON s.id = r.session
WHERE a.revised_by IS NULL;

CREATE VIEW indicators AS SELECT
    s.key AS session, s.date, i.series, i.name, i.relation, i.value, i.unit, i.period, i.scope, i.kind, i.quote,
    a.number AS article, a.url
FROM indicator i JOIN report r ON r.article = i.article JOIN article a ON a.number = i.article
LEFT JOIN session s ON s.id = r.session
WHERE a.revised_by IS NULL;
