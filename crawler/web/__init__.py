"""The archive in a browser: read-only pages in Vietnamese, the same answers as JSON, a feed and a calendar."""
