-- How the articles of a source are found on their pages, and whether that still works.

CREATE TABLE source_rule (
    source TEXT NOT NULL,
    part TEXT NOT NULL,                      -- layout, detected (a layout that no stanza names), title, date, body
    rule TEXT NOT NULL,                      -- the layout's name, or the selector
    history TEXT NOT NULL,                   -- a digit for each of the last articles: 1, the rule matched; 0, it did not
    since TEXT,                              -- when the first came that it does not match any more
    page TEXT,                               -- the last such article's address
    PRIMARY KEY (source, part)
) STRICT, WITHOUT ROWID;
