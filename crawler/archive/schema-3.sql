-- For searches: what filters and orders articles, without their texts. In order of day, to walk from the latest;
-- by number, to look up what the full-text index found.
CREATE INDEX article_latest ON article(day, number, source, province) WHERE revised_by IS NULL;
CREATE INDEX article_standing ON article(number, day, source, province) WHERE revised_by IS NULL;
