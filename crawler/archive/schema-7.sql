-- For searches within a province: its articles from the latest on, and its reports.
CREATE INDEX article_province ON article(province, day, number, source) WHERE revised_by IS NULL;
CREATE INDEX report_province ON report(province) WHERE province IS NOT NULL;

-- FTS5 joins the parts of its index by fours, and so writes each word again ten times on the way to a million articles.
-- By eights it is seven times, and there are hardly more parts to ask.
INSERT INTO article_fts(article_fts, rank) VALUES ('automerge', 8);
-- What is entered at once begins one part, not one for each megabyte.
INSERT INTO article_fts(article_fts, rank) VALUES ('hashsize', 8388608);
