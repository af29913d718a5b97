-- FTS5 begins a new part of its index with each statement, and joins the parts later. So the archive fills the index
-- itself, in one statement for all articles of a transaction, which takes a third of the time.
DROP TRIGGER article_inserted;

-- A series is what the catalogue calls a figure, or its name where the catalogue has none: so it is asked for.
DROP INDEX indicator_series;
CREATE INDEX indicator_told ON indicator(coalesce(series, name), article);
